"""What WeChat's error codes mean for us: one table, eight ways to go on (protocol §5)."""

import re
from enum import StrEnum


class ErrorClass(StrEnum):
    """What to do about an error."""

    RETRY = "retry"  # the platform is busy or unreachable: later, with backoff
    REFRESH = "refresh"  # the access token is stale: a new one, once
    CONTACT = "contact"  # this person cannot be reached: drop and remember
    WINDOW = "window"  # no customer message now: hold, or take a template
    QUOTA = "quota"  # our own allowance is used up: stop this API until it is renewed
    CONFIG = "config"  # settings or rights are wrong: stop this API, call a person
    CONTENT = "content"  # this message is wrong: mend it once or drop it
    SENT = "sent"  # it went out before: as good as success
    UNKNOWN = "unknown"  # not in the table: do not repeat, call a person


_CODES: dict[ErrorClass, tuple[int, ...]] = {
    ErrorClass.RETRY: (-1, 45011, 45066),
    ErrorClass.REFRESH: (40001, 40014, 42001),
    ErrorClass.CONTACT: (40003, 43004, 43019, 43101, 48002, 50002, 50005),
    ErrorClass.WINDOW: (45015, 45047),
    ErrorClass.QUOTA: (45009, 45028, 48006),
    ErrorClass.CONFIG: (
        *(
            40002,
            40013,
            40037,
            40125,
            40164,
            40200,
            40243,
            41001,
            41002,
            41004,
            41030,
            43002,
        ),  # credentials, templates
        *(45026, 45035, 45056, 45058, 45059, 45157, 45158, 45159, 46003, 49003),  # templates, tags, menu
        *(48001, 48004, 50001, 61004, 61024, 65400, 76003, 89501, 89503, 89506, 89507),  # rights, addresses
        *(40029, 40030, 40163, 42007),  # web log-in: start it again
    ),
    ErrorClass.CONTENT: (
        *(40004, 40005, 40007, 40008, 40009, 44002, 44004, 45002, 45008, 45067, 45080, 45081, 47001, 47003),
        *(40016, 40017, 40018, 40019, 40054, 40055),  # buttons of a menu
    ),
    ErrorClass.SENT: (45065,),
}
CLASSES: dict[int, ErrorClass] = {code: kind for kind, codes in _CODES.items() for code in codes}

NETWORK = -1000  # no answer of the platform's at all: our own number, far from theirs

_RID = re.compile(r"rid: ?([0-9A-Za-z-]{1,64})")
# The two details an operator needs and that hold nothing personal: the address refused, the field refused.
_ADDRESS = re.compile(r"(?:invalid ip|not in whitelist)\D{0,20}([0-9a-f.:]{7,45})", re.IGNORECASE)
_FIELD = re.compile(r"data\.([a-z_]+[0-9]*)\.value", re.IGNORECASE)


def classify(code: int) -> ErrorClass:
    """Return what to do about a code; `UNKNOWN` for one that is not in the table."""
    return CLASSES.get(code, ErrorClass.UNKNOWN)


class ApiError(Exception):
    """A call to WeChat failed. Its text is safe to log: no token, no secret, nothing anybody wrote.

    `unknown_outcome` is true where the platform may have done the thing all the same (no answer, HTTP
    5xx, something that is not JSON): repeat only what may be repeated. `rid` is WeChat's request id;
    `detail` names the template field (47003) or our address (40164) that was refused.
    """

    def __init__(
        self,
        code: int,
        *,
        path: str,
        rid: str = "",
        detail: str = "",
        kind: ErrorClass | None = None,
        unknown_outcome: bool = False,
    ) -> None:
        self.code = code
        self.path = path
        self.rid = rid
        self.detail = detail
        self.kind = kind or classify(code)
        self.unknown_outcome = unknown_outcome
        super().__init__(self._message())

    @classmethod
    def from_answer(cls, path: str, code: int, text: str) -> "ApiError":
        """Make the error out of an answer's `errcode` and `errmsg`, keeping only its safe parts."""
        detail = _FIELD.search(text) or _ADDRESS.search(text)
        rid = _RID.search(text)
        return cls(code, path=path, rid=rid[1] if rid else "", detail=detail[1] if detail else "")

    @classmethod
    def no_answer(cls, path: str, why: str, *, unknown_outcome: bool) -> "ApiError":
        """Make the error of a call that got no answer of the platform's; `why` is such as `HTTP 502`."""
        return cls(NETWORK, path=path, detail=why, kind=ErrorClass.RETRY, unknown_outcome=unknown_outcome)

    def _message(self) -> str:
        what = "no answer" if self.code == NETWORK else f"error {self.code}"
        notes = [note for note in (self.detail, f"rid {self.rid}" if self.rid else "") if note]
        return f"WeChat {self.path}: {what}, {self.kind}" + (f" ({', '.join(notes)})" if notes else "")
