"""The indexes of all collections."""

from bot.outbox import Outbox
from config.mongodb import Database
from ebooks.repository import TitleRepository
from ebooks.repository.browsing import BrowsingRepository
from ebooks.repository.counters import CounterRepository
from ebooks.repository.dossiers import DossierRepository
from ebooks.repository.imports import ImportRepository
from ebooks.repository.kiosks import KioskRepository
from ebooks.repository.pools import PoolRepository
from library.repository.patrons import PatronRepository
from library.repository.sessions import SessionRepository
from library.repository.staff import StaffRepository
from reader.repository import ShelfRepository
from reader.repository.deliveries import DeliveryRepository
from reader.repository.featured import FeaturedRepository
from reader.repository.marks import MarkRepository
from reader.repository.plans import PlanRepository
from reference.repository.attachments import AttachmentRepository
from reference.repository.canned import CannedRepository
from reference.repository.deflection import DeflectionRepository
from reference.repository.drafts import DraftRepository
from reference.repository.facts import FactRepository
from reference.repository.mentions import MentionRepository
from reference.repository.openings import OpeningRepository
from reference.repository.questions import QuestionRepository
from reference.repository.scrubs import ScrubRepository
from reference.repository.searching import SearchRepository
from reference.repository.slots import SlotRepository
from reference.repository.tags import TagRepository


async def prepare(database: Database) -> None:
    """Make the indexes. Safe to repeat, and quick where they exist."""
    for repository in (
        PatronRepository(database),
        SessionRepository(database),
        StaffRepository(database),
        TitleRepository(database),
        BrowsingRepository(database),
        PoolRepository(database),
        DossierRepository(database),
        ImportRepository(database),
        KioskRepository(database),
        CounterRepository(database),
        ShelfRepository(database),
        MarkRepository(database),
        DeliveryRepository(database),
        PlanRepository(database),
        FeaturedRepository(database),
        QuestionRepository(database),
        AttachmentRepository(database),
        CannedRepository(database),
        SearchRepository(database),
        MentionRepository(database),
        OpeningRepository(database),
        TagRepository(database),
        SlotRepository(database),
        DraftRepository(database),
        DeflectionRepository(database),
        FactRepository(database),
        ScrubRepository(database),
        Outbox(database),
    ):
        await repository.prepare()
