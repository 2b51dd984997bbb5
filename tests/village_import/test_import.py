"""What an import writes: once, again, changed, from a workbook, dry, half way."""

from datetime import date, datetime, time
from io import StringIO
from pathlib import Path

import pytest
from openpyxl import Workbook
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker

from bot.database import connect
from bot.vault import Vault
from bot.village_import.apply import SourceChanged, apply
from bot.village_import.load import import_command, load_source
from bot.village_import.plan import plan
from bot.village_import.source import read_source
from models.base import CHINA
from models.charter import Article
from models.people import Household, Person, Post, people_by_phone
from models.region import Grid, Place, Region, Station
from models.roster import Duty, agree_to_swap, ask_to_swap
from models.tables import METADATA
from tests.postgres import Server
from tests.village_import.sources import (
    ID_NUMBER,
    VILLAGE,
    complaints,
    counts,
    run,
    spoilt,
    workbook,
    write,
)

DEMO = Path(__file__).parents[2] / "bot" / "demo" / "village"


def named(session: Session, name: str) -> Person:
    return session.scalars(select(Person).where(Person.name == name)).one()


def everything(session: Session) -> dict[str, list[tuple[object, ...]]]:
    columns = {
        "regions": select(Region.code, Region.name, Region.level, Region.path),
        "grids": select(Grid.code, Grid.kind, Grid.region_code, Grid.west, Grid.north),
        "stations": select(Station.code, Station.phone, Station.longitude, Station.opens, Station.closes),
        "places": select(Place.name, Place.grid_code),
        "charter": select(Article.region_code, Article.number, Article.title, Article.text),
        "households": select(Household.number, Household.head, Household.region_code, Household.door),
        "people": select(Person.number, Person.name, Person.birthday, Person.phone, Person.id_number),
        "posts": select(Post.role, Post.scope_code, Post.region_path, Post.is_deputy, Post.group_name),
        "duties": select(Duty.station_code, Duty.day, Duty.starts, Duty.ends),
    }
    return {name: [tuple(row) for row in session.execute(query)] for name, query in columns.items()}


def test_everything_lands_where_it_belongs(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path))
    wang = named(session, "王秀芳")
    assert (wang.sex, wang.birthday, wang.tags) == ("female", date(1968, 8, 9), ["党员", "低保"])
    assert (wang.phone, wang.id_number, wang.openid) == ("13881234567", ID_NUMBER, "oWANG")
    assert wang.household is not None
    assert wang.household.region.path == "510722.510722138.510722138205.51072213820501."
    assert people_by_phone(session, "13881234567") == [wang]


def test_a_boundary_gets_its_box(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path))
    grid = session.get_one(Grid, "510722138205W1")
    assert (grid.west, grid.south, grid.east, grid.north) == (105.0, 31.0, 105.1, 31.1)
    assert grid.kind == "rural"


def test_staff_of_the_book_keep_their_row_and_get_telephone_and_openid(
    session: Session, tmp_path: Path
) -> None:
    run(session, write(tmp_path))
    he = named(session, "何建平")
    assert (he.number, he.phone, he.openid) == ("P2", "13900000001", "oHE")
    assert [(post.role, post.scope_code, post.is_deputy) for post in he.posts] == [
        ("gridworker", "510722138205W1", False)
    ]


def test_staff_from_outside_are_one_person_with_all_their_posts(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path))
    yi = named(session, "易婷婷")
    assert {post.role for post in yi.posts} == {"agent", "mediator"}
    assert {post.region_path for post in yi.posts} == {"510722.510722138.510722138205."}
    assert yi.region_code == "510722138205"


def test_the_roster_takes_the_stations_hours_where_it_says_none(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path))
    duty = session.scalars(select(Duty).where(Duty.day == date(2026, 11, 25))).one()
    assert (duty.person.name, duty.starts, duty.ends) == ("何建平", time(9), time(17))


def test_the_same_files_again_change_nothing(session: Session, tmp_path: Path) -> None:
    folder = write(tmp_path)
    run(session, folder)
    before = everything(session)
    again = counts(run(session, folder))
    assert all((added, changed) == (0, 0) for added, changed, _ in again.values())
    assert everything(session) == before


CHANGES = [
    ("regions", "一组,组", "第一组,组"),
    ("grids", "农村", "社区"),
    ("stations", "5550101", "5550102"),
    ("places", "黄桷树", "黄角树"),
    ("charter", "有事好商量。", "有事慢慢商量。"),
    ("households", "2号", "3号"),
    ("people", "低保", "特困"),
    ("people", "1979年6月30日", "1979-07-01"),
    ("people", "13881234567", "13881234568"),
    ("staff", "主,oYI", "备,oYI"),
    ("staff", "oYI,高棚村说理小组", "oYI,说理小组"),
    ("duty", "9:00,17:00", "9:00,16:30"),
]


@pytest.mark.parametrize(("sheet", "old", "new"), CHANGES)
def test_a_changed_row_updates_and_nothing_else_does(
    session: Session, tmp_path: Path, sheet: str, old: str, new: str
) -> None:
    run(session, write(tmp_path / "first"))
    changed = counts(run(session, spoilt(tmp_path / "second", sheet, old, new)))
    assert changed[sheet][:2] == (0, 1)
    assert all(each[:2] == (0, 0) for name, each in changed.items() if name != sheet)
    again = counts(run(session, tmp_path / "second"))
    assert all(each[:2] == (0, 0) for each in again.values())


def test_rows_that_are_not_in_the_files_stay(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path / "first"))
    text = VILLAGE["households"].splitlines()
    run(session, write(tmp_path / "second", {"households": "\n".join([text[0], text[2]])}))
    assert session.scalar(select(func.count()).select_from(Household)) == 2


def test_a_file_may_refer_to_what_the_database_holds(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path / "first"))
    people = "编号,姓名,户号\nP3,陈晓峰,H1\n"
    staff = "姓名,电话,角色,负责代码,编号\n王秀芳,13881234567,评分员,510722138205,P1\n"
    run(session, write(tmp_path / "second", {"people": people, "staff": staff}))
    assert named(session, "陈晓峰").household_number == "H1"
    assert [post.role for post in named(session, "王秀芳").posts] == ["scorer"]


def test_columns_that_are_absent_leave_what_is_there(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path / "first"))
    run(session, write(tmp_path / "second", {"people": "编号,姓名,户号\nP1,王秀芬,H1\n"}))
    wang = named(session, "王秀芬")
    assert (wang.phone, wang.tags, wang.birthday) == ("13881234567", ["党员", "低保"], date(1968, 8, 9))


def test_an_empty_cell_does_not_take_away_who_somebody_is_bound_as(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path / "first"))
    run(session, spoilt(tmp_path / "second", "people", "13881234567," + ID_NUMBER + ",oWANG,党员", ",,,党员"))
    wang = named(session, "王秀芳")
    assert (wang.phone, wang.id_number, wang.openid) == ("13881234567", ID_NUMBER, "oWANG")
    assert people_by_phone(session, "13881234567") == [wang]


def test_a_follower_becomes_the_person_the_book_knows(session: Session, tmp_path: Path) -> None:
    follower, stranger = Person(openid="oWANG"), Person(openid="oYI")
    session.add_all([follower, stranger])
    session.flush()
    run(session, write(tmp_path))
    session.expire_all()
    assert (follower.name, follower.number) == ("王秀芳", "P1")
    assert stranger.name == "易婷婷"
    assert session.scalar(select(func.count()).select_from(Person)) == 3


def test_an_openid_goes_from_a_follower_to_somebody_already_in_the_book(
    session: Session, tmp_path: Path
) -> None:
    run(session, spoilt(tmp_path / "first", "people", "oWANG", ""))
    follower = Person(openid="oWANG")
    session.add(follower)
    session.flush()
    run(session, write(tmp_path / "second"))
    session.expire_all()
    assert named(session, "王秀芳").openid == "oWANG"
    assert follower.openid is None


def test_an_openid_that_somebody_else_is_bound_with_is_refused(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path / "first"))
    people = "编号,姓名,户号,openid\nP3,陈晓峰,H1,oWANG\n"
    told = complaints(session, write(tmp_path / "second", {"people": people}))
    assert ["row 2, column openid" in line for line in told] == [True]


def test_a_day_that_was_handed_to_a_colleague_stays_with_the_colleague(
    session: Session, tmp_path: Path
) -> None:
    folder = write(tmp_path)
    run(session, folder)
    duty = session.scalars(select(Duty).where(Duty.day == date(2026, 11, 24))).one()
    at = datetime(2026, 11, 23, 9, tzinfo=CHINA)
    agree_to_swap(session, ask_to_swap(session, duty, named(session, "何建平"), at), at)
    session.flush()
    assert counts(run(session, folder))["duty"] == (0, 0, 2)
    assert duty.person.name == "何建平"


def test_a_region_that_moves_takes_its_paths_along(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path / "first"))
    moved = """代码,名称,级别,上级代码
510722107,石安镇,镇,510722
510722138205,高棚村,村,510722107
"""
    run(session, write(tmp_path / "second", {"regions": moved}))
    session.expire_all()
    assert session.get_one(Region, "51072213820501").path == "510722.510722107.510722138205.51072213820501."
    assert {post.region_path for post in named(session, "易婷婷").posts} == {"510722.510722107.510722138205."}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_byte_order_mark_makes_no_difference(session: Session, tmp_path: Path, encoding: str) -> None:
    folder = write(tmp_path)
    for name, text in VILLAGE.items():
        (folder / f"{name}.csv").write_text(text, encoding=encoding)
    run(session, folder)
    assert session.get(Region, "510722") is not None


def test_files_may_be_named_in_chinese(session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path, {"区划": VILLAGE["regions"]}))
    assert session.get(Region, "510722") is not None


def test_a_workbook_says_the_same_as_the_files(engine: Engine, session: Session, tmp_path: Path) -> None:
    run(session, write(tmp_path))
    from_files = everything(session)
    session.rollback()
    with Session(engine) as fresh:
        run(fresh, workbook(tmp_path / "village.xlsx"))
        assert everything(fresh) == from_files


def test_codes_that_a_spreadsheet_made_numbers_are_codes_again(session: Session, tmp_path: Path) -> None:
    folder = write(tmp_path, {"regions": "代码,名称,级别,上级代码\n510722.0,三台县,县,\n"})
    run(session, folder)
    assert session.get(Region, "510722") is not None


def test_a_workbook_number_of_too_many_digits_is_refused(session: Session, tmp_path: Path) -> None:
    book = Workbook()
    sheet = book.create_sheet("区划")
    sheet.append(["代码", "名称", "级别", "上级代码"])
    sheet.append([51072213820501001, "三台县", "县", None])
    book.save(tmp_path / "village.xlsx")
    assert "lost digits" in complaints(session, tmp_path / "village.xlsx")[0]


@pytest.mark.parametrize("day", ["2026-11-24", "2026/11/24", "2026年11月24日", "20261124", "2026.11.24"])
def test_a_day_may_be_written_in_many_ways(session: Session, tmp_path: Path, day: str) -> None:
    run(session, spoilt(tmp_path, "duty", "2026-11-24", day))
    assert session.scalars(select(Duty).where(Duty.day == date(2026, 11, 24))).one()


def test_coordinates_measured_by_gps_are_shifted(session: Session, tmp_path: Path) -> None:
    load_source(session, write(tmp_path), datum="WGS-84")
    station = session.get_one(Station, "Z1")
    assert station.longitude == pytest.approx(105.09 + 0.0025, abs=0.002)
    assert station.latitude != 31.09


def test_planning_writes_nothing(session: Session, tmp_path: Path) -> None:
    planned = plan(session, read_source(write(tmp_path)))
    assert counts(planned)["people"] == (2, 0, 0)
    assert all(rows == [] for rows in everything(session).values())


def test_a_dry_run_prints_the_counts_and_writes_nothing(engine: Engine, tmp_path: Path) -> None:
    out = StringIO()
    make = sessionmaker(engine)
    code = import_command(
        make,
        write(tmp_path),
        dry_run=True,
        datum="GCJ-02",
        today=date(2026, 11, 24),
        out=out,
        errors=StringIO(),
    )
    assert code == 0
    assert "people.csv / 村民: 2 added, 0 changed, 0 unchanged" in out.getvalue()
    with make() as session:
        assert all(rows == [] for rows in everything(session).values())


def test_one_bad_cell_and_nothing_is_written(engine: Engine, tmp_path: Path) -> None:
    errors = StringIO()
    make = sessionmaker(engine)
    code = import_command(
        make,
        spoilt(tmp_path, "duty", "Z1,2026", "Z9,2026"),
        dry_run=False,
        datum="GCJ-02",
        today=date(2026, 11, 24),
        out=StringIO(),
        errors=errors,
    )
    assert code == 2
    assert "duty.csv / 值班, row 2, column 服务站代码" in errors.getvalue()
    with make() as session:
        assert all(rows == [] for rows in everything(session).values())


def test_a_file_that_changes_between_planning_and_writing_is_refused(
    session: Session, tmp_path: Path
) -> None:
    planned = plan(session, read_source(write(tmp_path)))
    write(tmp_path, {"households": VILLAGE["households"] + "H3,李四,51072213820501,,\n"})
    with pytest.raises(SourceChanged, match="changed while it was being imported"):
        apply(session, planned)


def test_more_rows_than_a_chunk_keep_their_order_and_their_duplicates_are_found(
    session: Session, tmp_path: Path
) -> None:
    many = "".join(f"H{n},张三,51072213820501,510722138205W1,{n}号\n" for n in range(3, 5003))
    run(session, write(tmp_path / "first", VILLAGE | {"households": VILLAGE["households"] + many}))
    assert session.scalar(select(func.count()).select_from(Household)) == 5002
    twice = {"households": VILLAGE["households"] + many + "H4000,张三,51072213820501,,\n"}
    told = complaints(session, write(tmp_path / "second", VILLAGE | twice))
    assert told == [
        "households.csv / 农户, row 5004, column 户号: row 4001 has the same 户号; expected each once"
    ]


def test_postgresql_takes_it_just_the_same(postgres: Server, tmp_path: Path) -> None:
    engine = connect(postgres.create("village_import"), Vault(b"a key for the tests"))
    METADATA.create_all(engine)
    with sessionmaker(engine).begin() as session:
        run(session, write(tmp_path))
        again = counts(run(session, tmp_path))
        assert all(each[:2] == (0, 0) for each in again.values())
        assert named(session, "王秀芳").birthday == date(1968, 8, 9)
    engine.dispose()


def test_the_demo_village_is_sound_and_repeatable(session: Session) -> None:
    first = counts(run(session, DEMO, today=date(2026, 11, 24)))
    assert first["people"][0] > 650
    again = counts(run(session, DEMO, today=date(2026, 11, 24)))
    assert all(each[:2] == (0, 0) for each in again.values())
