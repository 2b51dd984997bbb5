"""A PostgreSQL server of our own, from the machine's packages, for measuring and for the tests."""

import os
import pwd
import shutil
import socket
import subprocess
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Server:
    """A running server."""

    programs: Path
    data: Path
    port: int

    def create(self, name: str) -> str:
        """Make an empty database and return its address."""
        command = ["createdb", "-h", "127.0.0.1", "-p", str(self.port), "-U", "postgres", name]
        _run(self.programs, command)
        return f"postgresql://postgres@127.0.0.1:{self.port}/{name}"

    def stop(self) -> None:
        """Stop the server."""
        _run(self.programs, ["pg_ctl", "-D", str(self.data), "-m", "immediate", "stop"])


def start(folder: Path, options: str = "-c fsync=off") -> Server | None:
    """Start a server in `folder` that only this machine reaches; None where PostgreSQL is not installed.

    The tests need no `fsync`: their data live as long as they do.
    """
    programs = _programs()
    if programs is None:
        return None
    data, port = folder / "data", _free_port()
    if os.geteuid() == 0:
        for place in (folder, *folder.parents[:3]):
            place.chmod(place.stat().st_mode | 0o055)  # its own user must reach the folder
        shutil.chown(folder, "postgres")
    _run(programs, ["initdb", "-D", str(data), "-U", "postgres", "-A", "trust", "--no-sync", "-E", "UTF8"])
    said = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories= {options}"
    _run(programs, ["pg_ctl", "-D", str(data), "-o", said, "-l", str(folder / "log"), "-w", "start"])
    return Server(programs, data, port)


def _programs() -> Path | None:
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    on_path = shutil.which("initdb")
    return found[-1].parent if found else Path(on_path).parent if on_path else None


def _run(programs: Path, command: list[str]) -> None:
    """Run one of the server's programs, as its own user where we are root (it refuses root)."""
    user = pwd.getpwnam("postgres").pw_uid if os.geteuid() == 0 else None
    subprocess.run(  # noqa: S603 - fixed programs of the machine's own packages
        [str(programs / command[0]), *command[1:]],
        check=True,
        user=user,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
    )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
