"""Charts: columns drawn as SVG on the server, with the words that say the same to who does not see them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil, floor, log10

from markupsafe import Markup

from web.rendering import templates

WIDTH, HEIGHT = 720, 280
LEFT, RIGHT, BOTTOM = 48, 12, 30
ROOF, UNDER_LEGEND = 14, 44
FLOOR = HEIGHT - BOTTOM
WIDEST = 40  # a column
LABELS = 12  # below the columns
LETTER = 12  # a Chinese one, in the legend
PARTS = {1: 5, 2: 4, 3: 3, 4: 4, 5: 5, 6: 3, 8: 4, 10: 5}  # of scales one can read, by where they end


@dataclass(frozen=True, slots=True, kw_only=True)
class Series:
    """`key` is its class in a style sheet; `colour` holds where there is none, as in a file taken along."""

    key: str
    name: str
    colour: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """As many counts as there are series; the first stands at the bottom."""

    label: str
    counts: Sequence[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """`id` is its own within a page; `description` says what one would see."""

    id: str
    title: str
    description: str
    series: Sequence[Series]
    columns: Sequence[Column]


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """A rectangle; `words` are shown to who points at it."""

    x: float
    y: float
    width: float
    height: float
    series: Series
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    x: float
    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Scale:
    """From the ground up to `top`, which is drawn at the height `roof`."""

    top: int
    parts: int
    roof: int

    def y(self, count: int) -> float:
        return round(FLOOR - (FLOOR - self.roof) * count / self.top, 1)

    def lines(self) -> Iterator[Mark]:
        for part in range(self.parts + 1):
            count = self.top // self.parts * part
            yield Mark(x=LEFT - 8, y=self.y(count), words=f"{count:,}")


def draw(chart: Chart) -> Markup:
    """A whole SVG document that may also stand within a page."""
    legend = tuple(_legend(chart.series)) if len(chart.series) > 1 else ()
    highest = max((sum(column.counts) for column in chart.columns), default=0)
    scale = _scale(highest, UNDER_LEGEND if legend else ROOF)
    drawn = templates.get_template("charts/columns.svg").render(
        chart=chart,
        width=WIDTH,
        height=HEIGHT,
        left=LEFT,
        right=WIDTH - RIGHT,
        pieces=tuple(_pieces(chart, scale)),
        lines=tuple(scale.lines()),
        labels=tuple(_labels(chart.columns)),
        legend=legend,
    )
    return Markup(drawn)  # noqa: S704 - the template escapes what it is given


def _pieces(chart: Chart, scale: Scale) -> Iterator[Piece]:
    step = _step(chart.columns)
    width = min(step * 0.72, WIDEST)
    for place, column in enumerate(chart.columns):
        below = 0
        for series, count in zip(chart.series, column.counts, strict=True):
            if count:
                yield Piece(
                    x=round(LEFT + step * place + (step - width) / 2, 1),
                    y=scale.y(below + count),
                    width=round(width, 1),
                    height=round(scale.y(below) - scale.y(below + count), 1),
                    series=series,
                    words=f"{column.label} {series.name} {count}",
                )
            below += count


def _labels(columns: Sequence[Column]) -> Iterator[Mark]:
    """As many as there is room for."""
    step, every = _step(columns), ceil(len(columns) / LABELS) or 1
    for place in range(0, len(columns), every):
        yield Mark(x=round(LEFT + step * (place + 0.5), 1), y=FLOOR + 18, words=columns[place].label)


def _legend(series: Sequence[Series]) -> Iterator[Piece]:
    x = LEFT
    for one in series:
        yield Piece(x=x, y=10, width=LETTER, height=LETTER, series=one, words=one.name)
        x += LETTER * (len(one.name) + 3)


def _step(columns: Sequence[Column]) -> float:
    return (WIDTH - LEFT - RIGHT) / max(len(columns), 1)


def _scale(highest: int, roof: int) -> Scale:
    """Up to the next number that divides into round ones."""
    size: int = 10 ** floor(log10(max(highest, 1)))
    step = next(step for step in PARTS if size * step >= highest)
    top, parts = size * step, PARTS[step]
    return Scale(top, parts if top % parts == 0 else top, roof)
