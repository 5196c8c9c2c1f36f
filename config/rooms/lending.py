"""Licences, loans and holds."""

from dataclasses import dataclass

from config.rooms.ground import Ground
from ebooks.lending.ledger import Ledger
from ebooks.lending.lending import Lending
from ebooks.lending.licensing import Licensing
from ebooks.lending.patron_groups import PatronGroups
from ebooks.lending.readers import Readers
from ebooks.lending.sweeping import Sweeping
from ebooks.repository.cards import CardRepository
from ebooks.repository.patron_groups import PatronGroupRepository
from ebooks.repository.pools import PoolRepository
from library.patrons import Patrons


@dataclass(frozen=True, kw_only=True)
class LendingDesk:
    """Who may read what is licensed, and for how long."""

    lending: Lending
    patron_groups: PatronGroups
    readers: Readers
    licensing: Licensing
    sweeping: Sweeping


def furnish_lending(ground: Ground, patrons: Patrons) -> LendingDesk:
    database, now = ground.database, ground.now
    pools, cards = PoolRepository(database), CardRepository(database)
    ledger = Ledger(pools, cards, now=now)
    patron_groups = PatronGroups(PatronGroupRepository(database), patrons)
    lending = Lending(ledger, cards, limits=patron_groups.limits_of, now=now)
    return LendingDesk(
        lending=lending,
        patron_groups=patron_groups,
        readers=Readers(lending),
        licensing=Licensing(ledger, pools, now=now),
        sweeping=Sweeping(ledger, pools, now=now),
    )
