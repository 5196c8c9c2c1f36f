"""What we can do, in one bubble, and a page more for each topic."""

from bot.filters import means, tapped
from bot.messages import Tap, Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Meaning, intent
from language.translation import _, later

router = Router()

FINDING = later(
    "【找书】\n"
    "发书名或作者就行，也可以说「找书 鲁迅」；扫书上的条码、墙上的码也行\n"
    "「今天读什么」给您挑几本，都不中意就说「换一批」\n"
    "只记得一句，就问「哪本书里有 满纸荒唐言」，从那里读起\n"
    "回复列表里的数字看介绍，再回复「开始」在聊天里读，或「下载」带走"
)
READING = later(
    "【读书】\n"
    "「开始 《书名》」从上次停下的地方读，「继续」下一段，「上一段」往回\n"
    "「目录」「跳到第5章」「进度」\n"
    "「我有10分钟」给您读得完的分量，「网页读」整章看、调字号\n"
    "「书架」「读完的书」「放下的书」；不想读了说「不读了」，位置替您留着"
)
DELIVERY = later(
    "【送书】到点就来一段，不用记着\n"
    "「订阅《朝花夕拾》每天7:30」「工作日晚上9点送两段」「周末早上十点」\n"
    "「换时间 晚上9点」「换成每周一三五」「每次两段」「每天读10分钟」\n"
    "「多发一段」现在就要，「暂停到下周一」「恢复」\n"
    "「我的订阅」看下次几时，「退订」不再送\n"
    "星期天有一句小结，不想要说「不要周报」，想要了说「恢复周报」"
)
BORROWING = later(
    "【借书】有的书馆里只买了几份，一份一次借给一位\n"
    "「借《书名》」借到手机上，三周后自动归还；都借出去了，就替您排队\n"
    "「预约」排队等一本书，轮到您时我来叫您，留三天；「取消预约」不等了\n"
    "「我的借阅」看借到哪天、排到第几位\n"
    "「续借」再读三周，「还书」让给下一位\n"
    "别的书不用借，看介绍时我会告诉您"
)
MARKING = later(
    "【记下】\n"
    "「书签」放一个，「我的书签」回去读\n"
    "「摘抄」选一句，或「摘抄」加原文；「我的摘抄」\n"
    "「笔记」加您的话；「我的笔记」\n"
    "「导出摘抄」整份带走，「删除 1」删掉列表里的第 1 条"
)
PLANS = later(
    "【读书计划】\n"
    "「读书计划」挑一个，「加入 1」再选个钟点，每天送来一天的份量和馆员的话\n"
    "「读完了」记一天；漏下的日子会等您，「今天的计划」现在就读，一天读两天也行\n"
    "「一起读」得一个小组码，朋友照着回复「加入 K7M2QX」；「我的计划」看大家读到哪\n"
    "读完有证书，丢了就说「我的证书」。「退出计划」不再送"
)
KEEPING_UP = later(
    "【坚持】\n"
    "「打卡」得一张海报，「打卡天数」看读了几天几周（一周歇一天不算断）\n"
    "「读书计划」看馆员编的计划，一个人或一群人一起读，读完有证书"
)
ASKING = later(
    "【咨询】\n"
    "「咨询」加上您的问题；我知道的马上答，不知道的转给馆员，回答会发到这里\n"
    "不满意我的回答，说「转人工」；「我的问题」看排到哪了，直接写就是补充\n"
    "问好了回复「解决了」，不想问了回复「取消」"
)
PRIVACY = later(
    "【隐私】\n"
    "「我的阅读记录」看我记着什么\n"
    "「不要记录」只留没读完的书读到哪里，别的都删掉；「恢复记录」从头记起\n"
    "馆员看不到谁在读什么。取消关注，就全都忘掉。"
)
PAGES = (
    (FINDING, "找书", "推荐", "下载", "finding", "search", "хайх"),
    (READING, "读书", "阅读", "书架", "目录", "进度", "网页", "reading", "унших"),
    (DELIVERY, "送书", "订阅", "退订", "周报", "delivery", "deliveries", "илгээх"),
    (BORROWING, "借书", "借阅", "预约", "borrowing", "lending", "зээл"),
    (MARKING, "笔记", "摘抄", "书签", "notes", "тэмдэглэл"),
    (PLANS, "计划", "读书计划", "证书", "plans", "төлөвлөгөө"),
    (KEEPING_UP, "打卡", "坚持", "海报", "check-in", "checkin", "ирц"),
    (ASKING, "咨询", "提问", "馆员", "人工", "asking", "ask", "асуух"),
    (PRIVACY, "隐私", "记录", "privacy", "нууцлал"),
)  # fmt: skip
TOPICS = {name: page for page, *names in PAGES for name in names}
ABOUT = "|".join(TOPICS)
IN_CHINESE = "|".join(name for name in TOPICS if not name.isascii())

HELP = intent(
    "help", "看看我能做什么", "帮助", "使用帮助", "使用说明", "说明书", "怎么用", "怎么使用", "这个怎么用",
    "你怎么用", "你能做什么", "你能干什么", "你能干嘛", "你会做什么", "你会干什么", "你会什么",
    "你都会什么", "你都会啥", "你能帮我做什么", "有什么功能", "你有什么功能", "有哪些功能", "功能",
    "功能介绍", "菜单", "菜单在哪", "指令", "你是谁", "你是机器人吗", "你叫什么", "你叫什么名字", "你好",
    "您好", "你好呀", "哈喽", "哈啰", "嗨", "早", "早上好", "早安", "上午好", "中午好", "下午好", "晚上好",
    "在", "在吗", "在么", "在不在", "你在吗", "help", "menu", "what can you do", "how to use",
    "who are you", "hi", "hello", "hey", "good morning", "тусламж", "цэс", "сайн байна уу", "сайн уу",
    "sain bainuu", "sain uu",
    patterns=[
        r"[?]+",
        rf"(?:使用)?(?:帮助|说明|help|тусламж)[ :,]*(?P<about>{ABOUT})",
        rf"(?P<about>{IN_CHINESE})(?:的|使用)?(?:帮助|说明|怎么用|怎么玩)[?]?",
    ],
)  # fmt: skip


@router.on(means(HELP))
def help_(_words: Text, meaning: Meaning) -> Reply:
    about = meaning.slots.get("about", "")
    return say(_(TOPICS[about])) if about else say(abilities())


@router.on(tapped("HELP"))
def help_by_menu(_tap: Tap) -> Reply:
    return say(abilities())


def abilities() -> str:
    return _(
        "【找书】发书名或作者，例如「找书 鲁迅」；不知道读什么，就问「今天读什么」\n"
        "【读书】「开始」「继续」「目录」「书架」；「我有5分钟」\n"
        "【送书】「每天早上8点送」「暂停」「我的订阅」\n"
        "【记下】「书签」「摘抄」「笔记」\n"
        "【坚持】「打卡」「打卡天数」「读书计划」\n"
        "【带走】看到喜欢的书，回复「下载」；要借的书，回复「借」\n"
        "【咨询】「咨询」加上您的问题，馆员在这里回答；「我的问题」看排到哪了\n\n"
        "想看细的：「帮助 找书」「帮助 读书」「帮助 送书」「帮助 借书」「帮助 笔记」「帮助 打卡」"
        "「帮助 计划」「帮助 咨询」「帮助 隐私」。\n"
        "【语言】「中文」「Монголоор」「English」\n"
        "随时回复「帮助」再看这一页。"
    )
