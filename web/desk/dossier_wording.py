"""What dossiers and their refusals are called at the desk."""

from ebooks.dossiers.dossier import Status
from ebooks.dossiers.given import Way
from ebooks.dossiers.items import Excerpt, Item, Note, Pointer
from ebooks.dossiers.refusals import (
    AlreadyPublished,
    CannotCompile,
    EditedMeanwhile,
    IsADossier,
    NoSuchItem,
    NoSuchPassage,
    NothingToCopy,
    NothingToPublish,
    NotOpen,
    SourceGone,
    TooManyItems,
)

STATES = {Status.DRAFT: "草稿", Status.PUBLISHED: "已发布", Status.WITHDRAWN: "已撤下"}
KINDS: dict[type[Item], str] = {Note: "文字", Pointer: "荐读", Excerpt: "摘录"}
WAYS = {Way.CHAT: "聊天里读", Way.DOWNLOAD: "下载", Way.SCAN: "扫码"}
WHY: dict[type[CannotCompile], str] = {
    EditedMeanwhile: "{by}刚刚改过这里。下面是最新的，请看过以后再做一次。",
    NoSuchItem: "这一条刚被同事移出了专题。如果您写了字，字还在下面，要用就作为新的一条加进去。",
    NotOpen: "{book}是按许可借阅的书，许可里没有摘编的权利，不能摘录；可以荐读全书，不收原文。",
    NothingToCopy: "{book}的文件里没有可以摘录的文字；可以荐读全书。",
    IsADossier: "{book}本身是专题汇编，请从它的出处摘录。",
    SourceGone: "书库里没有{book}了。引用它的条目要移出专题，才能发布。",
    NoSuchPassage: "{book}里没有这一章或这几段。",
    NothingToPublish: "还没有内容。先加一条文字、荐读或摘录，再发布。",
    TooManyItems: "一个专题最多 {most} 条。可以分成两个专题。",
    AlreadyPublished: "读者已经读过这个专题，不能删掉；不想再列出来，就撤下。",
}


def kind(item: Item) -> str:
    return KINDS[type(item)]


def explain(refusal: CannotCompile) -> str:
    facts = vars(refusal)
    book = f"《{facts['name']}》" if facts.get("name") else "这本书"
    return WHY[type(refusal)].format(book=book, **facts)
