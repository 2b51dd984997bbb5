"""Who there is: households, everybody the account speaks with, and the posts that staff hold."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint, bindparam, select, text
from sqlalchemy.orm import Mapped, Session, lazyload, mapped_column, relationship, validates

from models.base import Base, Indexed, Sealed
from models.once import once
from models.region import NAME, PATH, Region, covers
from models.unwritten import SEES_UNWRITTEN


class Role(StrEnum):
    """The posts a person can hold; a console account's rights come from the same table."""

    GRIDWORKER = "gridworker"
    ASSISTANT = "assistant"
    AGENT = "agent"
    MEDIATOR = "mediator"
    SCORER = "scorer"
    COUNCIL = "council"
    VILLAGE_ADMIN = "village_admin"
    TOWN_ADMIN = "town_admin"
    COUNTY_ADMIN = "county_admin"

    @property
    def label(self) -> str:
        """Return the word people use."""
        return ROLE_WORDS[self]


ROLE_WORDS = {
    Role.GRIDWORKER: "网格员",
    Role.ASSISTANT: "协助员",
    Role.AGENT: "代办员",
    Role.MEDIATOR: "调解员",
    Role.SCORER: "评分员",
    Role.COUNCIL: "红白理事",
    Role.VILLAGE_ADMIN: "村管理员",
    Role.TOWN_ADMIN: "镇管理员",
    Role.COUNTY_ADMIN: "县管理员",
}
ADMINS = frozenset({Role.VILLAGE_ADMIN, Role.TOWN_ADMIN, Role.COUNTY_ADMIN})
# Whoever the book marks so has died: nothing is sent to their WeChat by itself.
DECEASED_TAGS = ("已故", "去世", "死亡")


HEARD = text("last_message_at IS NOT NULL")
FOLLOWS = text("openid IS NOT NULL")
# Who is to be visited, among few others; a query that says so in these words reads a partial index.
TAGGED = text("CAST(people.tags AS VARCHAR) != '[]'")
HAS_TAGS = text("CAST(tags AS VARCHAR) != '[]'")


class Household(Base):
    """A household of the village's book; `region_code` is its group."""

    __tablename__ = "households"
    __table_args__ = (
        Index("ix_households_region_grid", "region_code", "grid_code"),
        Index("ix_households_grid_code", "grid_code", "number"),
    )

    number: Mapped[str] = mapped_column(String(32), primary_key=True)
    head: Mapped[str] = mapped_column(String(64), index=True)
    region_code: Mapped[str] = mapped_column(ForeignKey("regions.code"))
    grid_code: Mapped[str | None] = mapped_column(ForeignKey("grids.code"))
    door: Mapped[str] = mapped_column(String(64), default="")

    region: Mapped[Region] = relationship()


class Person(Base):
    """Anybody the account deals with: of the household book, of the staff, or an unknown follower.

    A follower whom nobody knows yet has an openid and nothing else; `bind` moves the openid to the
    person of the book. `last_message_at`, `window` and `sent` keep the ledger of what WeChat allows for
    customer-service messages (protocol §4.4). Telephones and ID numbers lie sealed.
    """

    __tablename__ = "people"
    __table_args__ = (
        Index("ix_people_household_name", "household_number", "name"),
        Index(
            "ix_people_followers", "household_number", "id", sqlite_where=FOLLOWS, postgresql_where=FOLLOWS
        ),
        Index("ix_people_tagged", "household_number", sqlite_where=HAS_TAGS, postgresql_where=HAS_TAGS),
        Index("ix_people_heard", "last_message_at", sqlite_where=HEARD, postgresql_where=HEARD),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[str | None] = mapped_column(String(32), unique=True)
    name: Mapped[str] = mapped_column(NAME, default="", index=True)
    household_number: Mapped[str | None] = mapped_column(ForeignKey("households.number"))
    region_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), index=True)
    sex: Mapped[str] = mapped_column(String(8), default="")
    birthday: Mapped[date | None] = mapped_column(index=True)
    phone: Mapped[str | None] = mapped_column(Sealed)
    phone_index: Mapped[str | None] = mapped_column(Indexed, index=True)
    id_number: Mapped[str | None] = mapped_column(Sealed)
    tags: Mapped[list[str]] = mapped_column(default=list)

    openid: Mapped[str | None] = mapped_column(String(64), unique=True)
    subscribed: Mapped[bool] = mapped_column(default=True)
    wants_pushes: Mapped[bool] = mapped_column(default=True)
    consented_at: Mapped[datetime | None]
    last_message_at: Mapped[datetime | None]
    window_until: Mapped[datetime | None]
    window_left: Mapped[int] = mapped_column(default=0)

    household: Mapped[Household | None] = relationship()
    posts: Mapped[list["Post"]] = relationship(back_populates="person", lazy="selectin")

    @validates("phone")
    def _index_phone(self, _key: str, phone: str | None) -> str | None:
        self.phone_index = phone
        return phone

    @property
    def is_bound(self) -> bool:
        """Tell whether this is a person of the book or of the staff, not an unknown follower."""
        return self.household_number is not None or self.number is not None or bool(self.posts)

    def holds(self, *roles: Role, path: str = "") -> bool:
        """Tell whether the person holds one of `roles` over the region of `path` (anywhere, when empty)."""
        return any(p.role in roles and (not path or covers(p.region_path, path)) for p in self.posts)

    def is_admin_of(self, path: str) -> bool:
        """Tell whether the person administers the region of `path`."""
        return self.holds(*ADMINS, path=path)


class Post(Base):
    """A post held by a person over a grid, a station or a region (whichever code is set).

    `region_path` is the path of that region, or of the region in which the grid or station lies.
    """

    __tablename__ = "posts"
    __table_args__ = (UniqueConstraint("person_id", "role", "scope_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    role: Mapped[Role] = mapped_column(String(16))
    scope_code: Mapped[str] = mapped_column(String(32), index=True)
    region_path: Mapped[str] = mapped_column(PATH, index=True)
    is_deputy: Mapped[bool] = mapped_column(default=False)
    group_name: Mapped[str] = mapped_column(String(64), default="")

    person: Mapped[Person] = relationship(back_populates="posts")


HOLDERS = (
    select(Person, Post.role)
    .join(Post)
    .where(Post.role.in_(bindparam("roles", expanding=True)), Post.scope_code == bindparam("scope"))
    .order_by(Post.is_deputy, Post.id)
    .options(lazyload(Person.posts))  # that they hold this one is known; few ask about others
)
ADMINS_OVER = (
    select(Person)
    .join(Post)
    .where(
        Post.role.in_(bindparam("roles", expanding=True)),
        Post.region_path.in_(bindparam("paths", expanding=True)),
    )
    .order_by(Post.id)
    .options(lazyload(Person.posts))
)


def holders(session: Session, roles: Role | tuple[Role, ...], scope_code: str) -> list[Person]:
    """Return who holds a role over exactly `scope_code`, principals first; of several, role after role."""
    wanted = (roles,) if isinstance(roles, Role) else roles
    return list(
        once(session, ("holders", wanted, scope_code), lambda: _holders(session, wanted, scope_code)),
    )


def _holders(session: Session, roles: tuple[Role, ...], scope_code: str) -> list[Person]:
    asked = {"roles": roles, "scope": scope_code}
    found = session.execute(HOLDERS, asked, execution_options=SEES_UNWRITTEN).all()
    return [person for role in roles for person, held in found if held == role]


def admins_over(session: Session, path: str, *roles: Role) -> list[Person]:
    """Return the administrators of `roles` whose region covers `path`."""
    parts = path.rstrip(".").split(".")
    asked = {"roles": roles, "paths": [".".join(parts[: n + 1]) + "." for n in range(len(parts))]}
    return list(
        once(
            session,
            ("admins", path, roles),
            lambda: session.scalars(ADMINS_OVER, asked, execution_options=SEES_UNWRITTEN).unique().all(),
        )
    )


def person_by_openid(session: Session, openid: str) -> Person | None:
    """Return the person behind an openid."""
    return session.scalars(select(Person).where(Person.openid == openid)).first()


def people_by_phone(session: Session, phone: str) -> list[Person]:
    """Return the people with this telephone number (compared by its keyed digest)."""
    return list(session.scalars(select(Person).where(Person.phone_index == phone)))
