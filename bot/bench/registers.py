"""A county's household book, written as the CSV files that an import reads, and the import measured."""

import csv
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterable
from itertools import cycle
from pathlib import Path

from bot.bench import servers
from bot.demo.village import SOURCE

HOUSEHOLDS, PEOPLE = 500_000, 1_400_000
FEWER = 50  # the short form's


def imported(*, short: bool) -> list[str]:
    """Measure the import of 500,000 households and 1,400,000 people: minutes, and memory at most."""
    households, people = (each // (FEWER if short else 1) for each in (HOUSEHOLDS, PEOPLE))
    with tempfile.TemporaryDirectory() as folder:
        home, book = Path(folder), Path(folder) / "book"
        write_book(book, households, people)
        servers.prepare(f"sqlite:///{home}/yizhan.db", home)
        config = servers.write_settings(home, f"sqlite:///{home}/yizhan.db")
        seconds, memory = _measured([*servers.PROGRAM, "import", str(book), "--config", str(config)])
    about = f"import of {households:,} households, {people:,} people"
    return [f"{about}, s / MB at most | {seconds:.0f} / {memory:.0f}"]


def write_book(folder: Path, households: int, people: int) -> None:
    """Write the demo's regions and grids, and so many households and people named as those there are."""
    folder.mkdir()
    for name in ("regions.csv", "grids.csv"):
        shutil.copy(SOURCE / name, folder)
    head, *homes = _rows("households.csv")
    numbered = zip(range(households), cycle(homes), strict=False)
    _write(folder / "households.csv", head, ([f"X{n:07d}", *home[1:]] for n, home in numbered))
    head, *known = _rows("people.csv")
    people_of = zip(range(people), cycle(known), strict=False)
    rows = (
        [f"X{n:08d}", row[1], f"X{n % households:07d}", *row[3:5], f"139{n:08d}", "", "", ""]
        for n, row in people_of
    )
    _write(folder / "people.csv", head, rows)


def _rows(name: str) -> list[list[str]]:
    with (SOURCE / name).open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.reader(lines))


def _write(path: Path, head: list[str], rows: Iterable[list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as lines:
        writer = csv.writer(lines)
        writer.writerow(head)
        writer.writerows(rows)


def _measured(command: list[str]) -> tuple[float, float]:
    """Run a command; return its seconds and its memory at most in MB. Raises `RuntimeError` if it fails."""
    began = time.perf_counter()
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL)  # noqa: S603 - our own program
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        message = f"{' '.join(command[2:4])} ended with {os.waitstatus_to_exitcode(status)}"
        raise RuntimeError(message)
    return time.perf_counter() - began, usage.ru_maxrss / 1024
