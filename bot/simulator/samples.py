"""Photos to send where none is at hand: drawn when asked for, so that no picture lies in the project."""

from collections.abc import Callable, Mapping
from io import BytesIO

from PIL import Image, ImageDraw

SIZE = (640, 480)
Painter = Callable[[ImageDraw.ImageDraw], None]


def _night_lamp(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 640, 480), fill="#141c2f")
    draw.rectangle((0, 380, 640, 480), fill="#262a30")
    draw.rectangle((306, 90, 318, 400), fill="#5b6472")
    draw.line((312, 95, 420, 80), fill="#5b6472", width=10)
    draw.ellipse((400, 72, 450, 98), fill="#39404c")
    draw.polygon([(40, 400), (140, 300), (240, 400)], fill="#1d2536")
    draw.ellipse((520, 40, 560, 80), fill="#e9e3c4")


def _rubbish(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 640, 260), fill="#b9d3e6")
    draw.rectangle((0, 260, 640, 480), fill="#8d9a63")
    for place, colour in enumerate(("#4d4d4d", "#7a5b3a", "#c8c2b0", "#3c5a78", "#6b6b6b", "#a33f35")):
        left = 110 + place * 68
        draw.ellipse((left, 270 + place % 3 * 26, left + 120, 380 + place % 2 * 30), fill=colour)


def _paper(draw: ImageDraw.ImageDraw) -> None:
    draw.rectangle((0, 0, 640, 480), fill="#6d5a49")
    draw.rectangle((150, 30, 490, 450), fill="#f7f4ea")
    for line in range(90, 360, 26):
        draw.line((185, line, 455 - line % 3 * 30, line), fill="#77736a", width=4)
    draw.ellipse((360, 350, 440, 430), outline="#c0392b", width=6)


def _repaired(draw: ImageDraw.ImageDraw) -> None:
    _night_lamp(draw)
    draw.polygon([(425, 92), (300, 400), (560, 400)], fill="#5d5a3c")
    draw.ellipse((400, 72, 450, 98), fill="#fff3b0")
    draw.rectangle((306, 90, 318, 400), fill="#7b8492")


SAMPLES: Mapping[str, tuple[str, Painter]] = {
    "lamp": ("路灯不亮", _night_lamp),
    "rubbish": ("一堆垃圾", _rubbish),
    "repaired": ("路灯修好了", _repaired),
    "paper": ("盖章的协议", _paper),
}


def sample_names() -> dict[str, str]:
    """Return code -> what the picture shows."""
    return {code: name for code, (name, _paint) in SAMPLES.items()}


def sample_photo(code: str) -> bytes:
    """Return a JPEG. Raises KeyError for a code there is not."""
    image = Image.new("RGB", SIZE)
    SAMPLES[code][1](ImageDraw.Draw(image))
    file = BytesIO()
    image.save(file, "JPEG", quality=80)
    return file.getvalue()
