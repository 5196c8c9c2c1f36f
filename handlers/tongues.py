"""The language she is spoken to."""

from bot.conversation import Conversation
from bot.filters import means
from bot.messages import Text
from bot.replies import Reply, say
from bot.router import Router
from bot.understanding import Intent, intent
from language.translation import SOURCE, _, speaking
from library.patrons import Patrons

router = Router()

CHINESE = intent(
    "chinese", "说中文", "中文", "说中文", "汉语", "用中文", "讲中文", "请说中文", "切换中文", "切换到中文",
    "中文版", "换成中文", "chinese", "speak chinese", "in chinese", "хятадаар", "хятад хэл", "хятад хэлээр",
)  # fmt: skip
MONGOLIAN = intent(
    "mongolian", "说蒙古语", "蒙古语", "说蒙古语", "蒙语", "蒙文", "说蒙语", "用蒙语", "切换到蒙古语",
    "换成蒙语", "mongolian", "speak mongolian", "in mongolian", "монголоор", "монгол", "монгол хэл",
    "монгол хэлээр", "монголоор ярь", "монголоор бичээрэй",
)  # fmt: skip
ENGLISH = intent(
    "english", "说英语", "英语", "说英语", "英文", "说英文", "用英文", "用英语", "切换到英文", "换成英文",
    "英文版", "english", "speak english", "in english", "english please",
    "англиар", "англи хэл", "англи хэлээр",
)  # fmt: skip


def _speak(wanted: Intent, language: str) -> None:
    @router.on(means(wanted))
    async def choose(words: Text, conversation: Conversation, patrons: Patrons) -> Reply:
        await patrons.speak(words.patron, language)
        conversation.language = "" if language == SOURCE else language
        conversation.language_offered = True
        with speaking(language):
            return say(_("好的，以后我说中文。回复「帮助」看看我能做什么。"))


_speak(CHINESE, SOURCE)
_speak(MONGOLIAN, "mn")
_speak(ENGLISH, "en")
