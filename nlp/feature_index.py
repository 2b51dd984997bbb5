"""A table from features to the rows of a weight matrix that keeps their hashes, not their words.

Three hundred thousand features as a dict of strings take 70 MB, as sorted hashes 4 MB. The hashes are those
of the running process; on disk the features are lines of text.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Rows = NDArray[np.int32]
Hashes = NDArray[np.uint64]

_BUCKETS = 17  # leading bits of a hash that name its bucket: one or two features in each
_SHIFT = np.uint64(64 - _BUCKETS)


def hashes_of(features: Iterable[str], count: int = -1) -> Hashes:
    """Return the hashes of features in this process, in their order; faster where their `count` is told."""
    return np.fromiter(map(hash, features), np.int64, count).view(np.uint64)


class FeatureIndex:
    """Finds the rows of features; the row of the n-th hash it was made of is n.

    The leading bits of a hash say where its bucket begins among the sorted ones, and as many of these as the
    fullest bucket holds are compared at once, by their lower half. Two features may share a hash (Python's is
    that of the bytes: two Latin letters pass for one Chinese character): the first one's row is found for
    both, which a handful among a hundred thousand does not hurt.
    """

    def __init__(self, hashes: Hashes) -> None:
        """Make the table of at least one hash."""
        ordered, first = np.unique(hashes, return_index=True)
        sizes = np.bincount(ordered >> _SHIFT, minlength=1 << _BUCKETS)
        fullest = int(sizes.max())
        self._size = len(hashes)
        self._starts = (np.cumsum(sizes) - sizes).astype(np.int32)
        self._rows = np.pad(first.astype(np.int32), (0, fullest))
        self._near = sliding_window_view(np.pad(ordered.astype(np.uint32), (0, fullest)), fullest)

    def __len__(self) -> int:
        return self._size

    def known(self, hashes: Hashes) -> Rows:
        """Return the rows of those of the hashes (one axis) that are in the table, in their order."""
        return self._found(hashes)[1]

    def rows(self, hashes: Hashes) -> Rows:
        """Return the row of each hash (one axis); one that is not in the table gets the row after all."""
        rows = np.full(len(hashes), self._size, dtype=np.int32)
        places, known = self._found(hashes)
        rows[places] = known
        return rows

    def _found(self, hashes: Hashes) -> tuple[NDArray[np.int64], Rows]:
        """Return which of the hashes are in the table, by place, and their rows."""
        starts = self._starts.take((hashes >> _SHIFT).view(np.int64))
        same = self._near[starts] == hashes.astype(np.uint32)[:, None]
        places, further = np.divmod(same.ravel().nonzero()[0], same.shape[1])
        return places, self._rows.take(starts.take(places) + further)


def write_features(path: Path, features: Iterable[str]) -> None:
    """Write features, one a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{feature}\n" for feature in features)


def read_hashes(path: Path) -> Hashes:
    """Return the hashes of the features that `write_features` wrote, without holding them."""
    with path.open(encoding="utf-8", newline="\n") as file:
        return hashes_of(line[:-1] for line in file)
