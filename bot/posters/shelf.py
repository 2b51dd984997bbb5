"""Posters that were drawn, by what they show: each once, one at a time, the last few kept.

What is asked for again is given from here, so that an address that anybody can call costs little. Another
name, another count is another poster: who takes back consent is gone from the next one.
"""

import hashlib
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable

from bot.posters.drawing import draw
from bot.posters.fonts import Fonts, find_fonts
from models.hygiene_public import PublicRound

log = logging.getLogger(__name__)

KEPT = 6  # of some 300 kB each


class Shelf:
    """Draws posters with the machine's fonts; without any it draws none and says so once."""

    def __init__(self, find: Callable[[], Fonts | None] = find_fonts) -> None:
        self._find = find
        self._fonts: Fonts | None = None
        self._has_said = False
        self._drawn: OrderedDict[PublicRound, bytes] = OrderedDict()
        self._lock = threading.Lock()

    def poster(self, public: PublicRound) -> bytes | None:
        """Return the poster of a round as PNG; None where the machine has no Chinese font."""
        with self._lock:
            if (fonts := self._ready()) is None:
                return None
            if public not in self._drawn:
                self._drawn[public] = draw(public, fonts)
                if len(self._drawn) > KEPT:
                    self._drawn.popitem(last=False)
            self._drawn.move_to_end(public)
            return self._drawn[public]

    def can_draw(self) -> bool:
        """Tell whether there is a font to draw with."""
        with self._lock:
            return self._ready() is not None

    def _ready(self) -> Fonts | None:
        """Look for the fonts until they are there: they may be installed while we run."""
        self._fonts = self._fonts or self._find()
        if self._fonts is None and not self._has_said:
            self._has_said = True
            log.warning("no Chinese font: red lists go out as words and links, without their picture")
        return self._fonts


def name_of(public: PublicRound) -> str:
    """Return the name under which a poster is uploaded: another content, another name."""
    digest = hashlib.sha256(repr(public).encode()).hexdigest()[:24]
    return f"hygiene/{public.round_id}/{digest}"
