"""The house, as far as health, figures and the doctor need it (bot.app.House)."""

from typing import Protocol

from sqlalchemy import Engine

from bot.jobs.workshop import Workshop


class Housed(Workshop, Protocol):
    """The house with its engine."""

    @property
    def engine(self) -> Engine:
        """The engine."""
        ...
