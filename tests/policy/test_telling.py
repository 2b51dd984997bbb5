"""Who is told and how: oneself, the child of the house, a visitor; once; nobody is left untold."""

from collections import Counter
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from handlers.voice.notices import sentence
from models.conversation import Conversation
from models.entitlement import Entitlement, Reply, Told, note_applied, offers_to, visits_of
from models.entitlement_finding import find
from models.entitlement_rule import default_rules
from models.entitlement_telling import (
    MOST_VISITS,
    OFFER,
    VISITS,
    hand_over,
    not_brought,
    places_waiting,
    take_back,
    write_down,
)
from models.erasure import erase
from models.notice import NoticeState
from models.people import Person
from tests.policy.book import TODAY, Book, at, years_before

BOTH = pytest.mark.parametrize("book", ["sqlite", "postgresql"], indirect=True)
EIGHTY = years_before(TODAY, 80, 10)
MONDAY = date(2026, 11, 30)


def hand_all(book: Book, day: date = TODAY) -> Counter[Told]:
    given: Counter[int] = Counter()
    done: Counter[Told] = Counter()
    for place in places_waiting(book.session, at(day)):
        done += hand_over(book.session, place, given, at(day))
    book.session.flush()
    return done


def rows(book: Book) -> list[Entitlement]:
    return list(book.session.scalars(select(Entitlement).order_by(Entitlement.id)))


# ---------------------------------------------------------------- by WeChat


@BOTH
def test_a_follower_is_told_oneself(book: Book) -> None:
    book.add("奶奶", EIGHTY, openid="oA")
    book.add("女儿", date(1970, 1, 1), openid="oB")
    assert book.tell("elderly_allowance") == [("奶奶", "self", "奶奶")]
    notice = book.notices(OFFER)[0]
    assert notice.person.name == "奶奶"
    assert notice.data["bring"] == ["老人身份证", "老人户口簿", "老人的社保卡或一卡通"]


@BOTH
def test_else_the_child_of_the_house(book: Book) -> None:
    book.add("奶奶", EIGHTY)
    book.add("孙娃", date(2000, 1, 1), openid="oGRANDCHILD")
    book.add("女儿", date(1970, 1, 1), openid="oCHILD")
    book.add("重孙", date(2015, 1, 1), openid="oYOUNG")
    assert book.tell("elderly_allowance") == [("奶奶", "family", "女儿")]


def test_a_child_of_the_house_is_told_from_the_eighteenth_birthday_on(book: Book) -> None:
    book.add("奶奶", EIGHTY)
    child = book.add("孙娃", years_before(TODAY, 18, 1), openid="oGRANDCHILD")
    assert book.tell("elderly_allowance") == [("奶奶", "visit", "")]
    child.birthday = years_before(TODAY, 18)
    book.add("爷爷", EIGHTY)
    assert book.tell("elderly_allowance") == [("爷爷", "family", "孙娃")]


@pytest.mark.parametrize("without", [{"openid": None}, {"subscribed": False}, {"wants_pushes": False}])
def test_somebody_of_the_house_whom_nothing_reaches_is_not_asked(
    book: Book, without: dict[str, object]
) -> None:
    book.add("奶奶", EIGHTY)
    child = book.add("女儿", date(1970, 1, 1), openid="oCHILD")
    for name, value in without.items():
        setattr(child, name, value)
    book.session.flush()
    assert book.tell("elderly_allowance") == [("奶奶", "visit", "")]


@pytest.mark.parametrize("tag", ["已故", "迁出", "去世:2026-11-01"])
def test_somebody_who_has_died_or_left_is_not_asked_for_others(book: Book, tag: str) -> None:
    book.add("奶奶", EIGHTY)
    book.add("女儿", date(1970, 1, 1), tag, openid="oCHILD")
    assert book.tell("elderly_allowance") == [("奶奶", "visit", "")]


def test_who_wants_no_pushes_is_told_by_a_visit(book: Book) -> None:
    book.add("奶奶", EIGHTY, openid="oA").wants_pushes = False
    book.add("女儿", date(1970, 1, 1), openid="oCHILD")
    assert book.tell("elderly_allowance") == [("奶奶", "visit", "")]


def test_a_newborns_parent_is_told(book: Book) -> None:
    book.add("奶娃", TODAY - timedelta(days=5))
    book.add("妈妈", date(2000, 1, 1), openid="oMOTHER")
    assert book.tell("birth_registration") == [("奶娃", "family", "妈妈")]


@BOTH
def test_a_day_twice_tells_once_whatever_is_tried(book: Book) -> None:
    book.add("奶奶", EIGHTY, openid="oA")
    rule = default_rules()["elderly_allowance"]
    dues = find(book.session, rule, TODAY)
    write_down(book.session, rule, dues, at(TODAY))
    assert find(book.session, rule, TODAY) == []
    with pytest.raises(IntegrityError):
        write_down(book.session, rule, dues, at(TODAY) + timedelta(days=5))


@BOTH
def test_one_person_is_told_of_one_thing_in_three_days(book: Book) -> None:
    book.add("爷爷", years_before(TODAY, 80, 10), openid="oA")
    book.add("奶奶", years_before(TODAY, 80, 11))
    assert book.tell("elderly_allowance") == [("爷爷", "self", "爷爷")]
    assert book.tell("proof_of_life") == []
    assert book.tell("elderly_allowance", TODAY + timedelta(days=3)) == [("奶奶", "family", "爷爷")]


@pytest.mark.parametrize(("day", "count"), [(date(2026, 12, 28), 0), (date(2026, 12, 29), 1)])
def test_but_not_where_waiting_would_be_too_late(book: Book, day: date, count: int) -> None:
    book.add("爷爷", years_before(day, 80, 10), openid="oA")
    assert len(book.tell("elderly_allowance", day)) == 1
    assert len(book.tell("medical_insurance", day)) == count


def test_what_the_night_finds_waits_for_the_morning(book: Book) -> None:
    book.add("奶奶", EIGHTY, openid="oA")
    rule = default_rules()["elderly_allowance"]
    write_down(book.session, rule, find(book.session, rule, TODAY), at(TODAY).replace(hour=22))
    due = book.notices(OFFER)[0].not_before
    assert (due.date(), due.hour, due.minute) == (TODAY + timedelta(days=1), 7, 30)


# ---------------------------------------------------------------- by a visit


@BOTH
def test_the_gridworker_gets_one_list(book: Book) -> None:
    book.add("奶奶", EIGHTY)
    book.add("监测", date(1970, 1, 1), "监测户", house="H2")
    for code in ("elderly_allowance", "subsistence_allowance", "medical_insurance"):
        book.tell(code)
    assert hand_all(book) == {"visit": 4}
    assert [notice.person.name for notice in book.notices(VISITS)] == ["何建平", "任志勇"]
    said = sentence(VISITS, book.notices(VISITS)[0].data).text
    assert "有1个人" in said
    assert "1. 奶奶（高棚村一组1号）：高龄补贴；居民医保缴费" in said
    assert hand_all(book) == {}
    assert len(visits_of(book.session, book.hamlet["何建平"], at(TODAY))) == 2


@BOTH
def test_a_worker_gets_no_more_than_can_be_visited_in_a_day(book: Book) -> None:
    for number in range(MOST_VISITS + 3):
        book.house(f"X{number}")
        book.add(f"户{number}", date(1970, 1, 1), house=f"X{number}")
    book.tell("medical_insurance")
    assert hand_all(book) == {"visit": MOST_VISITS}
    assert hand_all(book, TODAY + timedelta(days=1)) == {"visit": 3}
    assert len(sentence(VISITS, book.notices(VISITS)[0].data).text) <= 600


def test_a_worker_who_is_entitled_is_told_by_the_deputy(book: Book) -> None:
    worker = book.hamlet["何建平"]
    worker.household_number, worker.birthday, worker.wants_pushes = "H1", EIGHTY, False
    book.session.flush()
    book.tell("elderly_allowance")
    hand_all(book)
    assert [notice.person.name for notice in book.notices(VISITS)] == ["罗文斌"]


@BOTH
def test_where_nobody_can_go_it_is_kept_and_tried_again_on_mondays(book: Book) -> None:
    for name in ("何建平", "王小军", "罗文斌", "魏晓东", "袁海"):
        book.hamlet[name].subscribed = False
    book.add("奶奶", EIGHTY)
    book.tell("elderly_allowance")
    assert hand_all(book) == {"nobody": 1}
    book.hamlet["罗文斌"].subscribed = True
    assert hand_all(book, TODAY + timedelta(days=1)) == {}
    assert hand_all(book, MONDAY) == {"visit": 1}


def test_what_is_too_late_is_said_to_be_so(book: Book) -> None:
    book.add("奶奶", date(1950, 1, 1))
    book.tell("medical_insurance")
    assert hand_all(book, date(2027, 1, 5)) == {"late": 1}
    assert book.notices(VISITS) == []


# ---------------------------------------------------------------- what did not arrive


def taken_back(book: Book) -> int:
    """Take back on the next day what did not arrive."""
    return take_back(book.session, not_brought(book.session, at(TODAY + timedelta(days=1))))


@BOTH
@pytest.mark.parametrize("state", [NoticeState.FAILED, NoticeState.SUPPRESSED])
def test_what_wechat_did_not_bring_is_told_by_a_visit(book: Book, state: NoticeState) -> None:
    book.add("奶奶", EIGHTY, openid="oA")
    book.tell("elderly_allowance")
    book.notices(OFFER)[0].state = state
    assert taken_back(book) == 1
    assert taken_back(book) == 0
    assert hand_all(book, TODAY + timedelta(days=1)) == {"visit": 1}
    assert book.notices(VISITS)[0].person.name == "何建平"


def test_a_list_that_did_not_arrive_waits_for_monday(book: Book) -> None:
    book.add("奶奶", EIGHTY)
    book.tell("elderly_allowance")
    hand_all(book)
    book.notices(VISITS)[0].state = NoticeState.FAILED
    assert taken_back(book) == 1
    assert rows(book)[0].told == Told.NOBODY
    assert hand_all(book, MONDAY) == {"visit": 1}


def test_what_was_answered_is_not_taken_back(book: Book) -> None:
    book.add("奶奶", EIGHTY, openid="oA")
    book.tell("elderly_allowance")
    rows(book)[0].answer(Reply.DECLINED, at(TODAY))
    book.notices(OFFER)[0].state = NoticeState.FAILED
    assert taken_back(book) == 0


# ---------------------------------------------------------------- what comes of it


@BOTH
def test_an_application_is_noted_where_it_came_from(book: Book) -> None:
    book.add("奶奶", EIGHTY)
    daughter = book.add("女儿", date(1970, 1, 1), openid="oCHILD")
    book.tell("elderly_allowance")
    assert len(offers_to(book.session, daughter, at(TODAY))) == 1
    service = book.file("elderly_allowance", "奶奶", daughter)
    note_applied(book.session, service, daughter, at(TODAY))
    assert (rows(book)[0].reply, rows(book)[0].case_id) == (Reply.APPLIED, service.id)
    assert offers_to(book.session, daughter, at(TODAY)) == []


@pytest.mark.parametrize(("item", "person"), [("elderly_allowance", "别个"), ("pension", "奶奶")])
def test_another_application_is_not(book: Book, item: str, person: str) -> None:
    book.add("奶奶", EIGHTY)
    daughter = book.add("女儿", date(1970, 1, 1), openid="oCHILD")
    book.tell("elderly_allowance")
    note_applied(book.session, book.file(item, person, daughter), daughter, at(TODAY))
    assert rows(book)[0].case_id is None


def test_who_deletes_their_data_leaves_no_answer(book: Book) -> None:
    granny = book.add("奶奶", EIGHTY, openid="oA")
    book.tell("elderly_allowance")
    rows(book)[0].answer(Reply.DECLINED, at(TODAY))
    talk = Conversation(person=granny, topic={}, offered=[])
    book.session.add(talk)
    erase(book.session, talk, at(TODAY))
    book.session.expire_all()
    assert (rows(book)[0].told_id, rows(book)[0].reply) == (None, None)
    assert book.session.scalar(select(func.count()).select_from(Person).where(Person.name == "奶奶")) == 1


# ---------------------------------------------------------------- the words

WORDS = [
    ("elderly_allowance", EIGHTY, "你12月4日就满80岁了", "老人身份证"),
    ("pension_at_60", years_before(TODAY, 60, 10), "下个月起可以领居民养老金", "户口簿"),
    ("pension_at_60", years_before(TODAY, 60, -100), "已经满60岁了", "户口簿"),
    ("proof_of_life", years_before(TODAY, 70, 10), "你的养老金一年要认证一回", "身份证"),
    ("medical_insurance", date(1950, 1, 1), "2027年的居民医保可以交了，12月31日前交", "手机"),
]


@pytest.mark.parametrize(("code", "born", "what", "bring"), WORDS)
def test_what_is_said_is_short_and_has_one_next_step(
    book: Book, code: str, born: date, what: str, bring: str
) -> None:
    book.add("奶奶", born, openid="oA")
    book.tell(code)
    said = sentence(OFFER, book.notices(OFFER)[0].data)
    assert what in said.text
    assert bring in said.text
    assert "回“办”" in said.text
    assert len(said.text) < 200
    assert [choice.label for choice in said.choices] == ["办", "不办", "已经办了"]


@pytest.mark.parametrize("code", sorted(default_rules()))
def test_every_rule_can_be_worded(code: str) -> None:
    facts = {"rule": code, "category": "高龄补贴", "name": "奶奶", "own": False, "age": 90, "count": 2}
    for passed in (True, False):
        data = {**facts, "due": "2026-12-01", "passed": passed, "bring": [], "assist": True}
        assert "办" in sentence(OFFER, data).text
