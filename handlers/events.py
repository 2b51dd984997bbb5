"""What WeChat tells of itself: people who follow, leave, scan; results of pushes (protocol §3.2-§3.6)."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select

from handlers.turn import Turn
from handlers.voice import account as voice
from models.erasure import erase
from models.message import Say
from models.notice import Notice, NoticeState
from models.region import Grid

GRID_SCENE = "grid:"
A_SESSION = timedelta(hours=2)


def answer(turn: Turn) -> Say | None:
    """Answer an event; kinds nobody expects are noted and left in peace."""
    handler = EVENTS.get(turn.incoming.event)
    return handler(turn) if handler else None


def _followed(turn: Turn) -> Say:
    turn.person.subscribed = True
    _note_grid(turn)
    return voice.welcome(turn.person.name if turn.person.is_bound else "")


def _scanned(turn: Turn) -> Say:
    _note_grid(turn)
    return voice.welcome_again()


def _note_grid(turn: Turn) -> None:
    """Remember from whose poster somebody came: it is the best guess at where a stranger lives."""
    scene = turn.incoming.event_key
    if not scene.startswith(GRID_SCENE) or turn.person.household_number:
        return
    grid = turn.session.get(Grid, scene.removeprefix(GRID_SCENE))
    turn.person.region_code = grid.region_code if grid else turn.person.region_code


def _left(turn: Turn) -> None:
    turn.person.subscribed = False


def _template_finished(turn: Turn) -> None:
    """Note what became of a template message; the status is compared by its beginning (protocol §3.4)."""
    message_id = turn.incoming.extra.get("MsgID", "")
    notice = turn.session.scalars(select(Notice).where(Notice.message_id == message_id)).first()
    if notice is None:
        return
    status = turn.incoming.extra.get("Status", "")
    if status.startswith("success"):
        notice.state = NoticeState.DELIVERED
    else:
        notice.state, notice.error = NoticeState.FAILED, status[:200]


def _session_opened(turn: Turn) -> None:
    """Keep silent while somebody speaks through WeChat's own customer service."""
    turn.conversation.taken_until = turn.now + A_SESSION


def _session_closed(turn: Turn) -> None:
    turn.conversation.hand_back()


def _cancelled(turn: Turn) -> None:
    """Delete the data of somebody whose WeChat account is closed."""
    erase(turn.session, turn.conversation, turn.now)
    turn.person.subscribed = False


EVENTS: Mapping[str, Callable[[Turn], Say | None]] = {
    "subscribe": _followed,
    "scan": _scanned,
    "unsubscribe": _left,
    "templatesendjobfinish": _template_finished,
    "kf_create_session": _session_opened,
    "kf_close_session": _session_closed,
    "user_authorization_cancellation": _cancelled,
}
