"""All faces of the desk, furnished from the house."""

from config.wiring import House
from reference.opener import Opener
from web.desk import Desk
from web.desk.alarms import Alarms
from web.desk.attachments import AttachmentDesk
from web.desk.branches import BranchDesk
from web.desk.dossier_pages import DossierPages
from web.desk.dossiers import DossierDesk
from web.desk.enclosures import Enclosures
from web.desk.excerpting import Excerpting
from web.desk.featured import FeaturedDesk
from web.desk.gaps import GapDesk
from web.desk.guard import Guard
from web.desk.imports import ImportDesk
from web.desk.kiosk_figures import KioskFiguresDesk
from web.desk.kiosks import KioskDesk
from web.desk.knowledge import KnowledgeDesk
from web.desk.lending_figures import LendingFiguresDesk
from web.desk.licence_tables import LicenceTables
from web.desk.licences import LicenceDesk
from web.desk.looking_up import LookingUp
from web.desk.patron_groups import PatronGroupDesk
from web.desk.plans import PlanDesk
from web.desk.reading import ReadingDesk
from web.desk.reports import ReportDesk
from web.desk.second_step import SecondStep
from web.desk.sessions import SessionList
from web.desk.staff import StaffDesk
from web.desk.thesaurus import ThesaurusDesk
from web.desk.two_sessions import TwoSessionsDesk
from web.desk.workbench import Workbench
from web.joining import Face


def furnish_desk(house: House) -> list[Face]:
    """Of two that an address fits the first serves it, so those with names come before those with ids."""
    guard = Guard(
        house.sessions,
        house.staff,
        base_url=house.settings.base_url,
        alarms=Alarms(house.kiosks),
        second_factor=house.settings.second_factor,
    )
    return [
        _questions(house, guard),
        AttachmentDesk(guard, house.casework, house.attachments),
        *_staff(house, guard),
        *_knowledge(house, guard),
        *_reading(house, guard),
        *_lending(house, guard),
        *_figures(house, guard),
    ]


def _questions(house: House, guard: Guard) -> Face:
    return Desk(
        guard,
        house.casework,
        house.staff,
        house.sessions,
        house.live,
        house.outbox,
        knowledge=house.knowledge,
        throttle=house.throttle,
        workbench=Workbench(
            branches=house.branches,
            merging=house.merging,
            canned=house.canned,
            drafts=house.answer_drafts,
            presence=house.presence,
            assistant=house.assistant,
            sketches=house.sketches,
            windows=house.windows,
            duty=house.duty,
            earshot=house.earshot,
            enclosures=Enclosures(house.catalogue, house.knowledge, house.attachments, house.links),
            searching=house.searching,
            mentions=house.mentions,
            openings=house.openings,
            tags=house.tags,
        ),
    )


def _staff(house: House, guard: Guard) -> list[Face]:
    return [
        SecondStep(guard, house.second_factor, house.sessions, house.throttle),
        SessionList(guard, house.sessions),
        StaffDesk(guard, house.staff, house.sessions, house.second_factor, house.branches),
        BranchDesk(guard, house.branches, house.staff),
    ]


def _knowledge(house: House, guard: Guard) -> list[Face]:
    return [
        LookingUp(guard, house.knowledge),
        GapDesk(guard, house.gaps),
        ThesaurusDesk(guard, house.thesaurus, house.knowledge),
        KnowledgeDesk(guard, house.editorial, house.deflection, Opener(house.casework, house.openings)),
    ]


def _reading(house: House, guard: Guard) -> list[Face]:
    catalogue, pages = house.catalogue, DossierPages(house.editing, house.dossiers, house.catalogue)
    return [
        PlanDesk(guard, house.drafts, house.figures, catalogue, house.shelf),
        FeaturedDesk(guard, house.front_table, catalogue),
        DossierDesk(guard, house.editing, house.publishing, house.dossiers, pages),
        Excerpting(guard, house.editing, pages),
    ]


def _lending(house: House, guard: Guard) -> list[Face]:
    catalogue = house.catalogue
    return [
        LendingFiguresDesk(guard, house.licensing, catalogue),
        LicenceTables(guard, house.licensing, catalogue),
        PatronGroupDesk(guard, house.patron_groups, house.casework),
        LicenceDesk(guard, house.licensing, house.lending, catalogue, house.records),
        ImportDesk(guard, house.imports, house.uploads, catalogue, house.shelf),
        KioskFiguresDesk(guard, house.counters, catalogue),
        KioskDesk(guard, house.kiosks, house.licensing, base_url=house.settings.base_url),
    ]


def _figures(house: House, guard: Guard) -> list[Face]:
    return [
        ReadingDesk(guard, house.figures, house.drafts),
        ReportDesk(guard, house.statistics, house.branches),
        TwoSessionsDesk(guard, house.statistics, house.counters, house.licensing, house.dossiers),
    ]
