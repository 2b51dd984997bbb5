"""Keeping what was sent along with words: the row now, the photo or recording itself fetched afterwards."""

from handlers.turn import Turn
from models.case import Attachment, Case


def keep(turn: Turn) -> Attachment:
    """Write the row of what was sent; the recording or photo itself is fetched afterwards."""
    attachment = Attachment(
        person_id=turn.person.id,
        kind=turn.incoming.kind.value,
        media_id=turn.incoming.media_id,
        picture_url=turn.incoming.picture_url,
        at=turn.now,
    )
    turn.session.add(attachment)
    turn.session.flush()
    return attachment


def attach(turn: Turn, case: Case, ids: list[int]) -> None:
    """Hang kept things on a case."""
    for attachment_id in ids:
        attachment = turn.session.get(Attachment, attachment_id)
        if attachment is not None:
            attachment.case = case
