"""OPDS 1.2 is held to a grammar of what we write; where it is at hand, to the one OPDS publishes too."""

import os
from pathlib import Path

from lxml import etree

HERE = Path(__file__).parent / "schemas"
PUBLISHED = Path(os.environ.get("SHUTONG_OPDS_SCHEMAS", Path(__file__).parents[4] / "shared/opds-schemas"))
GRAMMARS = [HERE / "opds-1.2.rng", *PUBLISHED.glob("opds.rng")]
PALACE = "{http://opds-spec.org/2010/catalog}"
LATER_THAN_1_2 = [f"{PALACE}{name}" for name in ("availability", "copies", "holds")]


def faults(document: bytes) -> list[str]:
    found = []
    for path in GRAMMARS:
        grammar, whole = etree.RelaxNG(etree.parse(path)), etree.fromstring(document)
        if path.parent != HERE:
            etree.strip_elements(whole, *LATER_THAN_1_2, with_tail=False)
        if not grammar.validate(whole):
            found += [f"{path.name}: {fault}" for fault in grammar.error_log]
    return found
