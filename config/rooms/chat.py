"""What is said in the chat: the handlers' services, and the dispatcher that calls them."""

from dataclasses import dataclass

from bot.dispatcher import Dispatcher
from bot.memory import Adrift
from bot.outbox import Outbox
from bot.repository import Consents
from config.assisting import model_of, outside
from config.rooms.channel import Channel
from config.rooms.ebooks import Stacks
from config.rooms.ground import Ground
from config.rooms.lending import LendingDesk
from config.rooms.library import Library
from config.rooms.reader import ReadingRoom
from config.rooms.reference import ReferenceRoom
from ebooks.catalogue import Catalogue
from ebooks.dossiers.dossiers import Dossiers
from ebooks.lending.lending import Lending
from handlers import root
from handlers.candidates import Chooser
from handlers.evidence import Evidence
from handlers.first_answers import FirstAnswers
from handlers.forgetting import Forgetting
from handlers.links import Links
from handlers.machine import Machine
from handlers.orders import Orders
from handlers.places import Places
from handlers.portions import Portions
from handlers.signposts import Signposts
from handlers.traces import Traces
from library.clock import Clock
from library.patrons import Patrons
from reader.check_ins import CheckIns
from reader.delivery import Deliveries
from reader.diary import Diary
from reader.groups import Groups
from reader.marks import Marks
from reader.passages import Passages
from reader.plans import Plans
from reader.shelf import Shelf
from reader.weeks import Weeks
from reference.assistant.assistant import Assistant
from reference.assistant.rations import Rations
from reference.deflection import Deflection
from reference.desk import ReferenceDesk
from reference.knowledge import KnowledgeBase
from reference.satisfaction import Satisfaction


@dataclass(frozen=True, kw_only=True)
class Chat:
    """What the handlers ask for is found by its type."""

    links: Links
    assistant: Assistant
    forgetting: Forgetting
    dispatcher: Dispatcher


def furnish_chat(
    ground: Ground,
    library: Library,
    lending: LendingDesk,
    reading: ReadingRoom,
    stacks: Stacks,
    reference: ReferenceRoom,
    channel: Channel,
) -> Chat:
    """Raises LookupError when a handler asks for what is not here."""
    settings, now, quick = ground.settings, ground.now, ground.quick
    patrons, shelf = library.patrons, reading.shelf
    links = Links(
        stacks.tickets, base_url=settings.base_url, passes=library.passes, library=settings.library_name
    )
    evidence = Evidence(reference.knowledge, library.branches, stacks.catalogue)
    assistant = Assistant(model_of(settings), evidence.find, for_patrons=settings.assistant_patrons, now=now)
    rations = Rations(quick, now=now)
    machine = Machine(
        assistant, rations, reference.desk, patrons=patrons, links=links, server=outside(settings)
    )
    traces = Traces(
        reference.scrubbing,
        reading.deliveries,
        reading.plans,
        channel.outbox,
        channel.consents,
        reading.marks,
        shelf,
        reading.diary,
        lending.lending,
        channel.windows,
        rations,
    )
    forgetting = Forgetting(library.erasures, traces, patrons)
    services = {
        Assistant: assistant,
        Catalogue: stacks.catalogue,
        CheckIns: CheckIns(shelf, reading.chapters, reading.marks, reading.diary, now=now),
        Chooser: Chooser(
            stacks.catalogue, shelf, reading.diary, reading.companions, reading.front_table, now=now
        ),
        Clock: now,
        Consents: channel.consents,
        Deflection: reference.deflection,
        Deliveries: reading.deliveries,
        Diary: reading.diary,
        Dossiers: stacks.dossiers,
        FirstAnswers: FirstAnswers(reference.knowledge, machine),
        Forgetting: forgetting,
        Groups: reading.groups,
        KnowledgeBase: reference.knowledge,
        Lending: lending.lending,
        Links: links,
        Marks: reading.marks,
        Orders: Orders(reading.deliveries, shelf, stacks.catalogue, reading.diary, reading.plans, now=now),
        Outbox: channel.outbox,
        Passages: reading.passages,
        Patrons: patrons,
        Places: Places(lending.lending, stacks.kiosks, stacks.counters, now=now),
        Plans: reading.plans,
        Portions: Portions(links),
        ReferenceDesk: reference.desk,
        Satisfaction: reference.satisfaction,
        Shelf: shelf,
        Signposts: Signposts(library.branches, now=now),
        Weeks: reading.weeks,
    }
    dispatcher = Dispatcher(
        root,
        services,
        memory=channel.memory,
        adrift=Adrift(quick),
        patrons=patrons,
        outbox=channel.outbox,
        windows=channel.windows,
    )
    return Chat(links=links, assistant=assistant, forgetting=forgetting, dispatcher=dispatcher)
