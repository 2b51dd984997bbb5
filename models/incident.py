"""An incident: a public problem that the grid is to put right (网格事件); its states are `grid_case`'s."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from models.case import move
from models.grid_case import NOTE, UNDER_WAY, GridCase, State, crew_of
from models.incident_category import IncidentCategory, Limits, limits_of
from models.notice import tell
from models.number import next_number
from models.people import Person, Role, admins_over
from models.place_finding import Point
from models.same_thing import first_report
from models.stamp import STAFF, By, Party, Stamp

# What is about what happens behind a door: the places of two such reports say nothing about their being one.
PRIVATE = frozenset({IncidentCategory.CARE, IncidentCategory.SECURITY, IncidentCategory.OTHER})


class Incident(GridCase):
    """A public problem with a category and a place."""

    __mapper_args__ = {"polymorphic_identity": "incident"}  # noqa: RUF012 - SQLAlchemy's own declaration

    LETTER = "G"
    NAME = "事件"

    @property
    def category_name(self) -> str:
        """Return the word for the category."""
        return IncidentCategory(self.category).label if self.category else self.NAME

    @property
    def limits(self) -> Limits:
        """Return how long it may wait and last, by category and urgency."""
        return limits_of(IncidentCategory(self.category or "other"), urgent=self.urgent)

    def followers(self) -> Iterator[Person | None]:
        """Yield who else reported the same thing."""
        return (other.applicant for other in self.joined_reports())

    def people_told(self, party: Party) -> list[Person]:
        """Return who is meant by a party; those who reported the same later are the parties."""
        if party is Party.PARTIES:
            return [person for person in self.followers() if person]
        return super().people_told(party)

    def has_party(self, person: Person) -> bool:
        """Tell whether a person reported the same later; what parties may do the applicant may do anyway."""
        return person.id != self.applicant_id and super().has_party(person)

    def joined_reports(self) -> list["Incident"]:
        """Return the later reports of the same thing."""
        if not self.id:
            return []
        query = self.session.query(Incident).filter(Incident.duplicate_of_id == self.id)
        return query.order_by(Incident.id).all()

    @move(State.REPORTED, to=State.JOINED, by=(By.SYSTEM,), label="并案")
    def join(self, stamp: Stamp, *, first: "Incident", note: str = "") -> None:
        """Join a later report to the first one: that one is worked on, this reporter follows it."""
        del note
        self.duplicate_of, self.assignee = first, first.assignee
        first.record(stamp, "also_reported", first.status, note=self.number)
        first.tell_parties(stamp, "also_reported", (Party.ASSIGNEE,))

    @move(
        to=None, by=(By.APPLICANT, By.PARTY, *STAFF), label="险情过了", needs=(NOTE,), tells=(Party.ASSIGNEE,)
    )
    def say_over(self, stamp: Stamp, *, note: str) -> None:
        """Say that the danger has passed; only those who have it in hand close it."""

    @move(
        *UNDER_WAY, to=None, by=(By.APPLICANT, *STAFF), label="升为紧急", tells=(Party.ASSIGNEE,), urgent=True
    )
    def raise_alarm(self, stamp: Stamp, *, note: str = "") -> None:
        """Make it urgent: limits shrink, and all whom danger concerns are told at once, whatever the hour."""
        del note
        self.urgent = True
        self.due_at = self.limit_from(self.session, stamp.at)

    def see_what_follows(self, stamp: Stamp, action: str) -> None:
        """Tell of danger, through whatever door it is raised, the 1+N and the village too."""
        if action == "raise_alarm":
            self.alert(stamp, self.people_alarmed())

    def tell_alarmed(self, stamp: Stamp, action: str, note: str) -> None:
        """Tell those who were alarmed what has come since (`incident.<action>.alarmed`), at any hour."""
        tell(
            self.session,
            [person for person in self.people_alarmed() if person != stamp.person],
            f"{self.kind}.{action}.alarmed",
            cause=f"{self.number}/{self.step}",
            at=stamp.at,
            case=self,
            data={"number": self.number, "note": note, **self.facts_for_notice()},
            urgent=True,
        )

    def people_alarmed(self) -> list[Person]:
        """Return who must know of danger besides the one who has it: the grid's 1+N and the village."""
        village = admins_over(self.session, self.region_path, Role.VILLAGE_ADMIN)
        everybody = dict.fromkeys([*crew_of(self.session, self.grid_code), *village])
        return [person for person in everybody if person != self.assignee]


def report_incident(
    session: Session,
    stamp: Stamp,
    *,
    category: IncidentCategory,
    text: str,
    place: str = "",
    point: Point | None = None,
    urgent: bool = False,
    slots: dict[str, Any] | None = None,
) -> Incident:
    """File an incident and give it to the grid's worker; without one, to the village.

    The same thing reported before (`first_report`) takes this one in: it comes back with `duplicate_of` set.
    Tells the assignee at once; urgent ones also the deputies and the village's administrators.
    """
    incident = Incident(
        number=next_number(session, Incident.LETTER, stamp.at),
        status=State.REPORTED,
        category=category,
        urgent=urgent,
        applicant=stamp.person,
        place=place,
        text=text,
        slots=slots or {},
        created_at=stamp.at,
    )
    incident.due_at = incident.limit_from(session, stamp.at)
    incident.lie_where(session, stamp.person, point)
    if first := _same_before(session, incident, stamp.at):
        return _joined(incident, first, stamp)
    incident.file(session, stamp)
    if urgent:
        incident.alert(stamp, incident.people_alarmed())
    return incident


def _same_before(session: Session, incident: Incident, at: datetime) -> Incident | None:
    if incident.category in PRIVATE:
        return None
    found = first_report(session, incident, at)
    return found if isinstance(found, Incident) else None


def _joined(incident: Incident, first: Incident, stamp: Stamp) -> Incident:
    """File a later report of the same thing and hang it on the first; danger in it makes the first urgent."""
    first.session.add(incident)
    incident.record(stamp, "report", "")
    incident.join(Stamp(None, stamp.via, stamp.at), first=first)
    if incident.urgent and not first.urgent:
        first.urgent, first.due_at = True, incident.due_at
        first.record(stamp, "raise_alarm", first.status)
    if incident.urgent:
        first.tell_parties(stamp, "raise_alarm", (Party.ASSIGNEE,), incident.text, urgent=True)
    return incident
