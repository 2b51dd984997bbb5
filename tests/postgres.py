"""The PostgreSQL server of the tests: the one that measuring starts too."""

from bot.bench.postgres import Server, start

__all__ = ["Server", "start"]
