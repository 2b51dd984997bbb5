"""What is said about rounds and visits that were noted down."""

from models.incident_category import IncidentCategory
from models.message import Choice, Say

OPEN, LEAVE = Choice("要得，开一个"), Choice("不用，记到就行")
PROBLEM = "要不要开单"


def logged(place: str, person: str) -> Say:
    """Confirm what was noted."""
    where = f"，{place}" if place else ""
    who = f"，看了{person}" if person else ""
    return Say(f"巡查走访记好了{where}{who}。辛苦了。")


def problem_offered(logged_text: str, category: IncidentCategory, words: str) -> Say:
    """Offer to open a case for a problem that the note holds."""
    return Say(f"{logged_text}\n你说的“{words}”，要不要开个{category.label}的单子去处理？", (OPEN, LEAVE))


def opened(number: str, taker: str, place: str) -> Say:
    """Confirm the case opened from a round."""
    who = f"，交给{taker}" if taker else ""
    return Say(f"开好了，编号{number}，{place}{who}，跟这次巡查连到一起了。")


def left() -> Say:
    """Accept that the note is enough."""
    return Say("好，只记到巡查里头，不开单。")
