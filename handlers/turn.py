"""A turn: one message, everything known about it, and the session to act in."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Protocol

from sqlalchemy.orm import Session

from models.conversation import Conversation
from models.message import Incoming, IncomingKind, Say
from models.people import Person
from models.stamp import Stamp, Via
from nlp.meaning import Meaning


class Hear(Protocol):
    """Understands other words as this person's, now; `as_villager` leaves their posts out of it."""

    def __call__(self, words: str, *, as_villager: bool = False) -> Meaning:
        """Return what the words mean."""
        ...


@dataclass(frozen=True, slots=True)
class Turn:
    """What a handler is given: it decides and returns its sentence.

    `now` is the aware local moment of the turn. The session is committed at the rim when the handler
    returns, rolled back when it raises. `can_hear` tells whether a recogniser turns recordings into words.
    """

    session: Session
    person: Person
    conversation: Conversation
    incoming: Incoming
    meaning: Meaning
    now: datetime
    understand: Hear
    can_hear: bool = False

    @property
    def text(self) -> str:
        """Return what was written; a voice message's recognised words count as written."""
        return self.incoming.text

    @property
    def stamp(self) -> Stamp:
        """Return the stamp for moves this person makes by chat."""
        return Stamp(self.person, Via.CHAT, self.now)

    @property
    def point(self) -> tuple[float, float] | None:
        """Return the location that was sent, longitude first."""
        longitude, latitude = self.incoming.longitude, self.incoming.latitude
        if self.incoming.kind is not IncomingKind.LOCATION or longitude is None or latitude is None:
            return None
        return longitude, latitude

    def meaning_as(self, meaning: Meaning) -> "Turn":
        """Return the same turn, understood otherwise."""
        return replace(self, meaning=meaning)

    def saying(self, words: str) -> "Turn":
        """Return the turn in which this person says other words instead (a tapped choice's)."""
        return replace(self, incoming=replace(self.incoming, text=words), meaning=self.understand(words))

    def speak_of(self, case_number: str) -> None:
        """Remember the case that "it" means from now on."""
        self.conversation.topic["case"] = case_number


def with_more(first: Say, second: Say) -> Say:
    """Join two answers into one; the later choices are the ones that can be tapped."""
    return Say(f"{first.text}\n\n{second.text}", second.choices or first.choices)
