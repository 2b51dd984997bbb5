"""Filing a dispute: where it belongs, who is certain to be meant, which group is told."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy.orm import Session

from models.dispute import FILED, Dispute
from models.dispute_party import DisputeParty, Side, person_meant
from models.dispute_words import DisputeLevel, DisputeType
from models.number import next_number
from models.people import Role, admins_over
from models.place_finding import Point, find, home_of
from models.region import Level
from models.stamp import Stamp


@dataclass(frozen=True, slots=True)
class Story:
    """What whoever files a dispute tells: `others` are the names of the other side as they were said."""

    category: DisputeType
    text: str
    others: tuple[str, ...] = ()
    wants: str = ""
    place: str = ""
    point: Point | None = None
    at_risk: bool = False


def file_dispute(session: Session, stamp: Stamp, story: Story) -> Dispute:
    """File a dispute with the village's group and tell its mediators, but nobody of the other side.

    Where blows are to be feared (`at_risk`) it begins with the township, and the administrators of both
    are alerted whatever the hour (人民调解法 25条).
    """
    where = find(session, stamp.person, story.place, story.point)
    level = DisputeLevel.TOWNSHIP if story.at_risk else DisputeLevel.VILLAGE
    dispute = Dispute(
        number=next_number(session, Dispute.LETTER, stamp.at),
        status=FILED,
        level=level,
        category=story.category,
        urgent=story.at_risk,
        applicant=stamp.person,
        region=where.region,
        region_path=where.region.path if where.region else "",
        grid_code=where.grid.code if where.grid else None,
        place=story.place,
        longitude=story.point[0] if story.point else None,
        latitude=story.point[1] if story.point else None,
        text=story.text,
        slots={"wants": story.wants} if story.wants else {},
        created_at=stamp.at,
        sides=list(_sides(session, stamp, story.others)),
    )
    dispute.set_limit(session, stamp.at)
    session.add(dispute)
    dispute.record(stamp, "file", "")
    session.flush()
    _tell(dispute, stamp)
    return dispute


def _sides(session: Session, stamp: Stamp, others: Iterable[str]) -> Iterable[DisputeParty]:
    person = stamp.person
    yield DisputeParty(side=Side.APPLICANT, name=person.name if person else "", person=person)
    home = home_of(session, person)
    village = home.up_to(Level.VILLAGE) if home else None
    for words in others:
        meant = person_meant(session, words, village)
        yield DisputeParty(side=Side.OTHER, name=words, person=meant if meant is not person else None)


def _tell(dispute: Dispute, stamp: Stamp) -> None:
    dispute.tell_group(stamp, "file")
    if dispute.urgent:
        village = admins_over(dispute.session, dispute.region_path, Role.VILLAGE_ADMIN)
        officials = [*village, *dispute.watchers()]
        dispute.alert(stamp, [person for person in officials if not dispute.is_near(person)])
