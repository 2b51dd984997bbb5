"""Where the data files of understanding lie, and how their lines are read."""

from pathlib import Path

CORPUS = Path(__file__).parent / "corpus"


def read_lines(path: Path) -> list[str]:
    """Return the lines of a UTF-8 data file that say something: no blanks, no `#` comments."""
    lines = path.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.lstrip().startswith("#")]


def read_lists(path: Path) -> dict[str, frozenset[str]]:
    """Return the word lists of a file in which every line gives the name of a list, then its words."""
    rows = (line.split() for line in read_lines(path))
    return {name: frozenset(words) for name, *words in rows}
