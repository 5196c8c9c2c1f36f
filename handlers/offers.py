"""After an answer of the house: did it help? Yes, no and doubt, in the patron's own words."""

import re

from bot.router import Filter, Router, Turn
from handlers import reference
from language.folding import fold, key

router = Router()

# Of the letters alone, as `key` leaves them; WeChat's faces come as their names.
# Doubt is a no: a person is asked once too often rather than not.
NO = re.compile(
    r"(?:好像|还|也|都|可是|但是?)*(?:没有?|不是?|否|不对|不行|不够|错了?|没用|没有用|没帮助|没有帮助|不好|不满意)"
    r"[的啊呀吧哦呢了]*"
    r"|.{0,4}(?:不是|不想问)(?:我)?(?:要|想)?(?:问|说)?的?(?:这个|这些|意思)?[的啊呀吧了]*"
    r"|.{0,3}[没不](?:太|大|是?很|怎么)?(?:看|听)?(?:懂|明白|清楚|确定|一定|知道)[的啊呀吧了]*"
    r"|疑问|弱|撇嘴|流泪|no|nope|notreally|notsolved|wrong|үгүй|биш|тусалсангүй|мэдэхгүй"
)
YES = re.compile(
    r"(?:嗯|好|对|是|恩)*(?:是的?|对的?|嗯+|恩|有|有用|有帮助|可以了?|行了?|好了?|好的|够了|解决)[的啊呀吧哦呢啦]*"
    r"(?:谢谢|多谢|感谢)?[你您啦了]*"
    r"|(?:好的?|嗯+)?(?:非常|太)?(?:谢谢|多谢|感谢)[你您啦了]*"
    r"|强|玫瑰|抱拳|呲牙|鼓掌|爱心|胜利|yes|yep|yeah|ok|okay|thanks|thankyou|тийм|баярлалаа|за"
)


# What is left of a message without letters.
DOUBTS, APPROVES = (
    re.compile(r"[?!.,。…~ ]*[?][?!.,。…~ ]*"),
    re.compile("[👍👌🙏😊😄😁🌹❤✅🆗💯👏\ufe0f\U0001f3fb-\U0001f3ff! ]+"),
)

# The last thing she was shown was an answer, and she is asked whether it helped.
asked_back = Filter(
    lambda turn: turn.conversation.choices == list(reference.OFFER) and not turn.conversation.step
)


def says(words: re.Pattern[str], marks: re.Pattern[str]) -> Filter:
    def accepts(turn: Turn) -> bool:
        said = turn.message.content
        found = words.fullmatch(key(said)) if key(said) else marks.fullmatch(fold(said))
        return found is not None

    return Filter(accepts, looks_back=False)


router.on(asked_back, says(NO, DOUBTS))(reference.to_a_person)
router.on(asked_back, says(YES, APPROVES))(reference.solved)
