"""What a check comes to: fine, worth a look, or not right, with what to do about it."""

from dataclasses import dataclass
from enum import StrEnum


class Verdict(StrEnum):
    """How a check came out; only `BAD` makes the command fail."""

    OK = "ok"
    WARN = "warn"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Finding:
    """One line: what was checked, how it is, what to do."""

    what: str
    verdict: Verdict
    words: str

    def __str__(self) -> str:
        return f"{self.verdict:<5}{self.what}: {self.words}"


def ok(what: str, words: str) -> Finding:
    """Return the finding that all is well."""
    return Finding(what, Verdict.OK, words)


def warn(what: str, words: str) -> Finding:
    """Return the finding that somebody should have a look when there is time."""
    return Finding(what, Verdict.WARN, words)


def bad(what: str, words: str) -> Finding:
    """Return the finding that this must be put right before villagers are served."""
    return Finding(what, Verdict.BAD, words)
