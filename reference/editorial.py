"""The knowledge base's editorial office: one librarian writes, a second one publishes."""

from collections.abc import Mapping
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from language.folding import key
from library.clock import Clock, utc_now
from library.identity import new_id
from library.staff import Librarian
from reference.anonymity import ALWAYS_PRIVATE, traits
from reference.articles import (
    Article,
    Deed,
    Draft,
    Event,
    KnownAlready,
    NoSuchArticle,
    NotNow,
    OwnWork,
    State,
    StillPersonal,
    Version,
    Wording,
    WrittenMeanwhile,
)
from reference.models import Actor
from reference.repository.articles import ArticleRepository, Write

CHINA = ZoneInfo("Asia/Shanghai")
FRESH = timedelta(days=180)  # after which somebody looks whether it is still true
Fields = Mapping[str, object]


class Editorial:
    """`seen` is the revision its author had on the screen: who writes second is told, and writes nothing.

    What is published is never changed by one person alone; it can be taken back by one alone, because a
    wrong answer must not wait for a colleague.
    """

    def __init__(
        self, articles: ArticleRepository, *, fresh: timedelta = FRESH, now: Clock = utc_now
    ) -> None:
        self._articles, self._fresh, self._now = articles, fresh, now

    # Writing

    async def draft(self, wording: Wording, author: Librarian, *, source: str = "") -> Article:
        """A new article, as a draft."""
        article = Article(id=new_id(), state=State.DRAFT, revision=1, source=source)
        draft = Draft(wording=wording, by=_actor(author), at=self._now())
        return await self._articles.add(article, self._write(Deed.WRITE, author, {"draft": draft}))

    async def rewrite(self, article_id: str, wording: Wording, author: Librarian, *, seen: int) -> Article:
        """A draft of its next version; it has to be proposed, again if it was. Raises WrittenMeanwhile."""
        article = await self._seen(article_id, seen)
        draft = Draft(wording=wording, by=_actor(author), at=self._now())
        return await self._drafted(article, Deed.WRITE, author, draft)

    async def propose(
        self, article_id: str, author: Librarian, *, seen: int, public: bool = False
    ) -> Article:
        """Put the draft before a colleague; `public`: what reads like somebody's details is the library's.

        Raises StillPersonal, NotNow, WrittenMeanwhile.
        """
        article = await self._seen(article_id, seen)
        draft = _drafted(article, Deed.PROPOSE)
        _refuse_personal(draft.wording, public=public)
        await self._refuse_known(article_id, draft.wording.asked)
        proposed = Draft(wording=draft.wording, by=draft.by, at=draft.at, proposed_by=_actor(author))
        return await self._drafted(article, Deed.PROPOSE, author, proposed)

    async def drop(self, article_id: str, author: Librarian, *, seen: int) -> None:
        """Give a draft up. What was published before is as it was; where nothing was, nothing is left."""
        article = await self._seen(article_id, seen)
        _drafted(article, Deed.DROP)
        if article.wording:
            await self._drafted(article, Deed.DROP, author, None)
        elif not await self._articles.remove(article):
            raise WrittenMeanwhile(await self.get(article_id))

    # Publishing

    async def approve(
        self, article_id: str, approver: Librarian, *, seen: int, public: bool = False
    ) -> Article:
        """Publish what a colleague proposed. Raises OwnWork, StillPersonal, NotNow, WrittenMeanwhile."""
        article = await self._seen(article_id, seen)
        draft = _proposed(article, Deed.APPROVE)
        if approver.id in {draft.by.id, draft.proposed_by.id if draft.proposed_by else ""}:
            raise OwnWork
        _refuse_personal(draft.wording, public=public)
        await self._refuse_known(article_id, draft.wording.asked)
        return await self._publish(article, draft, approver)

    async def send_back(self, article_id: str, reader: Librarian, remark: str, *, seen: int) -> Article:
        """Not yet: back to its author, and why. Raises NotNow, WrittenMeanwhile."""
        article = await self._seen(article_id, seen)
        draft = _proposed(article, Deed.SEND_BACK)
        returned = Draft(wording=draft.wording, by=draft.by, at=draft.at, remark=remark.strip())
        return await self._drafted(article, Deed.SEND_BACK, reader, returned, remark)

    async def withdraw(self, article_id: str, librarian: Librarian, *, seen: int) -> Article:
        """From now on it answers nobody. Raises NotNow, WrittenMeanwhile."""
        article = await self._published(article_id, Deed.WITHDRAW, seen)
        gone = {"state": _state(article.draft, State.WITHDRAWN), "review_on": None}
        return await self._put(article, self._write(Deed.WITHDRAW, librarian, gone))

    async def confirm(self, article_id: str, librarian: Librarian, *, seen: int) -> Article:
        """It is still true. Raises NotNow, WrittenMeanwhile."""
        article = await self._published(article_id, Deed.CONFIRM, seen)
        return await self._put(
            article, self._write(Deed.CONFIRM, librarian, {"review_on": self._review_on()})
        )

    # Ways to ask: they decide who finds an answer, not what it says, so one librarian is enough.

    async def word(self, article_id: str, asked: str, librarian: Librarian) -> Article:
        """Another way to ask for what is published. Raises KnownAlready, StillPersonal, NotNow, TooLong."""
        article = await self._published(article_id, Deed.WORD)
        asked = asked.strip()
        before = article.shown
        if key(asked) in {key(one) for one in before.asked}:
            return article
        wording = Wording(asked=(*before.asked, asked), answer=before.answer)
        if found := traits(asked):
            raise StillPersonal(found, private=True)
        await self._refuse_known(article_id, (asked,))
        return await self._put(article, self._write(Deed.WORD, librarian, {"wording": wording}, asked))

    async def unword(self, article_id: str, asked: str, librarian: Librarian) -> Article:
        """Take back a way to ask; the first, which is the one shown, stays. Raises NotNow."""
        article = await self._published(article_id, Deed.UNWORD)
        first, *rest = article.shown.asked
        if asked not in rest:
            return article
        wording = Wording(asked=(first, *(one for one in rest if one != asked)), answer=article.shown.answer)
        return await self._put(article, self._write(Deed.UNWORD, librarian, {"wording": wording}, asked))

    # Looking

    async def get(self, article_id: str) -> Article:
        """Raises NoSuchArticle."""
        article = await self._articles.find(article_id)
        if article is None:
            raise NoSuchArticle(article_id)
        return article

    async def every(self, state: State) -> list[Article]:
        return await self._articles.list_in(state)

    async def drafted(self) -> list[Article]:
        """What somebody is still writing, new or next versions."""
        return await self._articles.list_drafts()

    async def to_check(self) -> list[Article]:
        """Proposed ones, new or next versions, the longest waiting first."""
        return await self._articles.list_proposed()

    async def to_review(self) -> list[Article]:
        """Published ones whose day has come, the longest overdue first."""
        return await self._articles.list_due(self._today())

    # How

    async def _seen(self, article_id: str, seen: int) -> Article:
        article = await self.get(article_id)
        if article.revision != seen:
            raise WrittenMeanwhile(article)
        return article

    async def _published(self, article_id: str, deed: Deed, seen: int | None = None) -> Article:
        article = await (self.get(article_id) if seen is None else self._seen(article_id, seen))
        if article.state is not State.PUBLISHED:
            raise NotNow(article.state, deed)
        return article

    async def _drafted(
        self, article: Article, deed: Deed, by: Librarian, draft: Draft | None, words: str = ""
    ) -> Article:
        state = article.state if article.state is State.PUBLISHED else _state(draft, State.WITHDRAWN)
        return await self._put(article, self._write(deed, by, {"draft": draft, "state": state}, words))

    async def _publish(self, article: Article, draft: Draft, approver: Librarian) -> Article:
        version = Version(
            number=article.number + 1,
            wording=draft.wording,
            author=draft.by.name,
            approver=approver.name,
            at=self._now(),
        )
        published = {
            "state": State.PUBLISHED,
            "wording": version.wording,
            "draft": None,
            "number": version.number,
            "author": version.author,
            "approver": version.approver,
            "published_at": version.at,
            "review_on": self._review_on(),
        }
        return await self._put(article, self._write(Deed.APPROVE, approver, published, version=version))

    async def _put(self, article: Article, write: Write) -> Article:
        written = await self._articles.write(article, write)
        if written is None:
            raise WrittenMeanwhile(await self.get(article.id))
        return written

    def _write(
        self, what: Deed, by: Librarian, fields: Fields, words: str = "", version: Version | None = None
    ) -> Write:
        event = Event(at=self._now(), what=what, by=by.name, words=words.strip())
        return Write(fields=fields, event=event, version=version)

    async def _refuse_known(self, article_id: str, asked: tuple[str, ...]) -> None:
        """Two articles with one wording would keep each other from answering. Raises KnownAlready."""
        wanted = {key(one): one for one in asked}
        for other in await self._articles.list_in(State.PUBLISHED):
            for one in other.shown.asked:
                if other.id != article_id and key(one) in wanted:
                    raise KnownAlready(other.id, one)

    def _today(self) -> date:
        return self._now().astimezone(CHINA).date()

    def _review_on(self) -> date:
        return self._today() + self._fresh


def _state(draft: Draft | None, otherwise: State) -> State:
    if draft is None:
        return otherwise
    return State.PROPOSED if draft.proposed_by else State.DRAFT


def _drafted(article: Article, deed: Deed) -> Draft:
    if article.draft is None:
        raise NotNow(article.state, deed)
    return article.draft


def _proposed(article: Article, deed: Deed) -> Draft:
    if (draft := article.to_check) is None:
        raise NotNow(article.state, deed)
    return draft


def _refuse_personal(wording: Wording, *, public: bool) -> None:
    """Raises StillPersonal."""
    found = traits("\n".join((*wording.asked, wording.answer)))
    private = tuple(one for one in found if one.trait in ALWAYS_PRIVATE)
    if private:
        raise StillPersonal(private, private=True)
    if found and not public:
        raise StillPersonal(found, private=False)


def _actor(librarian: Librarian) -> Actor:
    return Actor(id=librarian.id, name=librarian.name)
