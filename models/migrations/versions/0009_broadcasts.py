"""Broadcasts, which notices are theirs, and an index of followers by household."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

BROADCAST, FOLLOWS = "broadcast_id IS NOT NULL", "openid IS NOT NULL"


def upgrade() -> None:
    """Make the table; the column by hand, because SQLite adds a foreign key only together with its column."""
    _make_broadcasts()
    op.execute(
        "ALTER TABLE notices ADD COLUMN broadcast_id INTEGER"
        " CONSTRAINT fk_notices_broadcast_id REFERENCES broadcasts (id)"
    )
    for name, table, columns, only in (
        ("ix_notices_broadcast", "notices", ["broadcast_id", "state", "error"], sa.text(BROADCAST)),
        ("ix_people_followers", "people", ["household_number", "id"], sa.text(FOLLOWS)),
    ):
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def _make_broadcasts() -> None:
    op.create_table(
        "broadcasts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("whom", sa.String(length=16), nullable=False),
        sa.Column("of", sa.String(length=64), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("calls", sa.Boolean(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("written_at", base.Moment(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("sent_at", base.Moment(timezone=True), nullable=True),
        sa.Column("ended_at", base.Moment(timezone=True), nullable=True),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("after", sa.Integer(), nullable=True),
        sa.Column("kept", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_broadcasts_region_code")),
        sa.ForeignKeyConstraint(["author_id"], ["people.id"], name=op.f("fk_broadcasts_author_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_broadcasts")),
    )
    for column in ("region_code", "author_id", "state"):
        op.create_index(op.f(f"ix_broadcasts_{column}"), "broadcasts", [column])


def downgrade() -> None:
    """Drop them; SQLite drops a column with a foreign key only by copying the table."""
    op.drop_index("ix_people_followers", "people")
    op.drop_index("ix_notices_broadcast", "notices")
    with op.batch_alter_table("notices") as notices:
        notices.drop_column("broadcast_id")
    op.drop_table("broadcasts")
