"""A whole import in one call: read, plan, apply."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TextIO

from sqlalchemy.orm import Session, sessionmaker

from bot.village_import.apply import SourceChanged, apply
from bot.village_import.datum import Datum
from bot.village_import.plan import Plan, plan
from bot.village_import.problems import BadSource
from bot.village_import.source import read_source

BAD_INPUT = 2


def load_source(session: Session, path: Path, *, datum: Datum = "GCJ-02", today: date | None = None) -> Plan:
    """Import a folder or a workbook; raises `BadSource` with everything that is wrong. The caller commits."""
    planned = plan(session, read_source(path), datum=datum, today=today)
    apply(session, planned)
    return planned


def import_command(
    make_session: sessionmaker[Session],
    path: Path,
    *,
    dry_run: bool,
    datum: Datum,
    today: date,
    out: TextIO,
    errors: TextIO,
    progress: Callable[[str], None] = lambda _: None,
) -> int:
    """Run `yizhan import`: print a line a sheet; return the exit code. All or nothing, in one transaction."""
    try:
        with make_session.begin() as session:
            planned = plan(session, read_source(path), datum=datum, today=today)
            if not dry_run:
                progress("checked, writing")
                apply(session, planned)
    except (BadSource, SourceChanged) as error:
        print(error, file=errors)
        print("nothing was imported", file=errors)
        return BAD_INPUT
    print(planned, file=out)
    if dry_run:
        print("dry run: nothing was written", file=out)
    return 0
