"""A sheet to draw on from the top down: boxes without ragged corners, lines of text, words that wrap."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

Font = ImageFont.FreeTypeFont
FINE = 2  # boxes are drawn so many times as large and made smaller, which smooths their corners
Box = tuple[float, float, float, float]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A box with round corners, filled or with a line around it or both."""

    box: Box
    radius: float
    fill: str | None = None
    line: str | None = None
    width: int = 0


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text; `anchor` says as Pillow does which point of it lies at `x`, `y`."""

    x: float
    y: float
    text: str
    font: Font
    colour: str
    anchor: str = "la"


@dataclass
class Sheet:
    """What is to be drawn, in order; its height is known when everything has its place."""

    width: int
    above: str
    below: str
    shapes: list[Shape] = field(default_factory=list)
    words: list[Words] = field(default_factory=list)

    def png(self, height: int) -> bytes:
        """Draw it all over a ground that runs from the colour `above` to the one `below`."""
        fine = _ground(self.width * FINE, height * FINE, self.above, self.below)
        pen = ImageDraw.Draw(fine)
        for each in self.shapes:
            left, top, right, bottom = (round(edge * FINE) for edge in each.box)
            pen.rounded_rectangle(
                (left, top, right - 1, bottom - 1),
                round(each.radius * FINE),
                fill=each.fill,
                outline=each.line,
                width=each.width * FINE,
            )
        image = fine.reduce(FINE)
        pen = ImageDraw.Draw(image)
        for line in self.words:
            pen.text((line.x, line.y), line.text, font=line.font, fill=line.colour, anchor=line.anchor)
        out = BytesIO()
        image.save(out, "PNG", compress_level=6)
        return out.getvalue()


def _ground(width: int, height: int, above: str, below: str) -> Image.Image:
    mask = Image.linear_gradient("L").resize((1, height)).resize((width, height))
    return Image.composite(
        Image.new("RGB", (width, height), below), Image.new("RGB", (width, height), above), mask
    )


def wrapped(text: str, font: Font, width: float) -> Iterator[str]:
    """Break Chinese text into lines that fit; a mark that ends something never begins a line."""
    line = ""
    for sign in text:
        if line and font.getlength(line + sign) > width and sign not in "，。、；：！？”）":
            yield line
            line = ""
        line += sign
    if line:
        yield line


def in_rows(texts: Sequence[str], font: Font, width: float, gap: float) -> Iterator[list[tuple[str, float]]]:
    """Place words beside each other, row by row; yields of each row the words with where they begin."""
    row: list[tuple[str, float]] = []
    x = 0.0
    for text in texts:
        wide = font.getlength(text)
        if row and x + wide > width:
            yield row
            row, x = [], 0.0
        row.append((text, x))
        x += wide + gap
    if row:
        yield row
