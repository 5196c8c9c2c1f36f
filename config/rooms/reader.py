"""Micro-reading: shelf, deliveries, plans."""

from dataclasses import dataclass

from config.rooms.ground import Ground
from reader.admission import Admission
from reader.chapters import Chapters
from reader.companions import Companions
from reader.delivery import Deliveries
from reader.diary import Diary
from reader.fading import Fading
from reader.featured import FrontTable
from reader.figures import Figures
from reader.groups import Groups
from reader.marks import Marks
from reader.passage_index import PassageIndex
from reader.passages import Passages
from reader.plans import Drafts, Plans
from reader.repository import ShelfRepository
from reader.repository.chapters import ChapterRepository
from reader.repository.deliveries import DeliveryRepository
from reader.repository.fading import FadingRepository
from reader.repository.featured import FeaturedRepository
from reader.repository.figures import FigureRepository
from reader.repository.marks import MarkRepository
from reader.repository.passages import PassageRepository
from reader.repository.plans import PlanRepository
from reader.repository.suggestions import SuggestionRepository
from reader.repository.weeks import WeekRepository
from reader.shelf import Shelf
from reader.weeks import Weeks


@dataclass(frozen=True, kw_only=True)
class ReadingRoom:
    """What patrons read, and how far they are."""

    shelf: Shelf
    diary: Diary
    weeks: Weeks
    chapters: Chapters
    companions: Companions
    front_table: FrontTable
    marks: Marks
    deliveries: Deliveries
    drafts: Drafts
    figures: Figures
    plans: Plans
    passages: Passages
    fading: Fading
    groups: Groups


def furnish_reader(ground: Ground, *, admits: Admission) -> ReadingRoom:
    """`admits` says who may read a text that is lent."""
    database, now = ground.database, ground.now
    shelves, planned = ShelfRepository(database), PlanRepository(database)
    shelf, deliveries = (
        Shelf(shelves, admits=admits, now=now),
        Deliveries(DeliveryRepository(database), now=now),
    )
    chapters = Chapters(shelves, ChapterRepository(database))
    plans = Plans(planned, shelf, deliveries, now=now)
    return ReadingRoom(
        shelf=shelf,
        diary=Diary(shelves),
        weeks=Weeks(WeekRepository(database), now=now),
        chapters=chapters,
        companions=Companions(SuggestionRepository(database), now=now),
        front_table=FrontTable(FeaturedRepository(database), now=now),
        marks=Marks(MarkRepository(database), chapters, now=now),
        deliveries=deliveries,
        drafts=Drafts(planned, shelf, now=now),
        figures=Figures(FigureRepository(database), now=now),
        plans=plans,
        passages=Passages(
            PassageIndex(ground.settings.data_dir / "index" / "passages"), PassageRepository(database)
        ),
        fading=Fading(FadingRepository(database)),
        groups=Groups(planned, plans),
    )
