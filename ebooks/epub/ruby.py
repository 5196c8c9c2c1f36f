"""Readings over characters: few of them explain rare ones, many of them are a crutch for learners."""

import re

_RUBY = re.compile(r"<ruby\b[^<>]*>([^<]*+(?:<(?!/?ruby\b)[^<]*+)*+)</ruby\s*>", re.I)
_READING = re.compile(r"<rt\b[^<>]*>([^<]*)(?:</rt\s*>)?", re.I)
_BRACKET = re.compile(r"<rp\b[^<>]*>[^<]*(?:</rp\s*>)?", re.I)
_AROUND = re.compile(r"""</?(?:ruby|rb)(?:\s+class="[^"<>]*")?\s*>""")
_RARE = 100  # characters of markup to a reading; 草枕, with one over every other word, has 60


def with_readings(markup: str) -> str:
    """漢字（かんじ） where readings are rare; where they stand over everything, the text alone."""
    readings = markup.count("<rt")
    if not readings:
        return markup
    if readings * _RARE > len(markup):
        return _AROUND.sub("", _READING.sub("", _BRACKET.sub("", markup)))
    return _RUBY.sub(_explained, markup)


def _explained(ruby: re.Match[str]) -> str:
    reading = "".join(_READING.findall(ruby[1])).strip()
    base = _READING.sub("", _BRACKET.sub("", ruby[1]))
    return f"{base}（{reading}）" if reading else base
