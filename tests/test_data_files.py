"""The data files that ship: complete, agreeing with the taxonomy, true to the calendar, lawful."""

import csv
import json
import tomllib
from collections import Counter, defaultdict
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path
from typing import Any

import chinese_calendar  # type: ignore[import-untyped]  # the package ships no types
import pytest

ROOT = Path(__file__).parent.parent
DATA = ROOT / "models" / "data"
VILLAGE = ROOT / "bot" / "demo" / "village"
MAIN_VILLAGE = "510722138205"
OFFICIALS_OF_THE_ARTICLE = {"罗俊", "窦建磊", "赖培喜", "范荣耀", "吴运波", "宋荣军", "谢鑫宇"}
SERVICES = {
    "medical_insurance",
    "medical_reimbursement",
    "pension",
    "subsistence_allowance",
    "extreme_poverty",
    "temporary_relief",
    "elderly_allowance",
    "disability",
    "household_transfer",
    "birth_death",
    "id_card",
    "fertility",
    "homestead",
    "dilapidated_house",
    "farm_subsidy",
    "tree_felling",
    "village_certificate",
}
SERVICE_KEYS = {
    "name",
    "short",
    "folk",
    "who",
    "conditions",
    "materials",
    "decided_by",
    "steps",
    "limit_days",
    "limit_unit",
    "limit_source",
    "fee",
    "result",
    "proxy",
    "window",
    "season",
    "notes",
    "law",
}
TAGS = {"独居老人", "留守儿童", "残疾", "低保", "特困", "监测户", "党员", "外出务工", "孕产妇"}


def toml(name: str) -> dict[str, Any]:
    with (DATA / name).open("rb") as file:
        return tomllib.load(file)


def rows(name: str) -> list[dict[str, str]]:
    with (VILLAGE / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def waste() -> list[dict[str, str]]:
    with (DATA / "waste.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def age_on(birthday: str, day: date) -> int:
    born = date.fromisoformat(birthday)
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def test_all_seventeen_services_are_told_completely() -> None:
    services = toml("services.toml")["services"]
    assert set(services) == SERVICES
    for code, service in services.items():
        assert set(service) - {"variants", "reach"} == SERVICE_KEYS, code
        assert all(service[key] for key in SERVICE_KEYS - {"limit_days", "season"}), code
        assert service["proxy"] in {"full", "assist", "guide"}, code
        assert service["limit_unit"] in {"working", "calendar"}, code


def test_a_variant_of_a_service_says_its_own_materials() -> None:
    for service in toml("services.toml")["services"].values():
        for variant in service.get("variants", []):
            assert variant["name"]
            assert variant["materials"]


def test_no_waste_item_has_two_classes_or_two_entries() -> None:
    names = Counter(n for row in waste() for n in [row["name"], *filter(None, row["other_names"].split(";"))])
    assert [name for name, count in names.items() if count > 1] == []


def test_waste_knows_five_hundred_things_with_advice_in_the_village_classes() -> None:
    things = waste()
    assert len(things) >= 500
    assert {t["class"] for t in things} == {"recyclable", "non_recyclable", "hazardous", "own_way"}
    assert all(0 < len(t["advice"]) <= 40 for t in things)


def test_the_lexicon_of_nlp_is_the_same_copy() -> None:
    copy = ROOT / "nlp" / "corpus" / "waste.csv"
    if not copy.exists():
        pytest.skip("nlp has no copy yet")
    ours = [(row["name"], row["class"]) for row in waste()]
    with copy.open(encoding="utf-8", newline="") as file:
        theirs = [(row["name"], row["class"]) for row in csv.DictReader(file)]
    assert theirs == ours, "cp models/data/waste.csv nlp/corpus/waste.csv"


@pytest.mark.parametrize("year", [2025, 2026])
def test_the_working_days_of_a_year_agree_with_the_public_calendar(year: int) -> None:
    calendar = toml(f"holidays/{year}.toml")
    makeup = set(calendar["makeup_working_days"])
    off = {
        h["first"] + timedelta(n)
        for h in calendar["holidays"]
        for n in range((h["last"] - h["first"]).days + 1)
    }
    for n in range(365):
        day = date(year, 1, 1) + timedelta(n)
        ours = day in makeup or (day.weekday() < 5 and day not in off)
        assert ours == chinese_calendar.is_workday(day), day


def test_the_hygiene_criteria_make_a_hundred() -> None:
    hygiene = toml("hygiene.toml")
    assert sum(c["points"] for c in hygiene["criteria"]) == hygiene["total"] == 100


def test_there_are_six_duties_and_three_main_tasks() -> None:
    duties = toml("six_duties.toml")
    assert len(duties["duty"]) == 6
    assert len(duties["main_tasks"]["names"]) == 3
    assert {tag for visit in duties["visits"] for tag in visit["tags"]} <= TAGS


def test_every_kind_of_ceremony_has_its_rule() -> None:
    kinds = {"wedding", "funeral", "birthday", "baby", "house", "graduation", "other"}
    assert set(toml("ceremony_rules.toml")["kinds"]) == kinds


def test_despair_fire_and_injury_have_a_number() -> None:
    numbers = {n["number"]: n["for"] for n in toml("emergency_numbers.toml")["numbers"]}
    assert "despair" in numbers["12356"]
    assert "fire" in numbers["119"]
    assert "danger" in numbers["120"]


def test_the_main_village_is_of_the_size_and_age_of_a_real_one() -> None:
    households = {r["户号"] for r in rows("households.csv") if r["区划代码"].startswith(MAIN_VILLAGE)}
    people = [r for r in rows("people.csv") if r["户号"] in households]
    ages = [age_on(r["出生日期"], date(2026, 11, 24)) for r in people]
    assert len(households) == 150
    assert 400 <= len(people) <= 440
    assert 0.28 <= sum(a >= 60 for a in ages) / len(ages) <= 0.34
    assert any(a > 80 for a in ages)


def test_exactly_one_person_of_the_main_village_turns_eighty_in_december() -> None:
    households = {r["户号"] for r in rows("households.csv") if r["区划代码"].startswith(MAIN_VILLAGE)}
    turning = [
        r["姓名"]
        for r in rows("people.csv")
        if r["户号"] in households and r["出生日期"].startswith("1946-12")
    ]
    assert turning == ["王玉珍"]


def test_people_are_invented_and_their_tags_known() -> None:
    names = {r["姓名"] for r in rows("people.csv")} | {r["姓名"] for r in rows("staff.csv")}
    assert not names & OFFICIALS_OF_THE_ARTICLE
    assert {t for r in rows("people.csv") for t in r["标签"].split(";") if t} == TAGS


def test_the_demo_telephones_belong_to_somebody() -> None:
    known = {r["openid"] for r in rows("people.csv")} | {r["openid"] for r in rows("staff.csv")}
    wanted = {
        f"oDEMO_{who}_01" for who in ("villager", "grid", "agent", "mediator", "scorer", "council", "admin")
    }
    assert wanted | {"oDEMO_grid_02", "oDEMO_scorer_02", "oDEMO_scorer_03", "oDEMO_villager_02"} <= known


def test_every_grid_has_a_gridworker_a_deputy_and_an_assistant() -> None:
    held = {(r["负责代码"], r["角色"], r["主备"]) for r in rows("staff.csv")}
    for grid in rows("grids.csv"):
        code = grid["代码"]
        assert {(code, "网格员", "主"), (code, "网格员", "备"), (code, "协助员", "")} <= held


def test_every_mediation_group_of_a_village_is_five_with_a_woman() -> None:
    sex = {r["编号"]: r["性别"] for r in rows("people.csv")}
    groups = defaultdict(list)
    for r in rows("staff.csv"):
        if r["小组"].endswith("说理小组"):
            groups[r["小组"]].append(sex[r["编号"]])
    assert len(groups) == 4
    assert all(len(members) == 5 and "女" in members for members in groups.values())


def test_two_sit_in_the_station_every_day_and_nobody_more_than_three_days_running() -> None:
    days = defaultdict(set)
    for r in rows("duty.csv"):
        days[r["服务站代码"]].add((date.fromisoformat(r["日期"]), r["电话"]))
    for duty in days.values():
        assert Counter(Counter(day for day, _ in duty).values()) == {2: 61}
        for phone in {phone for _, phone in duty}:
            assert longest_run(sorted(day for day, who in duty if who == phone)) <= 3


def longest_run(days: list[date]) -> int:
    longest = run = 1
    for before, after in pairwise(days):
        run = run + 1 if after - before == timedelta(1) else 1
        longest = max(longest, run)
    return longest


def test_two_charters_of_sixteen_articles_and_none_fines_anybody() -> None:
    articles = Counter(r["区划代码"] for r in rows("charter.csv"))
    assert len(articles) == 2
    assert min(articles.values()) >= 16
    for r in rows("charter.csv"):
        assert "罚款" not in r["正文"].replace("不罚款", ""), r["标题"]


Ring = list[tuple[float, float]]


def rings() -> list[Ring]:
    return [[(x, y) for x, y in json.loads(r["边界"])["coordinates"][0]] for r in rows("grids.csv")]


def inside(ring: Ring, point: tuple[float, float]) -> bool:
    hits = 0
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > point[1]) != (y2 > point[1]):
            hits += point[0] < (x2 - x1) * (point[1] - y1) / (y2 - y1) + x1
    return hits % 2 == 1


def test_no_two_grids_share_ground() -> None:
    steps = [(105.03 + x * 0.0013, 31.045 + y * 0.0013) for x in range(95) for y in range(88)]
    for one, other in combinations(rings(), 2):
        assert not [p for p in steps if inside(one, p) and inside(other, p)]


def test_places_lie_in_known_grids_and_are_told_apart_within_a_village() -> None:
    grids = {r["代码"]: r["区划代码"] for r in rows("grids.csv")}
    names = Counter(
        (grids[r["网格代码"]], name)
        for r in rows("places.csv")
        for name in [r["名称"], *filter(None, r["别名"].split(";"))]
    )
    assert [name for name, count in names.items() if count > 1] == []
