"""What was delivered and what was answered, one row a delivery: redeliveries find the same row."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from models.base import Base
from models.message import Choice, Incoming, IncomingKind, Say

WAITING = text("handled_at IS NULL")
# Retention empties the openid of what was kept long enough. Spelled out, so that the index is recognised.
KEPT = text("openid <> ''")
# Below `nlp.meaning.SURE`, spelled out for the same reason; a test compares them.
UNSURE = text("confidence < 0.9")


class Inbound(Base):
    """A delivery that was accepted.

    `waiting` --turn--> `answered`; `waiting` rows are deliveries that were kept in a hurry and whose
    turn is still to come. `reply` is null where nothing is to be said. `late` marks a reply that leaves
    as a push because the delivery's own answer had to go out before it was known.
    """

    __tablename__ = "inbound"
    __table_args__ = (
        Index("ix_inbound_person_at", "person_id", "received_at"),
        Index("ix_inbound_waiting", "received_at", sqlite_where=WAITING, postgresql_where=WAITING),
        Index(
            *("ix_inbound_kept", "received_at", "person_id", "confidence"),
            sqlite_where=KEPT,
            postgresql_where=KEPT,
        ),
        Index("ix_inbound_unsure", "id", "person_id", sqlite_where=UNSURE, postgresql_where=UNSURE),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(String(255), unique=True)
    openid: Mapped[str] = mapped_column(String(64))
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    received_at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    intent: Mapped[str] = mapped_column(String(32), default="")
    confidence: Mapped[float | None]
    reply: Mapped[dict[str, Any] | None]
    handled_at: Mapped[datetime | None]
    late: Mapped[bool] = mapped_column(default=False)
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(String(200), default="")


@dataclass(slots=True)
class Fresh:
    """A delivery that has no row yet: the columns of `Inbound`, for inserting many at once."""

    key: str
    openid: str
    person_id: int | None
    received_at: datetime
    payload: dict[str, Any]
    intent: str = ""
    confidence: float | None = None
    reply: dict[str, Any] | None = None
    handled_at: datetime | None = None
    late: bool = False
    attempts: int = 0
    error: str = ""

    @property
    def columns(self) -> dict[str, Any]:
        """Return its columns by name."""
        return {name: getattr(self, name) for name in self.__slots__}


def pack(incoming: Incoming) -> dict[str, Any]:
    """Turn a delivery into what its row stores: only the fields that are set."""
    fields = {name: getattr(incoming, name) for name in Incoming.__slots__}
    return {name: value for name, value in fields.items() if value not in ("", None, {})}


def unpack(payload: dict[str, Any]) -> Incoming:
    """Turn a row's payload back into the delivery."""
    return Incoming(**{**payload, "kind": IncomingKind(payload["kind"])})


def pack_say(say: Say | None) -> dict[str, Any] | None:
    """Turn an answer into what its row stores."""
    if say is None:
        return None
    return {"text": say.text, "choices": [[choice.label, choice.says] for choice in say.choices]}


def unpack_say(reply: dict[str, Any] | None) -> Say | None:
    """Turn a row's reply back into the answer."""
    if reply is None:
        return None
    return Say(reply["text"], tuple(Choice(label, says) for label, says in reply["choices"]))
