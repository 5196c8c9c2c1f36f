"""Elements of an XML document, made in one expression each."""

from collections.abc import Mapping

from lxml import etree

Element = etree._Element


class Vocabulary:
    """`maker("title", "呐喊")`, `maker("link", rel="self")`, `maker("author", maker("name", "鲁迅"))`."""

    def __init__(self, namespace: str, *, prefixes: Mapping[str | None, str] | None = None) -> None:
        """`None` is the prefix of the default namespace, which the stubs of lxml forget."""
        self._namespace, self._prefixes = namespace, dict(prefixes or {})

    def __call__(self, name: str, *content: Element | str, **attributes: str) -> Element:
        element = etree.Element(self.name(name), attributes, nsmap=self._prefixes)  # type: ignore[arg-type]
        for one in content:
            if isinstance(one, str):
                element.text = one
            else:
                element.append(one)
        return element

    def name(self, name: str) -> str:
        """For attributes of this vocabulary on another's elements."""
        return f"{{{self._namespace}}}{name}"


def written(whole: Element) -> bytes:
    return etree.tostring(whole, xml_declaration=True, encoding="utf-8")
