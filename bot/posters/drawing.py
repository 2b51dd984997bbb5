"""Draws the poster of a hygiene round: red and gold, large enough for old eyes on a telephone."""

from collections.abc import Callable
from dataclasses import dataclass

from bot.posters.canvas import Font, Shape, Sheet, Words, in_rows, wrapped
from bot.posters.fonts import Fonts, sized
from handlers.voice import posters as voice
from models.hygiene_public import PublicRound

WIDTH, EDGE, PAD = 1080, 56, 48
INNER = WIDTH - 2 * EDGE - 2 * PAD
RED, DEEP, GOLD, PALE, CREAM = "#c8161d", "#8c0d13", "#f7d774", "#fbe9b7", "#fff9ec"
INK, SOFT, LINE = "#3a1512", "#7a5a4a", "#e8d3a6"


@dataclass
class Pen:
    """A sheet with where on it we are: `y` pixels from the top."""

    sheet: Sheet
    fonts: Fonts
    y: float = 0

    def text(self, size: int) -> Font:
        """Return the plain face in a size."""
        return sized(self.fonts.text, size)

    def strong(self, size: int) -> Font:
        """Return the bold face in a size."""
        return sized(self.fonts.strong, size)

    def line(self, text: str, font: Font, colour: str, *, x: float | None = None, step: float = 1.45) -> None:
        """Write a line, centred where no `x` is given, and go down by `step` times its size."""
        left, anchor = (WIDTH / 2, "ma") if x is None else (x, "la")
        self.sheet.words.append(Words(left, self.y, text, font, colour, anchor))
        self.y += font.size * step

    def paragraph(self, text: str, font: Font, colour: str, *, x: float | None = None) -> None:
        """Write as many lines as a text needs."""
        for part in wrapped(text, font, INNER):
            self.line(part, font, colour, x=x)


def draw(public: PublicRound, fonts: Fonts) -> bytes:
    """Return the poster as a PNG."""
    pen = Pen(Sheet(WIDTH, RED, DEEP), fonts)
    _head(pen, public)
    _card(pen, lambda: _best(pen, public))
    pen.y += 32
    _card(pen, lambda: _rest(pen, public))
    _foot(pen, public)
    height = round(pen.y)
    frame = (20.0, 20.0, WIDTH - 20.0, height - 20.0)
    pen.sheet.shapes.insert(0, Shape(frame, 28, line=GOLD, width=4))
    return pen.sheet.png(height)


def _head(pen: Pen, public: PublicRound) -> None:
    pen.y = 76
    pen.line(public.village, pen.strong(56), PALE, step=1.5)
    pen.line(voice.TITLE, sized(pen.fonts.title, 184), GOLD, step=1.42)
    label, font = voice.month(public.month), pen.strong(54)
    half = font.getlength(label) / 2 + 44
    box = (WIDTH / 2 - half, pen.y, WIDTH / 2 + half, pen.y + 88)
    pen.sheet.shapes.append(Shape(box, 44, fill=GOLD))
    pen.sheet.words.append(Words(WIDTH / 2, pen.y + 44, label, font, DEEP, "mm"))
    pen.y += 112
    if public.households:
        pen.line(voice.scored(public.households, public.mean), pen.text(42), PALE, step=1.75)
    pen.y += 8


def _card(pen: Pen, fill: Callable[[], None]) -> None:
    """Put a pale card under what `fill` writes."""
    top, place = pen.y, len(pen.sheet.shapes)
    pen.y += PAD
    fill()
    pen.y += PAD - 12
    pen.sheet.shapes.insert(place, Shape((EDGE, top, WIDTH - EDGE, pen.y), 32, fill=CREAM))


def _best(pen: Pen, public: PublicRound) -> None:
    left, name = EDGE + PAD, pen.strong(64)
    if not public.red:
        pen.paragraph(voice.NOBODY, pen.strong(52), RED)
        return
    pen.line(voice.BEST, pen.strong(58), RED, step=1.7)
    for group, names in public.red:
        _rule(pen)
        tag = pen.strong(40)
        wide = tag.getlength(group) + 44
        pen.sheet.shapes.append(Shape((left, pen.y + 10, left + wide, pen.y + 76), 16, fill=RED))
        pen.sheet.words.append(Words(left + wide / 2, pen.y + 43, group, tag, GOLD, "mm"))
        start = left + max(wide, 180) + 28
        for row in in_rows(
            [each.removeprefix(group) for each in names], name, WIDTH - EDGE - PAD - start, 52
        ):
            pen.sheet.words.extend(Words(start + x, pen.y, text, name, INK) for text, x in row)
            pen.y += 96
        pen.y += 12
    _rule(pen)
    pen.paragraph(voice.NAMING, pen.text(40), SOFT, x=left)
    pen.paragraph(voice.reward(public.best_points), pen.text(40), SOFT, x=left)


def _rule(pen: Pen) -> None:
    pen.sheet.shapes.append(Shape((EDGE + PAD, pen.y, WIDTH - EDGE - PAD, pen.y + 3), 0, fill=LINE))
    pen.y += 24


def _rest(pen: Pen, public: PublicRound) -> None:
    left = EDGE + PAD
    pen.line(voice.LATER, pen.strong(46), INK, x=left)
    if public.black:
        pen.paragraph(voice.later(public.black), pen.strong(50), INK, x=left)
        pen.paragraph(voice.LATER_NOTE, pen.text(40), SOFT, x=left)
    else:
        pen.paragraph(voice.LATER_NONE, pen.text(42), INK, x=left)
    pen.y += 14
    _rule(pen)
    pen.line(voice.CRITERIA, pen.strong(46), INK, x=left)
    _criteria(pen, public)
    pen.y += 14
    _rule(pen)
    pen.line(voice.OBJECT, pen.strong(46), RED, x=left)
    pen.paragraph(voice.object_until(public.object_until), pen.text(42), INK, x=left)


def _criteria(pen: Pen, public: PublicRound) -> None:
    """Write what is looked at in two columns, each with its points at the column's end."""
    left, font, column = EDGE + PAD, pen.text(40), (INNER - 40) / 2
    for place, (name, points) in enumerate(public.criteria):
        x = left + (place % 2) * (column + 40)
        pen.sheet.words.append(Words(x, pen.y, name, font, INK))
        pen.sheet.words.append(Words(x + column, pen.y, str(points), pen.strong(40), RED, "ra"))
        if place % 2 or place == len(public.criteria) - 1:
            pen.y += 64


def _foot(pen: Pen, public: PublicRound) -> None:
    pen.y += 36
    pen.paragraph(voice.THANKS, pen.strong(44), GOLD)
    pen.y += 6
    pen.paragraph(voice.published(public.village, public.published_on), pen.text(38), PALE)
    if public.corrected_on:
        pen.paragraph(voice.corrected(public.corrected_on), pen.text(38), PALE)
    pen.y += 44
