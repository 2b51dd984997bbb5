"""The migrations make exactly the tables of the models, on SQLite and PostgreSQL, and take them away."""

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Engine, inspect

from bot.database import WrongVersion, alembic_config, alone, check_version, connect, migrate
from bot.vault import Vault
from models.tables import METADATA

VAULT = Vault(b"a key for the tests")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest) -> Engine:
    if request.param == "sqlite":
        return connect("sqlite://", VAULT)
    return connect(request.getfixturevalue("postgres").create("empty"), VAULT)


def test_the_migrations_make_the_tables_of_the_models(empty: Engine) -> None:
    migrate(empty)
    with empty.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []
    with alone(empty) as connection:
        command.downgrade(alembic_config(connection), "base")
    assert inspect(empty).get_table_names() == ["alembic_version"]
    empty.dispose()


def test_a_database_without_tables_is_sent_to_migrate() -> None:
    with pytest.raises(WrongVersion, match="run `yizhan migrate`"):
        check_version(connect("sqlite://", VAULT))


def test_a_newer_database_is_not_touched() -> None:
    engine = connect("sqlite://", VAULT)
    migrate(engine)
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(WrongVersion, match="newer than this program"):
        check_version(engine)
