"""Make the file of the present version: `python -m tests.schemas.make`, once, when a version is released.

A small village is loaded, its people write some messages through the real webhook, and tables that stayed
empty get a row by their columns' types.
"""

import asyncio
import json
import sys
import tempfile
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from sqlalchemy import JSON, Column, Connection, insert, select

from bot.clock import MovableClock
from bot.config import Database, Media, Privacy, Schedule, Settings, WeChat
from bot.database import connect, migrate, newest
from bot.vault import open_vault
from models.base import CHINA
from nlp.understand import load
from tests.schemas.rows import FOLDER, Row, tables_of, taken_out
from tests.town import Town, load_village, open_town
from tests.village_import.sources import write

NOON = datetime(2026, 11, 24, 10, tzinfo=CHINA)
AES_KEY = "q7Yb2LwT0xKd9VnZ3sMh8RfJ5uGc1EoPa6WiXtBvNk4"
TALK = (
    ("oWANG", "一组黄葛树那里的路灯坏了"),
    ("oWANG", "对，提交"),
    ("oHE", "接单"),
    ("oWANG", "我妈八十了想办那个老年补贴，她叫王玉珍，电话13881234567"),
    ("oSTRANGER", "你好"),
    ("oSTRANGER", "垃圾怎么分"),
)
A_DAY, A_MOMENT = date(2026, 11, 24), datetime(2026, 11, 24, 2)  # noqa: DTZ001 - SQLite keeps UTC unnamed
INVENTED = {int: 1, str: "x", bool: True, float: 1.5, date: A_DAY, datetime: A_MOMENT, time: time(9)}
# Catalogues that nothing points to are cut.
AT_MOST = {"waste_items": 5, "calendar_days": 60}


async def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        settings = settings_in(home)
        engine = connect(settings.database.url, open_vault(home / "yizhan.key"))
        migrate(engine)
        load_village(engine, write(home / "village"))
        async with open_town(settings, MovableClock(NOON), load()) as town:
            await talk(town)
        with engine.begin() as connection:
            fill(connection)
            tables = taken_out(connection)
        engine.dispose()
        key = (home / "yizhan.key").read_text(encoding="ascii")
    cut = {name: rows[: AT_MOST.get(name, len(rows))] for name, rows in tables.items()}
    (FOLDER / f"{newest()}.json").write_text(as_text(key, cut), encoding="utf-8")
    sys.stdout.write(f"{newest()}: {sum(map(len, cut.values()))} rows\n")


def as_text(key: str, tables: dict[str, list[Row]]) -> str:
    """Return the file's text, a line for each row."""
    lists = (
        f"{json.dumps(name)}: [\n"
        + ",\n".join(json.dumps(r, ensure_ascii=False, sort_keys=True) for r in rows)
        + "]"
        for name, rows in sorted(tables.items())
    )
    head = f'{{"version": {json.dumps(newest())}, "key": {json.dumps(key)}, "tables": {{\n'
    return head + ",\n".join(lists) + "}}\n"


def settings_in(home: Path) -> Settings:
    return Settings(
        database=Database(url=f"sqlite:///{home}/yizhan.db"),
        privacy=Privacy(key_file=str(home / "yizhan.key")),
        media=Media(folder=str(home / "media")),
        schedule=Schedule(enabled=False),
        wechat=WeChat(app_id="wx00d0c0ffee00cafe", app_secret="secret", token="town-token", aes_key=AES_KEY),
    )


async def talk(town: Town) -> None:
    for who, words in TALK:
        reply = await town.say(who, words)
        sys.stdout.write(f"{who}: {words}\n    {reply.text}\n")
    await town.settle()


def fill(connection: Connection) -> None:
    for table in tables_of(connection):
        if connection.execute(select(table).limit(1)).first() is None:
            connection.execute(insert(table), [{c.name: invented(connection, c) for c in table.columns}])


def invented(connection: Connection, column: Column[Any]) -> object:
    """Return a value for a column: what it points to, else something of its type."""
    for key in column.foreign_keys:
        return connection.scalar(select(key.column).limit(1))
    return [] if isinstance(column.type, JSON) else INVENTED[column.type.python_type]


if __name__ == "__main__":
    asyncio.run(main())
