"""A worker who will be away: who stands in, how to hand over what lies open; and who is back: what waits."""

from collections.abc import Sequence
from datetime import date

from handlers.turn import Turn
from handlers.voice import absences as voice
from models.absence import end_absences, note_absence, there
from models.casework import tasks_of
from models.coming_back import what_waits
from models.grid_case import crew_of
from models.message import Say
from models.people import Person, Role, admins_over
from models.reminding import tell_once
from models.roster import duties_of
from nlp.absence_words import away_on, away_until, says_away, says_back

ON_THE_GRID = (Role.GRIDWORKER, Role.ASSISTANT)
SUPERVISORS = (Role.VILLAGE_ADMIN, Role.TOWN_ADMIN, Role.COUNTY_ADMIN)


def expected(turn: Turn) -> Say | None:
    """Take 我明天请假 and 后天我在外头 of somebody with a post; None for everything else."""
    if not turn.person.posts:
        return None
    if says_back(turn.text):
        return _back(turn)
    if not says_away(turn.text, turn.now):
        return None
    day = away_on(turn.text, turn.now)
    if day is None:
        return voice.ask_day()
    until = away_until(turn.text, day, turn.now)
    note_absence(turn.session, turn.person, day, until, turn.now)
    standing_in, told = _standing_in(turn, day), _supervisors(turn)
    tasks = tasks_of(turn.session, turn.stamp)
    facts = {"name": turn.person.name, "day": day.isoformat(), "until": until.isoformat(), "said": turn.text}
    names = [person.name for person in standing_in]
    _tell(turn, told, "duty.away.admins", {**facts, "standing_in": "、".join(names)})
    in_hand = "；".join(case.summary for case in tasks[: voice.MOST_TASKS])
    stand_ins = [person for person in standing_in if person not in told]
    _tell(turn, stand_ins, "duty.away.standin", {**facts, "in_hand": in_hand})
    sits = next((duty.day for duty in duties_of(turn.session, turn.person, day) if duty.day <= until), None)
    days = voice.Days(day, until, turn.now.date())
    said = voice.away(days, standing_in, [person.name for person in told], sits=sits)
    return voice.with_tasks(said, tasks, names[:1])


def _back(turn: Turn) -> Say | None:
    """End what was said of days away, and say what waits; None for somebody who was not away."""
    if not end_absences(turn.session, turn.person, turn.now.date()):
        return None
    return voice.back(what_waits(turn.session, turn.person, turn.now))


def _standing_in(turn: Turn, day: date) -> list[Person]:
    """Return the deputy, else the first assistant, of each grid of this person, who is there that day."""
    grids = [post.scope_code for post in turn.person.posts if post.role in ON_THE_GRID]
    crews = [there(turn.session, crew_of(turn.session, grid), day) for grid in grids]
    others = ([each for each in crew if each is not turn.person] for crew in crews)
    return list(dict.fromkeys(crew[0] for crew in others if crew))


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
    until = "" if facts["until"] == facts["day"] else f":{facts['until']}"
    cause = f"{kind}:{turn.person.id}:{facts['day']}{until}"
    tell_once(turn.session, people, kind, cause=cause, at=turn.now, data=facts)
