"""The keys of a sheet of any length in a few megabytes: hashes in an array, told apart by sorting."""

from array import array
from collections.abc import Hashable, Iterable, Sequence

import numpy as np
from numpy.typing import NDArray


class Keys:
    """A set of keys, eight bytes each.

    Two keys out of two million share a hash once in five million such sets; `repeated` is therefore
    verified by whoever asks, and a reference wrongly taken for known is refused by the database.
    """

    def __init__(self) -> None:
        self._hashes = array("q")
        self._sorted: NDArray[np.int64] | None = None

    def add(self, keys: Iterable[Hashable]) -> None:
        """Take in keys."""
        self._hashes.extend(map(hash, keys))
        self._sorted = None

    def repeated(self) -> frozenset[int]:
        """Return the hashes that occur more than once."""
        hashes = self._in_order()
        return frozenset(hashes[1:][hashes[1:] == hashes[:-1]].tolist())

    def holds(self, keys: Sequence[Hashable]) -> list[bool]:
        """Tell for each of `keys` whether it was taken in."""
        known = self._in_order()
        if not known.size:
            return [False] * len(keys)
        asked = np.fromiter(map(hash, keys), dtype=np.int64, count=len(keys))
        at = np.searchsorted(known, asked).clip(max=known.size - 1)
        found: list[bool] = (known[at] == asked).tolist()
        return found

    def _in_order(self) -> NDArray[np.int64]:
        if self._sorted is None:
            self._sorted = np.sort(np.array(self._hashes, dtype=np.int64))
        return self._sorted
