"""The recogniser: a service over HTTP that is sent a recording and answers with the words spoken in it.

The seam for others: whatever has `words` can stand here.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

import aiohttp

LONGEST = 2000  # characters; a recording of WeChat's lasts a minute
MAX_ANSWER = 256 * 1024  # bytes
# What a recording's first bytes say it is (bot.fetch_media gives files their suffix by them).
TYPES = {"amr": "audio/amr", "awb": "audio/amr-wb", "mp3": "audio/mpeg", "speex": "audio/x-speex"}
WIDE_BAND = b"#!AMR-WB"


class Result(StrEnum):
    """How a try to turn a recording into words ends; a label of the figures."""

    UNDERSTOOD = "understood"
    NOTHING = "nothing"
    GARBLED = "garbled"
    REFUSED = "refused"
    TIMEOUT = "timeout"
    UNREACHABLE = "unreachable"
    UNREADABLE = "unreadable"


class NotHeard(Exception):  # noqa: N818 - a state of the recording or the service, not of our program
    """A recording that did not become words; `is_final` where trying again would not help."""

    def __init__(self, result: Result, detail: str, *, is_final: bool) -> None:
        super().__init__(f"{result}: {detail}")
        self.result, self.is_final = result, is_final


class Recogniser(Protocol):
    """What turns a recording into words."""

    async def words(self, content: bytes, content_type: str) -> str:
        """Return what was said, never empty; raises `NotHeard`."""
        ...


@dataclass(frozen=True, slots=True)
class HttpRecogniser:
    """A service at an address; `patience` is how many seconds it may take for a recording."""

    session: aiohttp.ClientSession
    url: str
    patience: float

    async def words(self, content: bytes, content_type: str) -> str:
        """Post a recording and return the words of the answer; raises `NotHeard`."""
        try:
            async with self.session.post(
                self.url,
                data=content,
                headers={"Content-Type": content_type, "Accept": "application/json"},
                timeout=aiohttp.ClientTimeout(total=self.patience),
                allow_redirects=False,
            ) as response:
                if response.status != OK:
                    refused = BAD_REQUEST <= response.status < FAILURE and response.status not in LATER
                    raise NotHeard(Result.REFUSED, f"HTTP {response.status}", is_final=refused)
                text = await _text(response)
        except TimeoutError:
            raise NotHeard(Result.TIMEOUT, f"no answer in {self.patience} s", is_final=False) from None
        except aiohttp.ClientError as error:  # its words would hold the address, which may hold a password
            raise NotHeard(Result.UNREACHABLE, type(error).__name__, is_final=False) from None
        if not text:
            raise NotHeard(Result.NOTHING, "no words", is_final=True)
        return text[:LONGEST]


OK, BAD_REQUEST, FAILURE = 200, 400, 500
LATER = frozenset({408, 425, 429})


def type_of(content: bytes, suffix: str) -> str:
    """Return the content type of a stored recording."""
    if content.startswith(WIDE_BAND):
        return TYPES["awb"]
    return TYPES.get(suffix, "application/octet-stream")


async def _text(response: aiohttp.ClientResponse) -> str:
    """Return the words of an answer; raises `NotHeard` for one that is none."""
    if (response.content_length or 0) > MAX_ANSWER:
        raise NotHeard(Result.GARBLED, "the answer is too long", is_final=True)
    try:
        answer = await response.json(content_type=None)
    except ValueError:
        raise NotHeard(Result.GARBLED, "no JSON", is_final=True) from None
    text = answer.get("text") if isinstance(answer, dict) else None
    if not isinstance(text, str):
        raise NotHeard(Result.GARBLED, 'no {"text": …}', is_final=True)
    return " ".join(text.split())
