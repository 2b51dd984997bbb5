"""A table from features to the rows of a weight matrix that keeps their hashes, not their words.

Three hundred thousand features as a dict of strings take 70 MB, as sorted hashes 4 MB. The hashes are those
of the running process; on disk the features are lines of text.
"""

from collections.abc import Iterable
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Rows = NDArray[np.int64]


def hashes_of(features: Iterable[str]) -> Rows:
    """Return the hashes of features in this process, in their order."""
    return np.fromiter(map(hash, features), dtype=np.int64)


class FeatureIndex:
    """Finds the rows of features; the row of the n-th hash it was made of is n.

    Two features may share a hash (Python's is that of the bytes: two Latin letters pass for one Chinese
    character): the first one's row is found for both, which a handful among a hundred thousand does not hurt.
    """

    def __init__(self, hashes: Rows) -> None:
        """Make the table of at least one hash."""
        self._hashes, first = np.unique(hashes, return_index=True)
        self._size = len(hashes)
        self._rows = np.append(first, self._size).astype(np.int32)

    def __len__(self) -> int:
        return self._size

    def rows(self, hashes: Rows) -> Rows:
        """Return the row of each hash, in any shape; one that is not in the table gets the row after all."""
        places = np.minimum(np.searchsorted(self._hashes, hashes), len(self._hashes) - 1)
        places[self._hashes[places] != hashes] = len(self._hashes)
        return self._rows[places].astype(np.int64)


def write_features(path: Path, features: Iterable[str]) -> None:
    """Write features, one a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(f"{feature}\n" for feature in features)


def read_hashes(path: Path) -> Rows:
    """Return the hashes of the features that `write_features` wrote, without holding them."""
    with path.open(encoding="utf-8", newline="\n") as file:
        return hashes_of(line[:-1] for line in file)
