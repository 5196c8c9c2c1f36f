"""What an edit makes of a dossier; who writes it is the repository's affair."""

from dataclasses import replace

from ebooks.dossiers.dossier import Dossier, Words
from ebooks.dossiers.items import Item, Note
from ebooks.dossiers.refusals import EditedMeanwhile, TooManyItems

MOST = 100  # items in a dossier


def describe(dossier: Dossier, words: Words, seen: int) -> Dossier:
    """`seen` is the revision of the piece that the librarian looked at. Raises EditedMeanwhile."""
    if words == dossier.words:
        return dossier
    if dossier.described != seen:
        raise EditedMeanwhile(dossier.changed_by)
    return replace(dossier, words=words, described=dossier.revision + 1)


def add(dossier: Dossier, item: Item) -> Dossier:
    """Behind all others; adding it twice is adding it once. Raises TooManyItems."""
    if any(one.id == item.id for one in dossier.items):
        return dossier
    if len(dossier.items) >= MOST:
        raise TooManyItems(MOST)
    return replace(dossier, items=(*dossier.items, replace(item, edited=dossier.revision + 1)))


def reword(dossier: Dossier, item_id: str, heading: str, text: str, seen: int) -> Dossier:
    """Other words of the librarian's; only a note has a heading. Raises NoSuchItem, EditedMeanwhile."""
    item = dossier.item(item_id)
    worded = replace(item, heading=heading, text=text) if isinstance(item, Note) else replace(item, text=text)
    if worded == item:
        return dossier
    if item.edited != seen:
        raise EditedMeanwhile(dossier.changed_by)
    return _with(dossier, replace(worded, edited=dossier.revision + 1))


def move(dossier: Dossier, item_id: str, places: int) -> Dossier:
    """So many places down, or up below 0, as far as there are any. Raises NoSuchItem."""
    item, others = dossier.item(item_id), [one for one in dossier.items if one.id != item_id]
    at = min(max(0, dossier.items.index(item) + places), len(others))
    items = (*others[:at], item, *others[at:])
    return dossier if items == dossier.items else replace(dossier, items=items)


def remove(dossier: Dossier, item_id: str, seen: int) -> Dossier:
    """Raises NoSuchItem; EditedMeanwhile where somebody has just written what would be lost."""
    item = dossier.item(item_id)
    if item.edited != seen:
        raise EditedMeanwhile(dossier.changed_by)
    return replace(dossier, items=tuple(one for one in dossier.items if one is not item))


def _with(dossier: Dossier, item: Item) -> Dossier:
    return replace(dossier, items=tuple(item if one.id == item.id else one for one in dossier.items))
