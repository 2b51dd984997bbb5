"""Small charts: numbers into the rectangles that a template draws as SVG."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 180
LEFT, BOTTOM, TOP = 48, 32, 16
MOST_LABELS = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """A rectangle: its box, the place of its series (for the colour), what it says when pointed at."""

    x: float
    y: float
    width: float
    height: float
    series: int
    title: str


@dataclass(frozen=True, slots=True)
class Tick:
    """A number on the left axis, at a height."""

    y: float
    label: str


@dataclass(frozen=True, slots=True)
class Label:
    """A word under the chart, at a place."""

    x: float
    text: str


@dataclass(frozen=True, slots=True)
class Chart:
    """Stacked bars with their axes; `names` of the series in order; `total` over all."""

    names: tuple[str, ...]
    bars: tuple[Bar, ...]
    ticks: tuple[Tick, ...]
    labels: tuple[Label, ...]
    total: int
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT


def stacked(columns: Sequence[str], series: Mapping[str, Sequence[int]]) -> Chart:
    """Draw stacked bars: one column for each word of `columns`, one layer for each series."""
    sums = [sum(values) for values in zip(*series.values(), strict=True)] if series else []
    top = round_up(max(sums, default=0))
    scale = (HEIGHT - BOTTOM - TOP) / top
    step = (WIDTH - LEFT) / max(len(columns), 1)
    bars: list[Bar] = []
    for place, column in enumerate(columns):
        base = float(HEIGHT - BOTTOM)
        for number, (name, values) in enumerate(series.items()):
            height = values[place] * scale
            base -= height
            if height:
                title = f"{column} {name} {values[place]}"
                bars.append(Bar(LEFT + place * step + step * 0.12, base, step * 0.76, height, number, title))
    every = -(-len(columns) // MOST_LABELS) or 1
    return Chart(
        names=tuple(series),
        bars=tuple(bars),
        ticks=tuple(Tick(HEIGHT - BOTTOM - value * scale, str(value)) for value in (0, top // 2, top)),
        labels=tuple(
            Label(LEFT + (place + 0.5) * step, word)
            for place, word in enumerate(columns)
            if place % every == 0
        ),
        total=sum(sums),
    )


def round_up(value: int) -> int:
    """Return the next even number that reads well on an axis (2, 4, 10, 20, 40, 100 …)."""
    size = 1
    while True:
        for step in (2, 4, 10):
            if value <= step * size:
                return step * size
        size *= 10
