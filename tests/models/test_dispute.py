"""A dispute's moves: from which state, by whom; who keeps out of it; who is told, and what never is."""

from datetime import date, datetime, time, timedelta
from itertools import product
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from handlers.voice.notices_dispute import NOTICES
from models.base import CHINA
from models.calendar import load_calendar
from models.case import MoveRefused
from models.dispute import Dispute
from models.dispute_party import Side
from models.dispute_words import DisputeLevel, State
from models.meeting import Outcome
from models.notice import Notice
from models.stamp import Party, Stamp
from tests.mediation.quarrel import MORNING, STORY, Quarrel, make

TOMORROW = MORNING + timedelta(days=1)
WITH: dict[str, dict[str, Any]] = {
    "schedule": {"at": TOMORROW, "place": "村委会"},
    "propose_time": {"time": "2026-11-28"},
    "agree_in_writing": {"note": "赔三百"},
    "agree_by_word": {"note": "赔三百"},
    "add_note": {"note": "还有一棵"},
    "rate": {"score": 5},
}
OPEN = {State.FILED, State.ACCEPTED, State.SCHEDULED, State.MEDIATING}
TAKEN = OPEN - {State.FILED}
# From which states, by whom of these six, to which state (None: stays).
APPLICANT, OTHER, MEDIATOR, COLLEAGUE, ADMIN, STRANGER = (
    "李光明",
    "李光华",
    "赵帅",
    "杜素琴",
    "何书记",
    "刘远",
)
TABLE = {
    "accept": ({State.FILED}, {MEDIATOR, COLLEAGUE}, State.ACCEPTED),
    "schedule": (TAKEN, {MEDIATOR, ADMIN}, State.SCHEDULED),
    "will_come": ({State.SCHEDULED}, {APPLICANT, OTHER}, None),
    "will_not_come": ({State.SCHEDULED}, {APPLICANT, OTHER}, None),
    "propose_time": ({State.SCHEDULED}, {APPLICANT, OTHER}, None),
    "cannot_come": ({State.SCHEDULED}, {APPLICANT, OTHER}, None),
    "decline": (OPEN, {APPLICANT, OTHER}, None),
    "adjourn": (TAKEN, {MEDIATOR, ADMIN}, State.MEDIATING),
    "agree_in_writing": (TAKEN, {MEDIATOR, ADMIN}, State.AGREED),
    "agree_by_word": (TAKEN, {MEDIATOR, ADMIN}, State.AGREED),
    "conclude": ({State.AGREED}, {MEDIATOR, ADMIN}, None),
    "fail": (OPEN, {MEDIATOR, ADMIN}, State.FAILED),
    "wish_higher": ({State.FAILED}, {APPLICANT, OTHER}, None),
    "escalate": (OPEN | {State.FAILED}, {MEDIATOR, ADMIN}, State.FILED),
    "another_mediator": (TAKEN, {APPLICANT, OTHER, ADMIN}, State.FILED),
    "withdraw": (OPEN, {APPLICANT, MEDIATOR, ADMIN}, State.WITHDRAWN),
    "answer_follow_up": ({State.AGREED}, {APPLICANT, OTHER, MEDIATOR, ADMIN}, None),
    "reopen": ({State.AGREED}, {APPLICANT, OTHER, MEDIATOR, ADMIN}, State.ACCEPTED),
    "add_note": (OPEN, {APPLICANT, MEDIATOR, ADMIN}, None),
    "rate": ({State.AGREED, State.FAILED}, {APPLICANT}, None),
}
EVERYBODY = (APPLICANT, OTHER, MEDIATOR, COLLEAGUE, ADMIN, STRANGER)


@pytest.fixture
def quarrel(session: Session) -> Quarrel:
    return make(session)


def standing(quarrel: Quarrel, state: State) -> Dispute:
    """A dispute in hand, after one meeting, put into a state."""
    dispute = quarrel.meeting(TOMORROW)
    dispute.status = state
    return dispute


def attempt(dispute: Dispute, name: str, stamp: Stamp) -> str:
    """Make a move; return why it was refused, nothing when it was made."""
    try:
        given = {"taker": stamp.person} if name == "decline" else WITH.get(name, {})
        getattr(dispute, name)(stamp, **given)
    except MoveRefused as refused:
        return refused.reason
    return ""


def notices(quarrel: Quarrel, who: str) -> list[str]:
    quarrel.session.flush()
    told = select(Notice).where(Notice.person == quarrel.people[who]).order_by(Notice.id)
    return [notice.kind for notice in quarrel.session.scalars(told)]


def test_the_table_names_every_move() -> None:
    assert {*TABLE, "transfer", "decline"} == set(Dispute.MOVES)


@pytest.mark.parametrize("name", TABLE)
def test_each_move_is_made_or_refused_as_the_table_says(quarrel: Quarrel, name: str) -> None:
    states, people, to = TABLE[name]
    for state, who in product(State, EVERYBODY):
        dispute = standing(quarrel, state)
        reason = "state" if state not in states else "" if who in people else "right"
        assert attempt(dispute, name, quarrel.stamp(who)) == reason, (name, state, who)
        assert dispute.status == (state if reason else to or state)


def test_an_admin_gives_it_to_one_of_the_group(quarrel: Quarrel) -> None:
    dispute = quarrel.file()
    dispute.transfer(quarrel.stamp("何书记"), taker=quarrel.people["杜素琴"])
    assert (dispute.status, dispute.assignee) == (State.ACCEPTED, quarrel.people["杜素琴"])
    assert "dispute.transfer.assignee" in notices(quarrel, "杜素琴")


def test_whom_a_side_declines_may_not_take_it_and_whoever_has_it_is_changed_otherwise(
    quarrel: Quarrel,
) -> None:
    dispute = quarrel.file()
    dispute.decline(quarrel.stamp(APPLICANT), taker=quarrel.people["杜素琴"])
    assert [person.name for person in dispute.mediators()] == ["赵帅"]
    with pytest.raises(MoveRefused, match="right"):
        dispute.accept(quarrel.stamp("杜素琴"))
    dispute.accept(quarrel.stamp("赵帅"))
    with pytest.raises(MoveRefused, match="taker"):
        dispute.decline(quarrel.stamp(APPLICANT), taker=quarrel.people["赵帅"])
    with pytest.raises(MoveRefused, match="right"):
        dispute.decline(quarrel.stamp(STRANGER), taker=quarrel.people["赵帅"])


def test_nobody_gives_it_to_a_relative(quarrel: Quarrel) -> None:
    dispute = quarrel.file()
    with pytest.raises(MoveRefused, match="taker"):
        dispute.transfer(quarrel.stamp("何书记"), taker=quarrel.people["李有田"])


# ---------------------------------------------------------------- avoidance


def test_a_mediator_of_the_same_name_and_group_keeps_out(quarrel: Quarrel) -> None:
    dispute = quarrel.file()
    assert [person.name for person in dispute.mediators()] == ["赵帅", "杜素琴"]
    with pytest.raises(MoveRefused, match="right"):
        dispute.accept(quarrel.stamp("李有田"))
    assert notices(quarrel, "李有田") == []


def test_an_admin_who_is_a_side_has_no_right_of_office(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    dispute.sides[1].person = quarrel.people["何书记"]
    with pytest.raises(MoveRefused, match="right"):
        dispute.fail(quarrel.stamp("何书记"))
    assert not dispute.can_see(quarrel.people["何书记"])
    assert dispute.people_told(Party.ADMINS) == []


def test_a_declined_mediator_cannot_take_it_again(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    dispute.another_mediator(quarrel.stamp("李光明"))
    assert [person.name for person in dispute.mediators()] == ["杜素琴"]
    assert "dispute.another_mediator.mediators" in notices(quarrel, "杜素琴")
    assert notices(quarrel, "赵帅")[-1] == "dispute.another_mediator.former"


def test_only_a_certain_name_becomes_a_person(quarrel: Quarrel) -> None:
    quarrel.people["刘远"].name = "李光华"
    quarrel.session.flush()
    assert quarrel.file().sides[1].person is None


# ---------------------------------------------------------------- who sees, who is told


@pytest.mark.parametrize(
    ("who", "sees"),
    [
        ("李光明", True),
        ("李光华", False),
        ("李大嫂", False),
        ("赵帅", True),
        ("杜素琴", True),
        ("李有田", False),
        ("何书记", True),
        ("敬镇长", True),
        ("青正友", False),
        ("刘远", False),
    ],
)
def test_who_may_see_it(quarrel: Quarrel, who: str, sees: bool) -> None:  # noqa: FBT001 - a column of the table
    assert quarrel.taken().can_see(quarrel.people[who]) is sees


def test_the_other_side_hears_nothing_before_a_meeting_is_fixed(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    assert notices(quarrel, "李光华") == []
    dispute.schedule(quarrel.stamp("赵帅"), at=TOMORROW, place="村委会")
    assert notices(quarrel, "李光华") == ["dispute.schedule.parties"]


def test_a_dispute_withdrawn_early_never_existed_for_the_other_side(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    dispute.withdraw(quarrel.stamp("李光明"))
    assert notices(quarrel, "李光华") == []


def test_no_notice_carries_words_names_or_places_of_a_side(quarrel: Quarrel) -> None:
    dispute = quarrel.meeting(TOMORROW)
    dispute.cannot_come(quarrel.stamp("李光华"), note="我婆娘病了")
    dispute.fail(quarrel.stamp("赵帅"), note="李光华要先赔树子")
    quarrel.session.flush()
    said = "".join(str(notice.data) for notice in quarrel.session.scalars(select(Notice)))
    for secret in (STORY.text, STORY.wants, STORY.place, "李光华", "李光明", "病了", "赔树子"):
        assert secret not in said


def test_lists_show_the_type_alone(quarrel: Quarrel) -> None:
    assert quarrel.file().summary == "土地、地界纠纷"


def test_every_notice_of_a_move_has_its_sentence() -> None:
    kinds = {f"dispute.{rule.name}.{party}" for rule in Dispute.MOVES.values() for party in rule.tells}
    assert kinds <= NOTICES.keys()


# ---------------------------------------------------------------- levels


def test_both_sides_wishing_it_hand_it_up(quarrel: Quarrel) -> None:
    dispute = standing(quarrel, State.FAILED)
    dispute.wish_higher(quarrel.stamp("李光明"))
    assert (dispute.level, dispute.status) == (DisputeLevel.VILLAGE, State.FAILED)
    dispute.wish_higher(quarrel.stamp("李光华"))
    assert (dispute.level, dispute.status) == (DisputeLevel.TOWNSHIP, State.FILED)
    assert "dispute.escalate.mediators" in notices(quarrel, "青正友")


def test_one_side_wishing_twice_is_not_both(quarrel: Quarrel) -> None:
    dispute = standing(quarrel, State.FAILED)
    for _ in range(2):
        dispute.wish_higher(quarrel.stamp("李光明"))
    assert dispute.status == State.FAILED


def test_it_climbs_to_the_county_and_no_further(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    load_calendar(quarrel.session)
    for level, day in ((DisputeLevel.TOWNSHIP, date(2026, 12, 9)), (DisputeLevel.COUNTY, date(2026, 12, 24))):
        dispute.escalate(quarrel.stamp(None))
        assert (dispute.level, dispute.due_at) == (level, datetime.combine(day, time(17), CHINA))
    with pytest.raises(MoveRefused, match="level"):
        dispute.escalate(quarrel.stamp(None))
    assert [person.name for person in dispute.mediators()] == ["苏正清"]


def test_who_had_it_stays_to_assist(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    dispute.escalate(quarrel.stamp("赵帅"))
    assert dispute.assignee is None
    assert dispute.can_see(quarrel.people["赵帅"])


def test_fear_of_blows_goes_to_the_town_at_once(quarrel: Quarrel) -> None:
    dispute = quarrel.file(at_risk=True)
    assert (dispute.level, dispute.urgent) == (DisputeLevel.TOWNSHIP, True)
    assert notices(quarrel, "青正友") == ["dispute.file.mediators"]
    assert notices(quarrel, "何书记") == notices(quarrel, "敬镇长") == ["dispute.alert.staff"]
    assert notices(quarrel, "李光华") == []


# ---------------------------------------------------------------- meetings and after


def test_a_moved_meeting_stays_in_the_record(quarrel: Quarrel) -> None:
    dispute = quarrel.meeting(TOMORROW)
    dispute.schedule(quarrel.stamp("赵帅"), at=TOMORROW + timedelta(days=1), place="村委会")
    assert [meeting.outcome for meeting in dispute.meetings] == [Outcome.MOVED, None]


def test_an_agreement_is_looked_after_twice_and_can_be_confirmed_for_thirty_days(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    dispute.agree_in_writing(quarrel.stamp("赵帅"), note="赔三百")
    assert [str(each.due_on) for each in dispute.follow_ups] == ["2026-12-01", "2026-12-24"]
    assert dispute.slots["confirm_until"] == "2026-12-24"


def test_a_written_agreement_is_told_with_its_paper(quarrel: Quarrel) -> None:
    dispute = quarrel.meeting(TOMORROW)
    dispute.agree_in_writing(quarrel.stamp("赵帅"), note="赔三百")
    assert "dispute.conclude.parties" not in notices(quarrel, "李光华")
    dispute.conclude(quarrel.stamp("赵帅"))
    assert notices(quarrel, "李光华")[-1] == "dispute.conclude.parties"


def test_a_breach_takes_it_up_again_under_its_number(quarrel: Quarrel) -> None:
    dispute = quarrel.taken()
    number = dispute.number
    dispute.agree_by_word(quarrel.stamp("赵帅"), note="赔三百")
    dispute.reopen(quarrel.stamp("李光华"), note="他不给钱")
    assert (dispute.number, dispute.status, dispute.assignee) == (
        number,
        State.ACCEPTED,
        quarrel.people["赵帅"],
    )
    assert [each.kept for each in dispute.follow_ups] == [False]
    assert notices(quarrel, "赵帅")[-1] == "dispute.reopen.assignee"


def test_names_are_those_of_the_book(quarrel: Quarrel) -> None:
    assert quarrel.file().names(Side.OTHER) == "李光华"
