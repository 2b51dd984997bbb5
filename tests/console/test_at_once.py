"""Two of the staff press at the same moment: one of them was first, and the other is told so."""

import asyncio

import pytest
from sqlalchemy import func, select

from models.case import CaseEvent
from models.notice import Notice
from tests.console.office import Office, sit_down

BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


@BOTH
async def test_of_two_who_press_at_once_one_was_first(office: Office) -> None:
    numbers = [office.lamp(place=f"村口{place}号杆") for place in range(6)]
    step = str(office.incident(numbers[0]).step)
    async with sit_down(office, "wang") as first, sit_down(office, "zhao") as second:
        for number in numbers:
            path = f"/console/cases/{number}/moves/accept"
            await asyncio.gather(*(seat.post(path, step=step) for seat in (first, second)))
            assert sorted((first.status, second.status)) == [200, 409]
    with office.session() as session:
        accepted = select(func.count()).select_from(CaseEvent).where(CaseEvent.action == "accept")
        told = select(func.count()).where(Notice.kind == "incident.accept.applicant")
        assert (session.scalar(accepted), session.scalar(told)) == (len(numbers), len(numbers))
