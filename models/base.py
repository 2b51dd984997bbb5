"""What every table stands on: the declarative base, moments in time, sealed personal data."""

from datetime import UTC, datetime
from typing import Any, ClassVar, Protocol, cast
from zoneinfo import ZoneInfo

from sqlalchemy import JSON, DateTime, Dialect, MetaData, String, TypeDecorator
from sqlalchemy.orm import DeclarativeBase

CHINA = ZoneInfo("Asia/Shanghai")

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Moment(TypeDecorator[datetime]):
    """An aware moment; stored in UTC, read back in China's zone. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            message = f"a moment needs its zone: {value!r}"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        del dialect
        if value is None:
            return None
        return (value if value.tzinfo else value.replace(tzinfo=UTC)).astimezone(CHINA)


class Vault(Protocol):
    """Seals personal data for storage; the rim hangs one on the engine's dialect as `vault`."""

    def seal(self, text: str) -> str:
        """Encrypt `text`; different each time."""
        ...

    def open(self, sealed: str) -> str:
        """Decrypt what `seal` gave; raises `ValueError` for anything else."""
        ...

    def index(self, text: str) -> str:
        """Return a keyed digest of `text`, the same each time, to look things up by."""
        ...


def vault_of(dialect: Dialect) -> Vault:
    """Return the vault of the engine that `dialect` belongs to; raises `LookupError` without one."""
    vault = getattr(dialect, "vault", None)
    if vault is None:
        message = "this engine has no vault: build it with bot.database.connect"
        raise LookupError(message)
    return cast("Vault", vault)


class Sealed(TypeDecorator[str]):
    """Text that lies encrypted in the database (telephones, ID numbers)."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return vault_of(dialect).seal(value) if value else None

    def process_result_value(self, value: str | None, dialect: Dialect) -> str | None:
        return vault_of(dialect).open(value) if value else None


class Indexed(TypeDecorator[str]):
    """A keyed digest of sealed text: compare and look up, never read."""

    impl = String(64)
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        return vault_of(dialect).index(value) if value else None


class Base(DeclarativeBase):
    """The base of all tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Moment,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }
