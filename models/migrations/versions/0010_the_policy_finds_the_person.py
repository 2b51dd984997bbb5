"""The policy finds the person: who is entitled, how they were told, what they answered; changed rules."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

TABLE = "entitlements"


def upgrade() -> None:
    """Make the tables, which the job fills."""
    op.create_table(
        "entitlement_settings",
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("lead_days", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("rule", name=op.f("pk_entitlement_settings")),
    )
    _make_entitlements()
    for column in ("person_id", "region_path", "grid_code", "found_at"):
        op.create_index(op.f(f"ix_entitlements_{column}"), TABLE, [column])
    op.create_index("ix_entitlements_told_id_told_at", TABLE, ["told_id", "told_at"])
    op.create_index("ix_entitlements_told_told_at", TABLE, ["told", "told_at"])


def _make_entitlements() -> None:
    path = sa.String(160).with_variant(sa.String(160, collation="C"), "postgresql")
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rule", sa.String(length=32), nullable=False),
        sa.Column("period", sa.String(length=16), nullable=False),
        sa.Column("whose", sa.String(length=40), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("last_on", sa.Date(), nullable=False),
        sa.Column("region_path", path, nullable=False),
        sa.Column("grid_code", sa.String(length=32), nullable=True),
        sa.Column("found_at", base.Moment(timezone=True), nullable=False),
        sa.Column("told", sa.String(length=8), nullable=False),
        sa.Column("told_id", sa.Integer(), nullable=True),
        sa.Column("told_at", base.Moment(timezone=True), nullable=True),
        sa.Column("told_by_visit_at", base.Moment(timezone=True), nullable=True),
        sa.Column("reply", sa.String(length=8), nullable=True),
        sa.Column("replied_at", base.Moment(timezone=True), nullable=True),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_entitlements_person_id")),
        sa.ForeignKeyConstraint(["grid_code"], ["grids.code"], name=op.f("fk_entitlements_grid_code")),
        sa.ForeignKeyConstraint(["told_id"], ["people.id"], name=op.f("fk_entitlements_told_id")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_entitlements_case_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_entitlements")),
        sa.UniqueConstraint("rule", "period", "whose", name=op.f("uq_entitlements_rule_period_whose")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table(TABLE)
    op.drop_table("entitlement_settings")
