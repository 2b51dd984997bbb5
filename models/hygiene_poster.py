"""Who is sent the picture of a published hygiene round: a notice of its own, behind the words.

WeChat takes a picture as a customer message only, so it goes to whom we may write one, and whoever asks for
the lists gets it then; nobody is called up over a picture.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.hygiene import HygieneRound
from models.hygiene_round import facts_of
from models.notice import Notice, NoticeState, tell
from models.people import Person

POSTER = "hygiene.poster.household"
KEPT_FOR_OTHERS = 2  # messages of a window that a picture leaves to what is more than a picture
IN_VAIN = (NoticeState.SUPPRESSED, NoticeState.FAILED)


def tell_poster(session: Session, people: Iterable[Person], closed: HygieneRound, now: datetime) -> None:
    """Have the picture sent after the words to those to whom WeChat lets us send one now."""
    reached = [person for person in people if _can_take_picture(person, now, left=1 + KEPT_FOR_OTHERS)]
    _tell(session, reached, closed, now, quiet=True)


def show_poster(session: Session, person: Person, closed: HygieneRound, now: datetime) -> None:
    """Have the picture sent to somebody who asks for the lists, unless they have it."""
    sent = select(Notice.id).where(
        Notice.person_id == person.id,
        Notice.kind == POSTER,
        Notice.cause.startswith(f"{_cause(closed)}/"),
        Notice.state.not_in(IN_VAIN) | (Notice.cause == f"{_cause(closed)}/{now:%Y%m%d}"),
    )
    if person.openid and session.scalar(sent.limit(1)) is None:
        _tell(session, [person], closed, now, quiet=False)


def _can_take_picture(person: Person, now: datetime, left: int) -> bool:
    return person.window_until is not None and now < person.window_until and person.window_left >= left


def _tell(
    session: Session, people: Iterable[Person], closed: HygieneRound, now: datetime, *, quiet: bool
) -> None:
    facts = {**facts_of(closed), "round": closed.id}
    cause = f"{_cause(closed)}/{now:%Y%m%d}"
    tell(session, people, POSTER, cause=cause, at=now, data=facts, quiet=quiet)


def _cause(closed: HygieneRound) -> str:
    return f"hygiene/{closed.id}/poster"
