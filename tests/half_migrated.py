"""A migration that stops before its end, for a test to kill: `python -m tests.half_migrated URL KEY_FILE`."""

import sys
from pathlib import Path

from sqlalchemy.orm import Session

from bot.database import connect, migrate
from bot.vault import open_vault


def stop(_session: Session) -> None:
    """Say that all tables are changed and nothing is committed, and wait for the end."""
    sys.stdout.write("half\n")
    sys.stdout.flush()
    sys.stdin.read()


if __name__ == "__main__":
    migrate(connect(sys.argv[1], open_vault(Path(sys.argv[2]))), and_then=stop)
