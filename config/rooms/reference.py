"""Questions, and the house's answers to them."""

from dataclasses import dataclass

from config.rooms.ground import Ground
from config.rooms.library import Library
from reference.assigning import Assigning
from reference.assistant.sketches import Sketches
from reference.attachments import Attachments
from reference.canned import CannedAnswers
from reference.casebook import Casebook
from reference.casework import Casework
from reference.deflection import Deflection
from reference.desk import ReferenceDesk
from reference.drafts import Drafts as AnswerDrafts
from reference.dues import Dues
from reference.duty import Duty
from reference.earshot import Earshot
from reference.editorial import Editorial
from reference.gaps import Gaps
from reference.knowledge import KnowledgeBase
from reference.live import LiveEvents
from reference.mentions import Mentions
from reference.merging import Merging
from reference.openings import Openings
from reference.presence import Presence
from reference.repository.articles import ArticleRepository
from reference.repository.attachments import AttachmentRepository
from reference.repository.canned import CannedRepository
from reference.repository.deflection import DeflectionRepository
from reference.repository.drafts import DraftRepository
from reference.repository.duty import DutyRepository
from reference.repository.facts import FactRepository
from reference.repository.gaps import GapRepository
from reference.repository.knowledge import KnowledgeRepository
from reference.repository.mentions import MentionRepository
from reference.repository.merging import MergeRepository
from reference.repository.openings import OpeningRepository
from reference.repository.questions import QuestionRepository
from reference.repository.satisfaction import SatisfactionRepository
from reference.repository.scrubs import ScrubRepository
from reference.repository.searching import SearchRepository
from reference.repository.slots import SlotRepository
from reference.repository.tags import TagRepository
from reference.routing import Routing
from reference.satisfaction import Satisfaction
from reference.scrubbing import Scrubbing
from reference.searching import Searching
from reference.slots import Slots
from reference.statistics.counting import Counting
from reference.statistics.statistics import Statistics
from reference.statistics.summing import Summing
from reference.synonyms import Thesaurus
from reference.tags import Tags
from reference.upkeep import Upkeep


@dataclass(frozen=True, kw_only=True)
class ReferenceRoom:
    """What patrons ask, what librarians do about it, and what is known already."""

    desk: ReferenceDesk
    casework: Casework
    duty: Duty
    searching: Searching
    mentions: Mentions
    openings: Openings
    tags: Tags
    satisfaction: Satisfaction
    assigning: Assigning
    merging: Merging
    canned: CannedAnswers
    attachments: Attachments
    answer_drafts: AnswerDrafts
    presence: Presence
    sketches: Sketches
    upkeep: Upkeep
    scrubbing: Scrubbing
    knowledge: KnowledgeBase
    editorial: Editorial
    deflection: Deflection
    counting: Counting
    summing: Summing
    statistics: Statistics
    gaps: Gaps
    thesaurus: Thesaurus
    live: LiveEvents
    earshot: Earshot


def furnish_reference(ground: Ground, library: Library) -> ReferenceRoom:
    settings, database, now = ground.settings, ground.database, ground.now
    branches, live = library.branches, LiveEvents(ground.redis)
    slots = Slots(SlotRepository(database), capacity=settings.desk_slots or None, now=now)
    casebook = Casebook(QuestionRepository(database), live, slots, Dues(branches, settings.promise))
    duty = Duty(DutyRepository(database), casebook, library.sessions, now=now)
    casework, facts = Casework(casebook, now=now), FactRepository(database)
    desk = ReferenceDesk(
        casebook,
        duty=duty,
        capacity=settings.desk_capacity,
        hours=settings.hours,
        routing=Routing(branches, now=now),
        now=now,
    )
    knowledge = KnowledgeBase(KnowledgeRepository(database))
    return ReferenceRoom(
        desk=desk,
        casework=casework,
        duty=duty,
        searching=Searching(SearchRepository(database)),
        mentions=Mentions(MentionRepository(database)),
        openings=Openings(OpeningRepository(database), now=now),
        tags=Tags(TagRepository(database), casebook, now=now),
        satisfaction=Satisfaction(SatisfactionRepository(database), now=now),
        assigning=Assigning(casebook, casework, duty, library.staff),
        merging=Merging(casebook, MergeRepository(database), now=now),
        canned=CannedAnswers(CannedRepository(database)),
        attachments=Attachments(AttachmentRepository(database), casebook, now=now),
        answer_drafts=AnswerDrafts(DraftRepository(database), now=now),
        presence=Presence(ground.redis, live, now=now),
        sketches=Sketches(ground.redis),
        upkeep=Upkeep(casebook, now=now),
        scrubbing=Scrubbing(ScrubRepository(database), casebook, desk, now=now),
        knowledge=knowledge,
        editorial=Editorial(ArticleRepository(database), now=now),
        deflection=Deflection(DeflectionRepository(database), now=now),
        counting=Counting(facts, hours=branches.hours),
        summing=Summing(facts),
        statistics=Statistics(facts, promised=settings.promise.first, now=now),
        gaps=Gaps(GapRepository(database), knowledge, now=now),
        thesaurus=Thesaurus(KnowledgeRepository(database), now=now),
        live=live,
        earshot=Earshot(casebook.questions),
    )
