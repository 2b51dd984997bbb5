import pytest
from sqlalchemy.orm import Session

from tests.models.hamlet import Hamlet
from tests.selfgov.village import build_village


@pytest.fixture
def hamlet(session: Session) -> Hamlet:
    return build_village(session)
