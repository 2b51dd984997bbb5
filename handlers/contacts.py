"""Who the gridworker of here is, or the agent, the mediator, the cadre: name, telephone, deputy."""

from sqlalchemy import select

from handlers.turn import Turn
from handlers.voice import contacts as voice
from models.message import Say
from models.people import Person, Post, Role
from models.place_finding import Whereabouts, find
from models.region import Grid, Level, Station, beneath
from nlp.role_words import find_role

MOST = 6
OF_GRID = frozenset({Role.GRIDWORKER, Role.ASSISTANT})


def who(turn: Turn) -> Say:
    """Tell who is responsible for a place, or for where this person lives."""
    role = Role(find_role(turn.text) or Role.GRIDWORKER)
    where = find(turn.session, turn.person, str(turn.meaning.slots.get("place", "")) or turn.text)
    posts = _posts(turn, role, where)
    if not posts:
        return voice.not_here(role.label)
    return voice.found([_contact(turn, post) for post in posts[:MOST]])


def _posts(turn: Turn, role: Role, where: Whereabouts) -> list[Post]:
    """Return who holds the post here: of the grid where it is known, else of the village, else above it."""
    if where.region is None:
        return []
    query = select(Post).join(Person).where(Post.role == role).order_by(Post.is_deputy, Post.id)
    if role in OF_GRID and where.grid is not None:
        return list(turn.session.scalars(query.where(Post.scope_code == where.grid.code)))
    village = where.region.up_to(Level.VILLAGE)
    here = query.where(beneath(Post.region_path, village.path))
    above = query.where(Post.scope_code == village.parent_code)
    return list(turn.session.scalars(here)) or list(turn.session.scalars(above))


def _contact(turn: Turn, post: Post) -> voice.Contact:
    grid = turn.session.get(Grid, post.scope_code)
    station = turn.session.get(Station, post.scope_code)
    where = grid.name if grid else station.name if station else ""
    return voice.Contact(
        Role(post.role).label, where, post.person.name, post.person.phone or "", post.is_deputy
    )
