"""The knowledge base's words at the desk: what a state is called, and why something is refused."""

from reference.anonymity import Trait
from reference.articles import (
    LONGEST_ANSWER,
    LONGEST_WORDING,
    MOST_WORDINGS,
    CannotPublish,
    Deed,
    EmptyText,
    KnownAlready,
    NoSuchArticle,
    NotNow,
    OwnWork,
    State,
    StillPersonal,
    TooLong,
    WrittenMeanwhile,
)

STATE = {State.DRAFT: "草稿", State.PROPOSED: "待审核", State.PUBLISHED: "已发布", State.WITHDRAWN: "已撤下"}
DONE = {
    Deed.WRITE: "写了草稿",
    Deed.PROPOSE: "提交审核",
    Deed.APPROVE: "审核发布",
    Deed.SEND_BACK: "退回修改",
    Deed.DROP: "放弃草稿",
    Deed.WITHDRAW: "撤下",
    Deed.CONFIRM: "复核：仍然正确",
    Deed.WORD: "添加问法",
    Deed.UNWORD: "删去问法",
}


SIMPLY: dict[type[CannotPublish], str] = {
    WrittenMeanwhile: "同事刚刚改过这一条。下面是现在的样子，您写的还在，请看过再决定。",
    OwnWork: "自己写的、自己提交的，要请另一位馆员审核发布。",
    EmptyText: "问题和回答都要写。",
    TooLong: f"太长：问法最多 {MOST_WORDINGS} 种、每种 {LONGEST_WORDING} 字，回答最多 {LONGEST_ANSWER} 字。",
    NoSuchArticle: "没有这一条了。",
}


def explain(refusal: CannotPublish) -> str:
    match refusal:
        case StillPersonal(private=True):
            return f"里面还有不能公开的内容：{_found(refusal)}。请删去再提交。"
        case StillPersonal():
            return f"里面像是有个人信息：{_found(refusal)}。如果是图书馆自己公开的，请勾选确认；不是就删去。"
        case KnownAlready(asked=asked):
            return f"“{asked}”已经有一条在答。两条一样的问法会让机器人拿不准，请改那一条。"
        case NotNow(state=state):
            return f"这一条现在是“{STATE[state]}”，不能这样做。"
    return SIMPLY[type(refusal)]


def _found(refusal: StillPersonal) -> str:
    return "、".join(f"{one.text}（{Trait(one.trait).strip('［］')}）" for one in refusal.found)
