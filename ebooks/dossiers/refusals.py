"""Why something is not compiled, with what the librarian needs to go on."""


class CannotCompile(Exception):
    """The root of what dossiers refuse."""


class NoSuchDossier(CannotCompile):
    def __init__(self, dossier_id: str) -> None:
        super().__init__(f"no dossier {dossier_id}")
        self.dossier_id = dossier_id


class NoSuchItem(CannotCompile):
    """It was there, but somebody took it out."""

    def __init__(self, item_id: str) -> None:
        super().__init__(f"no item {item_id}")
        self.item_id = item_id


class EditedMeanwhile(CannotCompile):
    """Somebody else has changed the same piece since it was looked at: nothing is written over."""

    def __init__(self, by: str) -> None:
        super().__init__(f"edited by {by}")
        self.by = by


class NothingToPublish(CannotCompile):
    """A dossier without an item is none."""


class AlreadyPublished(CannotCompile):
    """Patrons have had a version of it, so it is withdrawn and not thrown away."""


class TooManyItems(CannotCompile):
    def __init__(self, most: int) -> None:
        super().__init__(f"more than {most} items")
        self.most = most


class CannotCopy(CannotCompile):
    """The root of why nothing is copied from a title."""

    def __init__(self, title_id: str, name: str) -> None:
        super().__init__(title_id)
        self.title_id, self.name = title_id, name


class SourceGone(CannotCopy):
    """The library does not hold it any more."""


class NotOpen(CannotCopy):
    """It is lent by licence, and no licence we know lets its text be copied."""


class NothingToCopy(CannotCopy):
    """Its file has no text that we can read."""


class IsADossier(CannotCopy):
    """What is compiled already is copied from its sources."""


class NoSuchPassage(CannotCopy):
    """Its file has no such chapter, or the chapter no such paragraphs."""
