"""The staff sheet: who holds which post over which grid, station or region."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import insert, select

from bot.village_import.areas import Reference, unknown
from bot.village_import.book import claim_openid, followers_to_adopt, give_up_openids
from bot.village_import.checking import Record
from bot.village_import.keeper import Mark
from bot.village_import.layout import Layout
from bot.village_import.stored import Row, Store, store
from bot.village_import.world import World
from models.people import Person, Post, Role
from models.region import Level

PERSON_COLUMNS = ("name", "phone", "phone_index", "openid", "region_code")
LEVELS = {
    Role.VILLAGE_ADMIN: Level.VILLAGE,
    Role.TOWN_ADMIN: Level.TOWN,
    Role.COUNTY_ADMIN: Level.COUNTY,
}


def who(record: Record) -> Hashable:
    """Return what tells staff apart: the number in the household book, else name and telephone."""
    number = record.get("number")
    return str(number) if number else (str(record["name"]), str(record["phone"]))


@dataclass
class StaffKeeper:
    """Keeps staff: people of the book by number, others by name and telephone, and a post for each row."""

    posts: Store = field(default_factory=lambda: store(Post, "person_id", "role", "scope_code"))
    people: Store = field(default_factory=lambda: store(Person, "number"))
    at_once: bool = False

    def judge(
        self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]
    ) -> list[Mark]:
        """Compare with who is there and what they hold."""
        _note_names(world, records)
        sound = [_is_sound(world, layout, n, record) for n, record in zip(numbers, records, strict=True)]
        people = self._people(world, records)
        held = self._held(world, people)
        return [
            _mark(world, record, people.get(who(record)), held) if is_sound else Mark.REFUSED
            for record, is_sound in zip(records, sound, strict=True)
        ]

    def write(self, world: World, layout: Layout, numbers: Sequence[int], records: Sequence[Record]) -> None:
        """Write the people who are new or changed, then their posts."""
        del layout, numbers
        people = self._people(world, records)
        self._add_people(world, [record for record in records if who(record) not in people])
        people = self._people(world, records)
        self._change_people(world, records, people)
        held = self._held(world, people)
        posts = [_post_row(world, record, people[who(record)]["id"]) for record in records]
        rows = {self.posts.key_of(row): row for row in posts}.values()
        there = [(row, held.get(self.posts.key_of(row))) for row in rows]
        self.posts.add(world.session, [row for row, before in there if before is None])
        self.posts.change(world.session, [row | {"id": before["id"]} for row, before in there if before])

    def _people(self, world: World, records: Sequence[Record]) -> dict[Hashable, Row]:
        """Return those of the staff whom the database knows."""
        numbers = [str(number) for record in records if (number := record.get("number"))]
        known = self.people.existing(world.session, numbers) if numbers else {}
        phones = {str(record["phone"]) for record in records if not record.get("number")}
        if phones:
            table = self.people.table
            by_phone = select(table).where(Person.phone_index.in_(phones)).order_by(table.c.id.desc())
            for found in world.session.execute(by_phone):
                row = dict(found._mapping)  # noqa: SLF001 - its public name
                known[row["name"], row["phone"]] = row
        return known

    def _held(self, world: World, people: dict[Hashable, Row]) -> dict[Hashable, Row]:
        identities = [row["id"] for row in people.values()]
        if not identities:
            return {}
        table = self.posts.table
        found = world.session.execute(select(table).where(table.c.person_id.in_(identities)))
        rows = [dict(each._mapping) for each in found]  # noqa: SLF001 - its public name
        return {self.posts.key_of(row): row for row in rows}

    def _add_people(self, world: World, records: Sequence[Record]) -> None:
        """Add staff from outside the book, each once; an unknown follower may turn out to be one."""
        rows = list({who(record): _person_row(world, record) for record in records}.values())
        adopted = followers_to_adopt(world.session, rows)
        known = [row | {"id": adopted[row["openid"]]["id"]} for row in rows if row["openid"] in adopted]
        self.people.change(world.session, known)
        new = [row for row in rows if row["openid"] not in adopted]
        if new:
            world.session.execute(insert(self.people.table), new)

    def _change_people(self, world: World, records: Sequence[Record], people: dict[Hashable, Row]) -> None:
        """Bring telephone and openid of people who are there to what the sheet says."""
        wanted = {who(record): record for record in records}
        changed = [
            {"id": people[key]["id"], "phone": record["phone"], "phone_index": record["phone"],
             "openid": record.get("openid") or people[key]["openid"]}
            for key, record in wanted.items() if _differs(record, people[key])
        ]  # fmt: skip
        give_up_openids(world.session, changed, {})
        self.people.change(world.session, changed)


def _note_names(world: World, records: Sequence[Record]) -> None:
    """Look up the names of staff whose numbers the sheet of people has not."""
    numbers = {str(number) for record in records if (number := record.get("number"))}
    missing = numbers - set(world.names_of_staff)
    if missing:
        stored = select(Person.number, Person.name).where(Person.number.in_(missing))
        world.names_of_staff |= {str(number): name for number, name in world.session.execute(stored)}


def _is_sound(world: World, layout: Layout, row: int, record: Record) -> bool:
    name, number = str(record["name"]), record.get("number")
    known_name = world.names_of_staff.get(str(number)) if number else name
    if known_name is None:
        return world.people.holds([str(number)])[0] or unknown(
            world, layout, row, Reference("number", "people", number)
        )
    if known_name != name:
        world.tell(layout, row, "name", "the person of this number is called otherwise", f"{known_name}")
        return False
    if number and world.staff_by_number[str(number)]["phone"] != record["phone"]:
        world.tell(layout, row, "phone", "another row gives this person another telephone", "the same")
        return False
    if (openid := record.get("openid")) and not claim_openid(
        world, str(openid), name, str(number) if number else None
    ):
        world.tell(layout, row, "openid", "somebody else has this openid too", "one openid a person")
        return False
    return _is_scope(world, layout, row, record)


def _is_scope(world: World, layout: Layout, row: int, record: Record) -> bool:
    """Tell whether the code is of what the role is held over; where not, say so."""
    code, role = str(record["scope_code"]), Role(str(record["role"]))
    if role is Role.GRIDWORKER:
        return code in world.grids or unknown(world, layout, row, Reference("scope_code", "grids", code))
    if role is Role.AGENT:
        return code in world.stations or unknown(
            world, layout, row, Reference("scope_code", "stations", code)
        )
    if role is Role.ASSISTANT and (code in world.grids or code in world.stations):
        return True
    region = world.regions.get(code)
    if region is None:
        return unknown(world, layout, row, Reference("scope_code", "regions", code))
    if role in LEVELS and region.level != LEVELS[role]:
        wrong = f"the code of a {region.level}"
        world.tell(layout, row, "scope_code", wrong, f"the code of a {LEVELS[role]}")
        return False
    return True


def _region_of(world: World, scope_code: str) -> str:
    """Return the region of a grid or station; a region's own code."""
    station = world.stations.get(scope_code)
    return world.grids.get(scope_code) or (station.region_code if station else scope_code)


def _post_row(world: World, record: Record, person_id: int) -> Row:
    scope_code = str(record["scope_code"])
    row: Row = {
        "person_id": person_id,
        "role": record["role"],
        "scope_code": scope_code,
        "region_path": world.path_of(_region_of(world, scope_code)),
    }
    if "rank" in record:
        row["is_deputy"] = record["rank"] == "deputy"
    if "group_name" in record:
        row["group_name"] = record["group_name"] or ""
    return row


def _person_row(world: World, record: Record) -> Row:
    phone, region = record["phone"], _region_of(world, str(record["scope_code"]))
    values = (record["name"], phone, phone, record.get("openid"), region)
    return dict(zip(PERSON_COLUMNS, values, strict=True))


def _differs(record: Record, person: Row) -> bool:
    openid = record.get("openid")
    return person["phone"] != record["phone"] or bool(openid and person["openid"] != openid)


def _mark(world: World, record: Record, person: Row | None, held: dict[Hashable, Row]) -> Mark:
    if person is None:
        return Mark.ADDED
    row = _post_row(world, record, person["id"])
    before = held.get((person["id"], record["role"], record["scope_code"]))
    if before is None:
        return Mark.ADDED
    same = all(before[name] == value for name, value in row.items()) and not _differs(record, person)
    return Mark.UNCHANGED if same else Mark.CHANGED
