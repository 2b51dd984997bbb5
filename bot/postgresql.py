"""How connections to PostgreSQL are made: none waits for ever, neither on the wire nor for a lock."""

from sqlalchemy import Engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

# A villager waits five seconds: a server that does not answer is away. Seconds; the last in milliseconds.
CONNECT_ARGUMENTS = {
    "application_name": "yizhan",
    "connect_timeout": 3,
    "keepalives_idle": 30,
    "keepalives_interval": 10,
    "keepalives_count": 3,
    "tcp_user_timeout": 3000,
}
# As long as SQLite's busy timeout; and what a process that lost its network had locked is free again soon.
SETTINGS = (
    "SET lock_timeout = '3s'",
    "SET idle_in_transaction_session_timeout = '10min'",
    "SET tcp_keepalives_idle = 30",
    "SET tcp_keepalives_interval = 10",
    "SET tcp_keepalives_count = 3",
)


def prepare(engine: Engine) -> None:
    """Have an engine's connections begin with these settings."""
    event.listen(engine, "connect", _set_up)


def _set_up(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    cursor = connection.cursor()
    for setting in SETTINGS:
        cursor.execute(setting)
    cursor.close()
    connection.commit()
