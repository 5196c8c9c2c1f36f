"""Within: which titles a search is to keep to, and how many there are of each kind."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Within:
    """Empty is all; a language without script and region."""

    language: str = ""
    format: str = ""
    subject: str = ""

    @property
    def asked(self) -> dict[str, str]:
        """What is not empty, by name."""
        every = {"language": self.language, "format": self.format, "subject": self.subject}
        return {name: value for name, value in every.items() if value}


EVERYTHING = Within()


@dataclass(frozen=True, slots=True)
class Facets:
    """For each name of Within its values, the most frequent first, with how many of the found have it."""

    values: Mapping[str, tuple[tuple[str, int], ...]] = field(default_factory=dict)


def primary(language: str) -> str:
    """zh-CN, zh_TW and zh are one."""
    return language.replace("_", "-").split("-")[0].lower()
