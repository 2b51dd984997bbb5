"""What is wrong with village data: every bad cell by sheet, row and column, all of them at once."""

from dataclasses import dataclass, field

SHOWN = 200
SHOWN_CHARACTERS = 40


@dataclass(frozen=True, slots=True)
class Problem:
    """One bad cell. `row` counts as a spreadsheet does (the headers are row 1); 0: the whole sheet.

    `column` is the header, empty where the row or the sheet as such is wrong. `wrong` says what is the
    matter, `expected` what would be right.
    """

    sheet: str
    row: int
    column: str
    wrong: str
    expected: str

    def __str__(self) -> str:
        where = [self.sheet]
        if self.row:
            where.append(f"row {self.row}")
        if self.column:
            where.append(f"column {self.column}")
        return f"{', '.join(where)}: {self.wrong}; expected {self.expected}"


@dataclass
class Problems:
    """Collects what is wrong: the first two hundred in full, the others as a number."""

    shown: list[Problem] = field(default_factory=list)
    count: int = 0

    def add(self, problem: Problem) -> None:
        """Note one."""
        self.count += 1
        if len(self.shown) < SHOWN:
            self.shown.append(problem)

    def refuse(self) -> None:
        """Raise `BadSource` if there is anything."""
        if self.count:
            raise BadSource(self)


class BadSource(Exception):  # noqa: N818 - it is the data that is bad
    """Village data that cannot be imported; the message is a line a problem, nothing was written."""

    def __init__(self, problems: Problems) -> None:
        super().__init__(problems.count)
        self.problems = problems

    def __str__(self) -> str:
        lines = [str(problem) for problem in self.problems.shown]
        more = self.problems.count - len(self.problems.shown)
        if more:
            lines.append(f"and {more} more; mend these and run the import again")
        return "\n".join(lines)


def quoted(text: str) -> str:
    """Return a cell's text fit to be shown in one line."""
    flat = "".join(character if character.isprintable() else " " for character in text)
    return f'"{flat[:SHOWN_CHARACTERS]}…"' if len(flat) > SHOWN_CHARACTERS else f'"{flat}"'
