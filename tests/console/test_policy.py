"""政策找人: each sees their own village's people, every look is written down, the county sets the rules."""

from datetime import date

import pytest
from sqlalchemy import select

from models.entitlement import Entitlement, Told
from models.people import Person
from tests.console.office import MORNING, Office, sit_down

BOTH = pytest.mark.parametrize("address", ["sqlite", "postgresql"], indirect=True)


@pytest.fixture
def found(office: Office) -> int:
    """Old Chen, soon eighty, whom nobody has told yet."""
    with office.house.make_session.begin() as session:
        chen = session.scalars(select(Person).where(Person.name == "陈大爷")).one()
        row = Entitlement(
            rule="elderly_allowance",
            period="80",
            whose=f"p{chen.id}",
            person_id=chen.id,
            due_on=date(2026, 12, 12),
            last_on=date(2027, 12, 12),
            region_path="5107.5107A.5107A1.5107A101.",
            grid_code="W1",
            found_at=MORNING,
            told=Told.VISIT,
        )
        session.add(row)
        session.flush()
        return row.id


def row_of(office: Office, key: int) -> Entitlement:
    with office.session() as session:
        return session.get_one(Entitlement, key)


@BOTH
@pytest.mark.parametrize(("login", "sees"), [("zhao", 1), ("wang", 1), ("qin", 1), ("qian", 0)])
async def test_only_ones_own_village_or_grid_is_seen(
    office: Office, found: int, login: str, sees: int
) -> None:
    assert found
    async with sit_down(office, login) as seat:
        page = await seat.get("/console/policy")
        assert seat.status == 200
        assert page.count("陈大爷</a>") == page.count("还没说到</span>") == sees
        assert "13881234567" not in page
