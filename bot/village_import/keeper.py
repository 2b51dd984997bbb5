"""What is done with a sheet's rows: judged against the database while planning, written when applied."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Protocol, TypeAlias

from bot.village_import import areas, book
from bot.village_import.checking import CHUNK, Record, batched
from bot.village_import.layout import Layout
from bot.village_import.stored import Row, Store
from bot.village_import.world import World


class Mark(IntEnum):
    """What an import means for a row."""

    UNCHANGED = 0
    ADDED = 1
    CHANGED = 2
    REFUSED = 3


Rows: TypeAlias = Callable[[World, Layout, Sequence[int], Sequence[Record]], list[Row | None]]


class Keeper(Protocol):
    """Keeps one sheet's rows in the database."""

    @property
    def at_once(self) -> bool:
        """Tell whether all rows have to be written in one go, as they refer to each other."""
        ...

    def judge(
        self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]
    ) -> list[Mark]:
        """Say of each record what it would change; what is wrong with it is told to the world."""
        ...

    def write(self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]) -> None:
        """Write records that add or change something."""
        ...


@dataclass
class TableKeeper:
    """Keeps the rows of a sheet that is one table.

    `rows` derives the table's rows. `blanks` are what empty cells stand for. `kept` are the columns that an
    empty cell leaves as they are. `unseen` are columns that are written but not compared.
    """

    store: Store
    rows: Rows
    blanks: Mapping[str, object] = field(default_factory=dict)
    kept: frozenset[str] = frozenset()
    unseen: frozenset[str] = frozenset()
    at_once: bool = False
    _starts_empty: bool | None = None

    def judge(
        self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]
    ) -> list[Mark]:
        """Compare with what is there."""
        rows = self._derive(world, layout, numbers, records)
        there = self.existing(world, [row for row in rows if row])
        return [self._mark(row, there) for row in rows]

    def write(self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]) -> None:
        """Insert what is new, update what is there."""
        rows = [row for row in self._derive(world, layout, numbers, records) if row]
        there = self.existing(world, rows)
        old = [(row, there.get(self.store.key_of(row))) for row in rows]
        changed = [self._settled(row, before) | self._identity(before) for row, before in old if before]
        self.before(world, [row for row, _ in old], changed)
        self.store.add(world.session, [row for row, before in old if before is None])
        self.store.change(world.session, changed)

    def existing(self, world: World, rows: Sequence[Row]) -> dict[Hashable, Row]:
        """Return the rows that are there already, by key."""
        if self._starts_empty is None:
            self._starts_empty = self.store.is_empty(world.session)
        if self._starts_empty or not rows:
            return {}
        return self.store.existing(world.session, [self.store.key_of(row) for row in rows])

    def before(self, world: World, rows: Sequence[Row], changed: list[Row]) -> None:
        """Do what has to be done before rows are written; nothing, for most tables."""

    def _derive(
        self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]
    ) -> list[Row | None]:
        rows = self.rows(world, layout, numbers, records)
        for row in rows:
            for name, value in self.blanks.items():
                if row and name in row and row[name] is None:
                    row[name] = value
        return rows

    def _mark(self, row: Row | None, there: Mapping[Hashable, Row]) -> Mark:
        if row is None:
            return Mark.REFUSED
        before = there.get(self.store.key_of(row))
        if before is None:
            return Mark.ADDED
        settled = self._settled(row, before)
        same = all(before[name] == value for name, value in settled.items() if name not in self.unseen)
        return Mark.UNCHANGED if same else Mark.CHANGED

    def _settled(self, row: Row, before: Row) -> Row:
        """Return the row with what an empty cell leaves as it was."""
        return row | {name: before[name] for name in self.kept if name in row and row[name] is None}

    def _identity(self, before: Row) -> Row:
        return {self.store.identity: before[self.store.identity]}


class RegionKeeper(TableKeeper):
    """Keeps regions: what notes a moved region's path follows it."""

    def write(self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]) -> None:
        """Write from the top down, so that every parent is there before its children."""
        order = sorted(range(len(records)), key=lambda place: len(world.path_of(str(records[place]["code"]))))
        for some in batched(order, CHUNK):
            super().write(world, layout, [numbers[n] for n in some], [records[n] for n in some])

    def before(self, world: World, rows: Sequence[Row], changed: list[Row]) -> None:
        """Move the paths under regions that got another parent."""
        del rows
        areas.follow_moved_regions(world.session, changed)


class PeopleKeeper(TableKeeper):
    """Keeps people: followers of whom nothing was known become the people they turn out to be."""

    def existing(self, world: World, rows: Sequence[Row]) -> dict[Hashable, Row]:
        """Return who is there by number, or as an unknown follower by openid."""
        there = super().existing(world, rows)
        new = [row for row in rows if row.get("openid") and row["number"] not in there]
        adopted = {} if self._starts_empty else book.followers_to_adopt(world.session, new)
        return there | {row["number"]: adopted[row["openid"]] for row in new if row["openid"] in adopted}

    def before(self, world: World, rows: Sequence[Row], changed: list[Row]) -> None:
        """Make openids free that go from unknown followers to people of the book; telephones stay found."""
        adopted = {row["openid"]: row for row in changed if row.get("openid")}
        book.give_up_openids(world.session, rows, adopted)
        for row in changed:
            if "phone" in row:
                row["phone_index"] = row["phone"]


def one_by_one(derive: Callable[[World, Layout, int, Record], Row | None]) -> Rows:
    """Make a derivation of single rows one of many."""

    def rows(
        world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]
    ) -> list[Row | None]:
        return [
            derive(world, layout, number, record) for number, record in zip(numbers, records, strict=True)
        ]

    return rows
