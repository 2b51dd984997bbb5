"""Whose telephones can be opened: the followers in the village's book, and strangers met on the way."""

from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from bot.simulator.platform_state import Json
from models.people import Person, Post, Role
from models.place_finding import home_of
from models.region import Level

# Those whose telephones lie on the table at first (product: villager, gridworker, agent, mediator, scorer).
AT_FIRST = ("oDEMO_villager_01", "oDEMO_grid_01", "oDEMO_agent_01", "oDEMO_mediator_01", "oDEMO_scorer_01")
STRANGER = "陌生人"
VILLAGER = "村民"


def phone_book(session: Session, phones: Iterable[str]) -> list[Json]:
    """Return everybody who follows, the demo's first telephones first, then the phones of strangers."""
    query = select(Person).where(Person.openid.is_not(None)).options(selectinload(Person.posts))
    known = {str(person.openid): person for person in session.scalars(query.order_by(Person.id))}
    order = [openid for openid in AT_FIRST if openid in known]
    order += [openid for openid, person in known.items() if person.is_bound and openid not in AT_FIRST]
    named = [_entry(session, openid, known[openid]) for openid in order]
    strangers = [openid for openid in (*phones, *known) if openid not in order]
    return named + [
        _stranger(openid, number) for number, openid in enumerate(dict.fromkeys(strangers), start=1)
    ]


def _entry(session: Session, openid: str, person: Person) -> Json:
    home = home_of(session, person)
    village = home.up_to(Level.VILLAGE) if home else None
    return {
        "openid": openid,
        "name": person.name,
        "is": "、".join(dict.fromkeys(map(_title, person.posts))) or VILLAGER,
        "village": village.code if village else "",
        "where": _where(person) or (village.name if village else ""),
        "first": openid in AT_FIRST,
    }


def _title(post: Post) -> str:
    deputy = "（副）" if post.is_deputy and post.role == Role.GRIDWORKER else ""
    return Role(post.role).label + deputy


def _where(person: Person) -> str:
    household = person.household
    return household.door or household.region.name if household else ""


def _stranger(openid: str, number: int) -> Json:
    name = f"{STRANGER}{number}"
    return {"openid": openid, "name": name, "is": "还没绑定", "village": "", "where": "", "first": False}
