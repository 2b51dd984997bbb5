"""Whom a broadcast reaches: who lives there, follows, is alive and wants to hear; and whom alone."""

from datetime import timedelta

import pytest

from bot.jobs.broadcasts import go_out
from models.audience import Audience, Reach, Whom, reach_of
from models.people import Post, Role
from models.region import Region
from tests.console.office import House
from tests.rim.broadcasting import BOTH, GROUP, VILLAGE, begin, follow, notices, told_openids


@BOTH
def test_those_of_the_village_are_told_who_follow_live_and_want_to_hear(house: House) -> None:
    follow(house)  # o1
    follow(house, household_number="HV101", region_code=None)  # o2
    follow(house, household_number="HV201")  # o3: lives in the other village, whatever was last known
    follow(house, region_code="V2")  # o4
    follow(house, subscribed=False)  # o5
    follow(house, wants_pushes=False)  # o6
    follow(house, tags=["独居老人", "已故"])  # o7
    follow(
        house, region_code=None, posts=[Post(role=Role.AGENT, scope_code="Z", region_path="C.T1.V1.")]
    )  # o8
    follow(house, region_code=None)  # o9: a stranger, who may live anywhere in the county
    begin(house)
    go_out(house, house.clock.now())
    assert told_openids(house) == ["o1", "o2", "o8"]


@BOTH
def test_of_the_county_everybody_is_told_strangers_too(house: House) -> None:
    for region in ("V1", "V2", None):
        follow(house, region_code=region)
    begin(house, region="C")
    go_out(house, house.clock.now())
    assert told_openids(house) == ["o1", "o2", "o3"]


@BOTH
@pytest.mark.parametrize(
    ("whom", "of", "told"),
    [
        (Whom.GROUP, GROUP, ["o1"]),
        (Whom.TAG, "独居老人", ["o2"]),
        (Whom.ROLE, "gridworker", ["o3"]),
        (Whom.EVERYBODY, "", ["o1", "o2", "o3"]),
    ],
)
def test_a_group_a_tag_or_a_role_is_told_alone(house: House, whom: Whom, of: str, told: list[str]) -> None:
    follow(house, household_number="HV101")
    follow(house, tags=["党员", "独居老人"])
    follow(house, posts=[Post(role=Role.GRIDWORKER, scope_code="W1", region_path="C.T1.V1.")])
    follow(house, region_code="V2", tags=["独居老人"])
    begin(house, whom=whom, of=of)
    go_out(house, house.clock.now())
    assert told_openids(house) == told


def test_an_urgent_one_is_for_those_too_who_want_no_notices(house: House) -> None:
    follow(house, wants_pushes=False)
    begin(house, urgent=True)
    go_out(house, house.clock.now())
    assert [notice.urgent for notice in notices(house)] == [True]


def test_the_last_message_of_a_window_counts_for_an_urgent_one_only(house: House) -> None:
    until = house.clock.now() + timedelta(hours=1)
    for left in (5, 1, 0):
        follow(house, window_left=left, window_until=until)
    with house.make_session() as session:
        village = session.get_one(Region, VILLAGE)
        ordinary = Audience(village, Whom.EVERYBODY, "", urgent=False)
        urgent = Audience(village, Whom.EVERYBODY, "", urgent=True)
        reach = [
            reach_of(session, each, house.clock.now(), has_template=False) for each in (ordinary, urgent)
        ]
        by_template = reach_of(session, ordinary, house.clock.now(), has_template=True)
    assert reach == [Reach(3, 1, 0), Reach(3, 2, 0)]
    assert (by_template.by_template, by_template.by_none) == (2, 0)
