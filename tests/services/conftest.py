"""The office, for the tests of the station's models."""

import pytest
from sqlalchemy.orm import Session

from tests.services.office import Office, open_office


@pytest.fixture
def office(session: Session) -> Office:
    return open_office(session)
