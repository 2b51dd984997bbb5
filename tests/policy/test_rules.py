"""Each rule finds whom it is for, on the day it says and not before; each edge of the calendar."""

from datetime import date, timedelta

import pytest

from models.catalog import SERVICES, item_of
from models.dated_tags import date_of, is_marked
from models.entitlement_finding import birthday_of
from models.entitlement_rule import default_rules, rules_of, set_rule
from tests.policy.book import TODAY, Book, years_before

BOTH = pytest.mark.parametrize("book", ["sqlite", "postgresql"], indirect=True)
AGES = [
    ("elderly_allowance", 80, 30, 365),
    ("elderly_allowance", 90, 30, 365),
    ("elderly_allowance", 100, 30, 365),
    ("pension_at_60", 60, 30, 365),
    ("first_id_card", 16, 0, 90),
    ("proof_of_life", 61, 30, 30),
    ("proof_of_life", 83, 30, 30),
]


@BOTH
@pytest.mark.parametrize(("code", "age", "ahead", "after"), AGES)
def test_an_age_is_told_from_its_lead_to_its_end(
    book: Book, code: str, age: int, ahead: int, after: int
) -> None:
    book.add("早一天", years_before(TODAY, age, ahead + 1))
    book.add("头一天", years_before(TODAY, age, ahead))
    book.add("当天", years_before(TODAY, age))
    book.add("末一天", years_before(TODAY, age, -after))
    book.add("晚一天", years_before(TODAY, age, -after - 1))
    own = {name for name, period, _due in book.found(code) if period == str(age)}
    assert own == {"头一天", "当天", "末一天"}


@pytest.mark.parametrize(
    ("born", "age", "reached"),
    [
        (date(1946, 12, 12), 80, date(2026, 12, 12)),
        (date(1948, 2, 29), 80, date(2028, 2, 29)),
        (date(1968, 2, 29), 61, date(2029, 3, 1)),
        (date(1936, 2, 29), 90, date(2026, 3, 1)),
    ],
)
def test_the_day_of_an_age(born: date, age: int, reached: date) -> None:
    assert birthday_of(born, age) == reached


@BOTH
@pytest.mark.parametrize(
    ("today", "there"),
    [
        (date(2026, 1, 29), False),
        (date(2026, 1, 30), True),
        (date(2027, 3, 1), True),
        (date(2027, 3, 2), False),
    ],
)
def test_who_was_born_on_a_leap_day_is_found_around_the_first_of_march(
    book: Book, today: date, there: int
) -> None:
    book.add("闰奶奶", date(1936, 2, 29))
    assert book.names("elderly_allowance", today) == ["闰奶奶"] * there


@BOTH
def test_somebody_without_a_birthday_or_a_household_breaks_nothing(book: Book) -> None:
    book.add("没生日")
    book.session.get_one(type(book.hamlet["何建平"]), book.hamlet["何建平"].id).birthday = date(1946, 12, 1)
    assert book.names("elderly_allowance") == []


@BOTH
@pytest.mark.parametrize(
    ("days", "registers", "insures"),
    [(0, 1, 0), (14, 1, 0), (15, 1, 1), (60, 1, 1), (61, 0, 1), (90, 0, 1), (91, 0, 0)],
)
def test_a_newborn_is_registered_within_a_month_and_insured_within_ninety_days(
    book: Book, days: int, registers: int, insures: int
) -> None:
    book.add("奶娃", TODAY - timedelta(days=days))
    assert len(book.names("birth_registration")) == registers
    assert len(book.names("newborn_insurance")) == insures


@BOTH
@pytest.mark.parametrize(
    ("tag", "names"),
    [
        ("残疾证到期:2027-02-22", ["甲"]),
        ("残疾证到期:2027-02-23", []),
        ("残疾证到期：2026/12/1", ["甲"]),
        ("残疾证到期:20260925", ["甲"]),
        ("残疾证到期:20260924", []),
        ("残疾证到期:2026-02-30", []),
        ("残疾证到期", []),
        ("残疾证没到期:20261201", []),
    ],
)
def test_a_certificate_is_told_of_ninety_days_before_it_expires(
    book: Book, tag: str, names: list[str]
) -> None:
    book.add("甲", None, "残疾", tag)
    assert book.names("disability_certificate") == names


@BOTH
def test_a_certificate_that_was_renewed_is_told_of_by_its_new_day(book: Book) -> None:
    book.add("甲", None, "残疾证到期:2026-12-01", "残疾证到期:2036-12-01", "身份证到期:2026-12-24")
    assert book.names("disability_certificate") == []
    assert book.found("id_card") == [("甲", "2026-12-24", date(2026, 12, 24))]


@BOTH
@pytest.mark.parametrize(
    ("today", "there"),
    [(date(2026, 8, 31), 0), (date(2026, 9, 1), 1), (date(2026, 12, 31), 1), (date(2027, 1, 1), 0)],
)
def test_the_insurance_is_told_of_in_its_season(book: Book, today: date, there: int) -> None:
    book.add("老大", date(1950, 5, 1))
    book.add("老二", date(1975, 5, 1))
    assert book.names("medical_insurance", today) == ["老大"] * there


@BOTH
def test_only_those_who_have_not_paid_count_and_a_household_once(book: Book) -> None:
    book.house("H3")
    book.add("交了", date(1950, 5, 1), "医保已缴:2027")
    book.add("没交", date(1975, 5, 1), "医保已缴:2026")
    book.add("职工", date(1976, 5, 1), "职工医保")
    book.add("走了", date(1930, 5, 1), "已故")
    book.add("都交了", date(1980, 5, 1), "医保已缴:2027", house="H3")
    assert book.found("medical_insurance") == [("没交", "2027", date(2026, 12, 31))]
    book.tell("medical_insurance")
    assert book.names("medical_insurance") == []
    assert book.found("medical_insurance", date(2027, 9, 1))[0][1] == "2028"


@BOTH
def test_a_household_under_watch_is_visited_once(book: Book) -> None:
    book.add("户主", date(1970, 5, 1), "监测户")
    book.add("老人", date(1940, 5, 1), "监测户")
    book.add("吃低保", date(1940, 5, 1), "监测户", "低保", house="H2")
    assert book.tell("subsistence_allowance") == [("老人", "visit", "")]
    assert book.names("subsistence_allowance") == []


@BOTH
def test_somebody_disabled_with_low_income_is_visited_but_not_with_full_support(book: Book) -> None:
    book.add("两样", None, "残疾", "低保")
    book.add("一样", None, "残疾")
    book.add("特困", None, "残疾", "低保", "特困")
    book.add("领了", None, "残疾", "低保", "残疾补贴")
    assert book.names("disability_allowance") == ["两样"]


# ---------------------------------------------------------------- who has it already


@BOTH
@pytest.mark.parametrize(
    ("tag", "names"), [("养老认证:2026", []), ("养老认证:2025", ["甲"]), ("职工养老", []), ("已故", [])]
)
def test_tags_say_who_needs_nothing(book: Book, tag: str, names: list[str]) -> None:
    book.add("甲", years_before(TODAY, 70, 10), tag)
    assert book.names("proof_of_life") == names


@BOTH
def test_who_has_applied_is_left_alone(book: Book) -> None:
    granny = book.add("甲", years_before(TODAY, 80, 10))
    book.file("elderly_allowance", "甲", granny)
    assert book.names("elderly_allowance") == []
    assert book.names("proof_of_life") == ["甲"]


@pytest.mark.parametrize(("sorts", "names"), [(("满60岁领取",), []), ((), []), (("参保缴费",), ["甲"])])
def test_an_application_counts_for_its_own_sort(book: Book, sorts: tuple[str, ...], names: list[str]) -> None:
    granny = book.add("甲", years_before(TODAY, 60, 10))
    book.file("pension", "甲", granny, *sorts)
    assert book.names("pension_at_60") == names


@pytest.mark.parametrize("state", ["withdraw", "reject"])
def test_one_that_was_withdrawn_or_refused_does_not_count(book: Book, state: str) -> None:
    granny = book.add("甲", years_before(TODAY, 80, 10))
    service = book.file("elderly_allowance", "甲", granny)
    service.status = {"withdraw": "withdrawn", "reject": "rejected"}[state]
    service.closed_at = service.created_at
    assert book.names("elderly_allowance") == ["甲"]


def test_one_of_long_ago_counts_only_while_it_is_open(book: Book) -> None:
    granny = book.add("甲", years_before(TODAY, 70, 10))
    service = book.file("pension", "甲", granny, "领取资格认证", on=TODAY - timedelta(days=310))
    assert book.names("proof_of_life") == []
    service.closed_at = service.created_at
    assert book.names("proof_of_life") == ["甲"]


@BOTH
def test_a_daughter_elsewhere_in_the_village_has_applied_for_her(book: Book) -> None:
    book.add("甲", years_before(TODAY, 80, 10))
    daughter = book.add("女儿", date(1975, 1, 1), house="H2")
    book.file("elderly_allowance", "甲", daughter)
    assert book.names("elderly_allowance") == []


@BOTH
def test_a_namesake_who_has_applied_is_somebody_else(book: Book) -> None:
    book.add("甲", years_before(TODAY, 80, 10))
    other = book.add("甲", date(1940, 1, 1), house="H2")
    book.file("elderly_allowance", "甲", other)
    assert book.names("elderly_allowance") == ["甲"]


@BOTH
@pytest.mark.parametrize(("item", "sort"), [("birth_death", "死亡销户"), ("pension", "过世停发和丧葬补助")])
def test_of_somebody_whose_death_was_told_nobody_is_reminded(book: Book, item: str, sort: str) -> None:
    book.add("甲", years_before(TODAY, 80, 10))
    son = book.add("儿子", date(1970, 1, 1), "医保已缴:2027")
    book.file(item, "甲", son, sort, on=TODAY - timedelta(days=200))
    assert book.names("elderly_allowance") == []
    assert book.names("medical_insurance") == []


# ---------------------------------------------------------------- the rules themselves


def test_every_rule_names_a_service_and_a_sort_that_there_is(book: Book) -> None:
    assert SERVICES.exists()
    for rule in default_rules().values():
        item = item_of(book.session, rule.item)
        assert item is not None
        assert not rule.sort or rule.sort in {sort.name for sort in item.sorts}, rule.code
        assert rule.source
        assert len(rule.code) <= 32


def test_a_rule_is_changed_without_its_file(book: Book) -> None:
    set_rule(book.session, "elderly_allowance", is_on=False, lead_days=60)
    set_rule(book.session, "id_card", is_on=True, lead_days=90)
    book.session.flush()
    rules = {rule.code: rule for rule in rules_of(book.session)}
    assert (rules["elderly_allowance"].is_on, rules["elderly_allowance"].lead_days) == (False, 60)
    assert rules["id_card"] == default_rules()["id_card"]


def test_tags_with_dates_are_read() -> None:
    tags = ["残疾", "医保已缴:2026", "医保已缴：2027", " 残疾证到期 : 2027年3月1日"]
    assert date_of(tags, "残疾证到期") == date(2027, 3, 1)
    assert is_marked(tags, "残疾")
    assert is_marked(tags, "医保已缴", "2027")
    assert not is_marked(tags, "医保已缴", "2028")
