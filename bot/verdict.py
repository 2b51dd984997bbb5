"""What follows from a send: sent, later, another channel, or failed for good (protocol §5)."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from bot.wechat.errors import ApiError, ErrorClass
from models.notice import NoticeState


class Channel(StrEnum):
    """The ways a notice can go out."""

    CUSTOMER = "customer"
    TEMPLATE = "template"
    SUBSCRIPTION = "subscription"


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a send ended.

    `not_before` is set for `waiting`. `next_channel`: the next one may be tried at once. `window_closed`:
    the ledger was wrong, nothing more may be sent until the person writes. `unfollowed`: they left.
    """

    state: NoticeState
    channel: Channel | None
    error: str = ""
    message_id: str = ""
    not_before: datetime | None = None
    next_channel: bool = False
    window_closed: bool = False
    unfollowed: bool = False
    stops_api_until: datetime | None = field(default=None, kw_only=True)

    @classmethod
    def failed(
        cls,
        channel: Channel | None,
        error: str,
        *,
        next_channel: bool = False,
        window_closed: bool = False,
        unfollowed: bool = False,
    ) -> "Outcome":
        """Make the outcome of a notice that this channel cannot deliver."""
        return cls(
            NoticeState.FAILED,
            channel,
            error,
            next_channel=next_channel,
            window_closed=window_closed,
            unfollowed=unfollowed,
        )

    @classmethod
    def later(
        cls, channel: Channel | None, until: datetime, error: str, *, stops_api: bool = False
    ) -> "Outcome":
        """Make the outcome of a notice to be tried again; an API that is stopped is passed over at once."""
        return cls(
            NoticeState.WAITING,
            channel,
            error,
            not_before=until,
            next_channel=stops_api,
            stops_api_until=until if stops_api else None,
        )


SHORTEST = timedelta(seconds=5)
LONGEST = timedelta(minutes=10)
PER_MINUTE = timedelta(seconds=65)  # after 45011 and 45066, which are counted by the minute
PROBE = timedelta(minutes=10)  # after which settings found wrong are tried again
SLOW_DOWN = frozenset({45011, 45066})
UNCERTAIN = "uncertain"  # it may have arrived: never again, somebody calls
UNANSWERED = "unanswered"  # it may have arrived, but the platform recognises the repetition for ten minutes
TRIES_UNANSWERED = 6  # which end, with their pauses, within five of these minutes
UNFOLLOWED = frozenset({43004, 50005})


def sent(channel: Channel, message_id: str) -> Outcome:
    """Return the outcome of a send that the platform took."""
    return Outcome(NoticeState.SENT, channel, message_id=message_id)


def judge(error: ApiError, channel: Channel, attempts: int, now: datetime) -> Outcome:
    """Return what follows from an error of the platform's; `attempts` counts this one."""
    if error.unknown_outcome:
        return _unanswered(channel, attempts, now)
    code = str(error.code)
    gone = error.code in UNFOLLOWED
    verdicts = {
        ErrorClass.SENT: sent(channel, ""),
        ErrorClass.RETRY: Outcome.later(channel, now + pause(attempts, error.code), f"retry {code}"),
        ErrorClass.WINDOW: Outcome.failed(channel, "window", next_channel=True, window_closed=True),
        ErrorClass.CONTACT: Outcome.failed(
            channel, f"contact {code}", next_channel=not gone, unfollowed=gone
        ),
        ErrorClass.QUOTA: Outcome.later(channel, next_midnight(now), f"quota {code}", stops_api=True),
        ErrorClass.CONFIG: Outcome.later(channel, now + PROBE, f"config {code}", stops_api=True),
        ErrorClass.REFRESH: Outcome.later(channel, now + PROBE, f"config {code}", stops_api=True),
        ErrorClass.CONTENT: Outcome.failed(channel, f"content {code}", next_channel=True),
        ErrorClass.UNKNOWN: Outcome.failed(channel, f"unknown {code}"),
    }
    return verdicts[error.kind]


def _unanswered(channel: Channel, attempts: int, now: datetime) -> Outcome:
    """Return what follows where the platform may have sent it all the same (protocol §5, last row)."""
    if channel is not Channel.TEMPLATE or attempts >= TRIES_UNANSWERED:
        return Outcome.failed(channel, UNCERTAIN)
    return Outcome.later(channel, now + pause(attempts), UNANSWERED)


def pause(attempts: int, code: int = 0) -> timedelta:
    """Return how long to wait before the next try: doubled each time, a little by chance, bounded."""
    doubled = min(SHORTEST * float(1 << min(attempts - 1, 20)), LONGEST)
    chance = random.uniform(0.75, 1.25)  # noqa: S311 - spreads load, keeps no secret
    return max(doubled * chance, PER_MINUTE if code in SLOW_DOWN else SHORTEST)


def next_midnight(now: datetime) -> datetime:
    """Return when daily quotas are renewed: midnight in China (protocol §6)."""
    return (now + timedelta(days=1)).replace(hour=0, minute=0, second=30, microsecond=0)
