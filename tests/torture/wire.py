"""A wire to PostgreSQL that a test can cut: at once, or at the moment of a commit."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from enum import Enum

from sqlalchemy import make_url

CHUNK = 65536


class Moment(Enum):
    """When a commit's connection breaks: before the server hears of it, or before it can answer."""

    BEFORE = "before"
    AFTER = "after"


@dataclass
class Wire:
    """Carries bytes between clients and a server. `refused` is set when somebody finds it cut."""

    url: str
    server: tuple[str, int]
    door: socket.socket
    refused: threading.Event = field(default_factory=threading.Event)
    _is_cut: bool = False
    _break_at: Moment | None = None
    _pass_by: int = 0
    _open: set[socket.socket] = field(default_factory=set)

    def cut(self) -> None:
        """Break every connection and take no new one."""
        self.refused.clear()
        self._is_cut = True
        for end in tuple(self._open):
            _close(end)

    def mend(self) -> None:
        """Take connections again."""
        self._is_cut = False

    def break_commit(self, moment: Moment, *, but_first: int = 0) -> None:
        """Break the connection of the next commit, or of the one after `but_first` others."""
        self._break_at, self._pass_by = moment, but_first

    @property
    def is_armed(self) -> bool:
        """Whether the commit to break is still to come."""
        return self._break_at is not None

    def serve(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self.door.accept()
                if self._is_cut:
                    self.refused.set()
                    client.close()
                    continue
                server = socket.create_connection(self.server)
                self._open |= {client, server}
                answers = threading.Thread(target=self._carry, args=(server, client), daemon=True)
                words = threading.Thread(target=self._watch, args=(client, server), daemon=True)
                answers.start()
                words.start()

    def _watch(self, client: socket.socket, server: socket.socket) -> None:
        """Carry what a client says, looking for the commit to break."""
        with suppress(OSError):
            while words := client.recv(CHUNK):
                moment = self._moment_of(words)
                if moment is Moment.AFTER:
                    _close(client)  # the answer finds nobody
                if moment is not Moment.BEFORE:
                    server.sendall(words)
                if moment is not None:
                    break
        if not self._is_cut and client.fileno() >= 0:
            _close(client)
        with suppress(OSError):
            server.shutdown(socket.SHUT_WR)

    def _moment_of(self, words: bytes) -> Moment | None:
        if self._break_at is None or b"COMMIT" not in words:
            return None
        if self._pass_by:
            self._pass_by -= 1
            return None
        moment, self._break_at = self._break_at, None
        return moment

    def _carry(self, source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while got := source.recv(CHUNK):
                target.sendall(got)
        for end in (source, target):
            _close(end)
            self._open.discard(end)


def _close(end: socket.socket) -> None:
    with suppress(OSError):
        end.shutdown(socket.SHUT_RDWR)
    end.close()


@contextmanager
def wired(url: str) -> Iterator[Wire]:
    """Lay a wire to the server of a PostgreSQL address; `Wire.url` is the address at its end."""
    parsed = make_url(url)
    door = socket.create_server(("127.0.0.1", 0))
    near = parsed.set(port=door.getsockname()[1]).render_as_string(hide_password=False)
    wire = Wire(near, (str(parsed.host), int(parsed.port or 5432)), door)
    thread = threading.Thread(target=wire.serve, daemon=True)
    thread.start()
    try:
        yield wire
    finally:
        wire.cut()
        _close(door)
        thread.join()
