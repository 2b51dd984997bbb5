"""The fonts with Chinese characters that posters are drawn with: whatever of them the machine has."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from PIL import ImageFont

NOTO = "/usr/share/fonts/opentype/noto"
# Where Debian, Alpine and Red Hat put fonts that have what posters say, the handsomest first.
FONTS = (
    f"{NOTO}/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/google-noto-sans-cjk-fonts/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-microhei.ttc",
    "/usr/share/fonts/truetype/droid/DroidSansFallbackFull.ttf",
)
# Of a collection of Noto's, the third face has the characters as they are written in China.
CHINA = 2
SANS, REGULAR, BOLD, SERIF = "Sans", "Regular", "Bold", "Serif"


@dataclass(frozen=True, slots=True)
class Fonts:
    """Three faces, each with its place in its file: for text, for what is important, for the title."""

    text: tuple[str, int]
    strong: tuple[str, int]
    title: tuple[str, int]


def find_fonts(paths: Sequence[str] = FONTS) -> Fonts | None:
    """Return the first font of `paths` that can be drawn with, and its bold ones where they are beside it."""
    for path in paths:
        if (face := _face(path)) is not None:
            strong = _face(path.replace(REGULAR, BOLD)) or face
            return Fonts(face, strong, _face(path.replace(REGULAR, BOLD).replace(SANS, SERIF)) or strong)
    return None


def _face(path: str) -> tuple[str, int] | None:
    """Return the face of a file that has China's characters; None where there is none."""
    if not Path(path).exists():
        return None
    for index in (CHINA, 0):
        try:
            ImageFont.truetype(path, 12, index)
        except OSError:
            continue
        return path, index
    return None


@cache
def sized(face: tuple[str, int], size: int) -> ImageFont.FreeTypeFont:
    """Return a face in a size of so many pixels; opening a collection takes longer than drawing with it."""
    path, index = face
    return ImageFont.truetype(path, size, index)
