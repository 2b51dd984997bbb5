"""Which dispute a message means: by number, whole or short, by place in the list shown, or the only one."""

from collections.abc import Sequence

from handlers.turn import Turn
from models.audit import Access, note_access
from models.dispute import Dispute
from nlp.mediation import read_number_of_case, read_ordinal

LETTER = Dispute.LETTER.lower()


def named(turn: Turn) -> str:
    """Return the case number a message holds, in small letters; empty without one."""
    return read_number_of_case(turn.text) or ""


def names_dispute(turn: Turn) -> bool:
    """Tell whether a message holds the whole number of a dispute."""
    return named(turn).startswith(LETTER)


def meant(turn: Turn, disputes: Sequence[Dispute]) -> list[Dispute]:
    """Return which of `disputes` a message can mean: one where it is clear, none where it names another."""
    words = named(turn)
    fits = [dispute for dispute in disputes if words and _fits(dispute.number.lower(), words)]
    if fits or words.startswith(LETTER):
        return fits
    by_list = _from_list(turn, disputes)
    if by_list is not None:
        return [by_list]
    topic = turn.conversation.topic.get("case")
    spoken_of = [dispute for dispute in disputes if dispute.number == topic]
    return spoken_of or list(disputes)


def show(turn: Turn, disputes: Sequence[Dispute]) -> None:
    """Remember the order in which disputes were shown, for 第二个."""
    turn.conversation.topic["list"] = [dispute.number for dispute in disputes]


def note_view(turn: Turn, dispute: Dispute, why: str) -> None:
    """Write down that this person is shown what a dispute is about."""
    note_access(turn.session, turn.person, Access.DISPUTE, turn.now, case_id=dispute.id, detail=why)


def _fits(number: str, words: str) -> bool:
    bare = words.replace(" ", "").replace("—", "-").replace("_", "-")
    if bare.isdigit():
        return int(number.partition("-")[2]) == int(bare)
    return number.replace("-", "") == bare.replace("-", "")


def _from_list(turn: Turn, disputes: Sequence[Dispute]) -> Dispute | None:
    place, shown = read_ordinal(turn.text), turn.conversation.topic.get("list", [])
    if place is None or not 0 <= place < len(shown):
        return None
    return next((dispute for dispute in disputes if dispute.number == shown[place]), None)
