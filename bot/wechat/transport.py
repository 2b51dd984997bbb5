"""One HTTP exchange with WeChat's servers: time limits, raw UTF-8, errors without secrets (protocol §4)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import aiohttp

from bot.wechat.errors import ApiError

CALL = aiohttp.ClientTimeout(total=8, connect=3)
TRANSFER = aiohttp.ClientTimeout(total=40, connect=3, sock_read=15)
MAX_ANSWER = 20 * 1024 * 1024  # a video of WeChat's is 10 MB at most

Payload = dict[str, object]
_FAILURE = 500


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back: bytes, and what the headers say of them."""

    content: bytes
    content_type: str
    filename: str


@dataclass(frozen=True, slots=True)
class Transport:
    """Carries calls to one base address over a session that somebody else opens and closes."""

    session: aiohttp.ClientSession
    base_url: str
    patience: aiohttp.ClientTimeout = CALL

    async def post(self, path: str, body: Payload, query: Mapping[str, str] | None = None) -> Payload:
        """Post JSON and return the answer's. WeChat shows escapes literally, so Chinese goes out as it is.

        Raises ApiError.
        """
        raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        return checked(path, await self.exchange("POST", path, query, data=raw, headers=headers))

    async def get(self, path: str, query: Mapping[str, str] | None = None) -> Payload:
        """Get a JSON answer. Raises ApiError."""
        return checked(path, await self.exchange("GET", path, query))

    async def exchange(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        *,
        data: bytes | aiohttp.FormData | None = None,
        headers: Mapping[str, str] | None = None,
        patience: aiohttp.ClientTimeout | None = None,
    ) -> Answer:
        """Make one request and return what came back with HTTP below 500. Raises ApiError.

        `path` may be a whole address, for a video kept elsewhere. The errors of aiohttp hold the query
        with the token, so none of them leaves here, not even as a cause.
        """
        url = path if path.startswith(("http://", "https://")) else f"{self.base_url.rstrip('/')}{path}"
        name = path.partition("?")[0]
        try:
            async with self.session.request(
                method,
                url,
                params=query,
                data=data,
                headers=headers,
                timeout=patience or self.patience,
                allow_redirects=False,
            ) as response:
                if response.status >= _FAILURE:
                    raise ApiError.no_answer(name, f"HTTP {response.status}", unknown_outcome=True)
                return Answer(await _read(name, response), response.content_type, _filename(response))
        except aiohttp.ClientConnectorError:
            raise ApiError.no_answer(name, "no connection", unknown_outcome=False) from None
        except aiohttp.ConnectionTimeoutError:
            raise ApiError.no_answer(name, "no connection in time", unknown_outcome=False) from None
        except TimeoutError:
            raise ApiError.no_answer(name, "no answer in time", unknown_outcome=True) from None
        except aiohttp.ClientError as error:
            raise ApiError.no_answer(name, type(error).__name__, unknown_outcome=True) from None


def checked(path: str, answer: Answer) -> Payload:
    """Return an answer's JSON where `errcode` is 0 or absent; its Content-Type says nothing.

    Raises ApiError, of unknown outcome where it is no JSON object.
    """
    payload = _object(answer.content)
    if payload is None:
        raise ApiError.no_answer(path, "not JSON", unknown_outcome=True)
    code = payload.get("errcode", 0)
    if not isinstance(code, int):
        raise ApiError.no_answer(path, "errcode is no number", unknown_outcome=True)
    if code:
        raise ApiError.from_answer(path, code, str(payload.get("errmsg", "")))
    return payload


def error_in(path: str, answer: Answer) -> Payload | None:
    """Return the JSON that came where a file was asked for, None where it is the file. Raises ApiError."""
    if answer.content[:1] == b"{" and _object(answer.content) is not None:
        return checked(path, answer)
    return None


def _object(content: bytes) -> Payload | None:
    try:
        payload = json.loads(content)
    except ValueError:  # UnicodeDecodeError is one too
        return None
    return payload if isinstance(payload, dict) else None


async def _read(name: str, response: aiohttp.ClientResponse) -> bytes:
    content = bytearray()
    async for piece in response.content.iter_chunked(64 * 1024):
        content += piece
        if len(content) > MAX_ANSWER:
            raise ApiError.no_answer(name, "the answer is larger than 20 MB", unknown_outcome=True)
    return bytes(content)


def _filename(response: aiohttp.ClientResponse) -> str:
    """Return the bare name of an attachment: never a path."""
    disposition = response.content_disposition
    name = (disposition.filename if disposition else None) or ""
    return name.replace("\\", "/").rpartition("/")[2]
