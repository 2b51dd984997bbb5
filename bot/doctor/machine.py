"""The machine's part of the doctor: packages, key, folders, room, font, the address telephones call."""

import base64
import re
import shutil
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import make_url

from bot.config import Settings
from bot.doctor.finding import Finding, bad, ok, warn
from bot.posters.fonts import FONTS, find_fonts
from bot.vault import KEY_BYTES

LOCK = Path(__file__).parent.parent.parent / "requirements.lock"
A_PACKAGE = re.compile(r"^([A-Za-z0-9._-]+)==([^\s;\\]+)(\s*;)?", re.MULTILINE)
OTHERS = 0o077
GIGABYTE = 1024**3
LITTLE, TOO_LITTLE = 2 * GIGABYTE, GIGABYTE // 2


def look(settings: Settings) -> Iterator[Finding]:
    """Yield what the machine itself has to offer."""
    yield packages(LOCK.read_text(encoding="utf-8") if LOCK.exists() else "", version)
    yield media_folder(Path(settings.media.folder))
    yield font(FONTS)


def packages(lock: str, installed: Callable[[str], str]) -> Finding:
    """Compare the packages that are installed with the lock, which alone was tested."""
    wanted = A_PACKAGE.findall(lock)
    if not wanted:
        return warn("packages", "requirements.lock is not beside the program: cannot be compared")
    differing = []
    for name, number, condition in wanted:
        try:
            if (have := installed(name)) != number:
                differing.append(f"{name} {have} instead of {number}")
        except PackageNotFoundError:
            if not condition:  # one for other systems need not be here
                differing.append(f"{name} {number} missing")
    if differing:
        words = f"{', '.join(differing)}; install anew with --no-deps -r requirements.lock"
        return warn("packages", words)
    return ok("packages", f"{len(wanted)}, each as in requirements.lock")


def key_file(path: Path) -> Finding:
    """Check that the key is there, is one, and nobody else can read it."""
    if not path.exists():
        return bad(
            "key", f"{path} is missing; put the backup back (a new village: `yizhan migrate` makes it)"
        )
    if path.stat().st_mode & OTHERS:
        return bad("key", f"{path} can be read by others; chmod 600 {path}")
    try:
        whole = len(base64.b64decode(path.read_bytes(), validate=True)) == KEY_BYTES
    except (ValueError, OSError):
        whole = False
    if not whole:
        return bad("key", f"{path} holds no key of ours, or is not ours to read; put the backup back")
    return ok("key", f"{path}; keep a copy apart from the database's")


def missing_file(url: str) -> Path | None:
    """Return the SQLite file that should be there and is not."""
    address = make_url(url)
    if address.get_backend_name() != "sqlite" or not address.database:
        return None
    path = Path(address.database)
    return None if path.exists() else path


def media_folder(folder: Path) -> Finding:
    """Check that photos can be stored."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".probe"
        probe.write_bytes(b"")
        probe.unlink()
    except OSError as error:
        return bad("media", f"{folder} cannot be written ({error.strerror}); chown it")
    return ok("media", str(folder))


def room(what: str, folder: Path, free: int | None = None) -> Finding:
    """Check that there is room on a disk; `free` bytes are asked of the system where not given."""
    left = shutil.disk_usage(folder).free if free is None else free
    words = f"{left / GIGABYTE:.1f} GB free at {folder}"
    if left < TOO_LITTLE:
        return bad(f"disk of {what}", f"{words}; make room now: nothing can be stored soon")
    if left < LITTLE:
        return warn(f"disk of {what}", f"{words}; make room: old backups, logs")
    return ok(f"disk of {what}", words)


def font(paths: Sequence[str]) -> Finding:
    """Check for a font with Chinese characters, which posters are drawn with."""
    if (found := find_fonts(paths)) is not None:
        return ok("font", found.text[0])
    words = "no Chinese font: red lists go out as words, without a picture; apt-get install fonts-noto-cjk"
    return warn("font", words)


def public_url(settings: Settings) -> Finding:
    """Check that there is an address for the callback."""
    url = settings.server.public_url
    if not url:
        return warn("public_url", "empty; set server.public_url to the address WeChat calls")
    if not url.startswith("https://"):
        return warn("public_url", f"{url} is not https; the console's log-in needs it")
    return ok("public_url", f"give WeChat {url.rstrip('/')}/wechat")
