"""Feeds of others, tidy and untidy, as offers."""

import pytest

from ebooks.feeds.offers import Offer
from ebooks.feeds.refusals import NoFeed
from ebooks.feeds.source import read

HERE = "https://other.example.org/opds/all?page=1"
OPEN, BUY = "http://opds-spec.org/acquisition/open-access", "http://opds-spec.org/acquisition/buy"

ATOM = f"""<?xml version="1.0"?>
<feed xmlns="http://www.w3.org/2005/Atom" xmlns:dc="http://purl.org/dc/terms/">
  <link rel="next" href="?page=2" type="application/atom+xml;profile=opds-catalog;kind=acquisition"/>
  <entry>
    <title> 呐
      喊 </title><id>urn:x:1</id><dc:identifier>urn:isbn:9787020002207</dc:identifier>
    <author><name>鲁迅</name></author><author><name> </name></author>
    <link rel="{OPEN}" href="../files/1.txt" type="text/plain; charset=utf-8"/>
    <link rel="{OPEN}" href="../files/1.epub" type="application/epub+zip" length="1234"/>
  </entry>
  <entry><title>要买</title><link rel="{BUY}" href="2.epub" type="application/epub+zip"/></entry>
  <entry><title>只有网页</title><id>urn:x:3</id><link rel="{OPEN}" href="3" type="text/html"/></entry>
</feed>""".encode()

JSON = f"""{{"metadata": {{"title": "All"}},
  "links": [{{"rel": ["next"], "href": "?page=2"}},
            {{"rel": "search", "href": "x{{?query}}", "templated": true}}],
  "publications": [
    {{"metadata": {{"title": {{"zh": "呐喊", "en": "Call to Arms"}}, "identifier": "urn:isbn:9787020002207",
                   "author": [{{"name": {{"zh": "鲁迅"}}}}, "", null]}},
      "links": [{{"rel": "{OPEN}", "href": "../files/1.epub", "type": "application/epub+zip",
                  "size": 1234}}]}},
    {{"metadata": {{"title": "要借"}}, "links": [
      {{"rel": "http://opds-spec.org/acquisition/borrow", "href": "2", "type": "text/html"}}]}},
    "nonsense", {{"links": 5}}
  ],
  "groups": [{{"metadata": {{"title": "More"}}, "publications": [
    {{"metadata": {{"title": "彷徨", "author": "鲁迅"}},
      "links": {{"rel": ["{OPEN}"], "href": "/h.epub", "type": "application/epub+zip", "size": "x"}}}}]}}]
}}""".encode()


def test_an_atom_feed_offers_what_may_be_taken() -> None:
    page = read(ATOM, HERE)
    assert page.following == "https://other.example.org/opds/all?page=2"
    assert page.offers == (
        Offer(
            title="呐 喊",
            authors=("鲁迅",),
            identifiers=("urn:isbn:9787020002207", "urn:x:1"),
            href="https://other.example.org/files/1.epub",
            media_type="application/epub+zip",
            size=1234,
        ),
    )


def test_an_opds_2_feed_offers_what_may_be_taken() -> None:
    page = read(JSON, HERE)
    assert page.following == "https://other.example.org/opds/all?page=2"
    assert [(one.title, one.authors, one.href, one.size) for one in page.offers] == [
        ("呐喊", ("鲁迅",), "https://other.example.org/files/1.epub", 1234),
        ("彷徨", ("鲁迅",), "https://other.example.org/h.epub", None),
    ]


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<", b"<html><body>no</body></html>", b"<rss/>", b"{}", b"[]", b"null", b"[" * 100_000,
        b"\xff\xfe",
        b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>',
        b'<?xml version="1.0"?><feed xmlns="http://www.w3.org/2005/Atom">' + b"<a>" * 5000,
    ],
)  # fmt: skip
def test_what_is_no_feed_is_refused(content: bytes) -> None:
    with pytest.raises(NoFeed):
        read(content, HERE)


def test_an_entity_brings_no_file_along() -> None:
    bomb = ATOM.replace(
        b'<?xml version="1.0"?>', b'<!DOCTYPE feed [<!ENTITY b SYSTEM "file:///etc/passwd">]>'
    ).replace("鲁迅".encode(), b"&b;")
    assert all("root" not in "".join(offer.authors) for offer in read(bomb, HERE).offers)
