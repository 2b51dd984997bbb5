"""A worker who will be away: who stands in, how to hand over what lies open; the supervisors are told."""

from collections.abc import Sequence

from handlers.turn import Turn
from handlers.voice import absences as voice
from models.casework import tasks_of
from models.grid_case import crew_of
from models.message import Say
from models.people import Person, Role, admins_over
from models.reminding import tell_once
from models.roster import duties_of
from nlp.absence_words import away_on, says_away

ON_THE_GRID = (Role.GRIDWORKER, Role.ASSISTANT)
SUPERVISORS = (Role.VILLAGE_ADMIN, Role.TOWN_ADMIN, Role.COUNTY_ADMIN)


def expected(turn: Turn) -> Say | None:
    """Take 我明天请假 and 后天我在外头 of somebody with a post; None for everything else."""
    if not turn.person.posts or not says_away(turn.text, turn.now):
        return None
    day = away_on(turn.text, turn.now)
    if day is None:
        return voice.ask_day()
    standing_in, told = _standing_in(turn), _supervisors(turn)
    facts = {"name": turn.person.name, "day": day.isoformat(), "said": turn.text}
    names = [person.name for person in standing_in]
    _tell(turn, told, "duty.away.admins", {**facts, "standing_in": "、".join(names)})
    _tell(turn, [person for person in standing_in if person not in told], "duty.away.standin", facts)
    sits = any(duty.day == day for duty in duties_of(turn.session, turn.person, day))
    said = voice.away(day, turn.now.date(), standing_in, [person.name for person in told], sits=sits)
    return voice.with_tasks(said, tasks_of(turn.session, turn.stamp), names[:1])


def _standing_in(turn: Turn) -> list[Person]:
    """Return the deputy, else the first assistant, of each grid that this person holds."""
    grids = [post.scope_code for post in turn.person.posts if post.role in ON_THE_GRID]
    crews = [[each for each in crew_of(turn.session, grid) if each is not turn.person] for grid in grids]
    return list(dict.fromkeys(crew[0] for crew in crews if crew))


def _supervisors(turn: Turn) -> list[Person]:
    """Return the nearest administrators over this person's posts, besides the person."""
    for role in SUPERVISORS:
        over = [
            each for post in turn.person.posts for each in admins_over(turn.session, post.region_path, role)
        ]
        if others := [each for each in dict.fromkeys(over) if each is not turn.person]:
            return others
    return []


def _tell(turn: Turn, people: Sequence[Person], kind: str, facts: dict[str, str]) -> None:
    cause = f"{kind}:{turn.person.id}:{facts['day']}"
    tell_once(turn.session, people, kind, cause=cause, at=turn.now, data=facts)
