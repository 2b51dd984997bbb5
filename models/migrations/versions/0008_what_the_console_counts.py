"""Counts kept for the page of numbers; indexes for that page and the one of words not understood."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

UNSURE = "confidence < 0.9"


def upgrade() -> None:
    """Make the tables, which the jobs fill, and the indexes."""
    path = sa.String(160).with_variant(sa.String(160, collation="C"), "postgresql")
    op.create_table(
        "message_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("region_path", path, nullable=False),
        sa.Column("until", base.Moment(timezone=True), nullable=False),
        sa.Column("heard", sa.Integer(), nullable=False),
        sa.Column("unsure", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", "region_path", name=op.f("pk_message_days")),
    )
    op.create_table(
        "kept_figures",
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("span", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_kept_figures_region_code")),
        sa.PrimaryKeyConstraint("region_code", "span", name=op.f("pk_kept_figures")),
    )
    op.drop_index("ix_cases_region", "cases")
    op.create_index("ix_cases_region", "cases", ["region_path", "created_at"])
    only = sa.text(UNSURE)
    op.create_index(
        "ix_inbound_unsure", "inbound", ["id", "person_id"], sqlite_where=only, postgresql_where=only
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_inbound_unsure", "inbound")
    op.drop_index("ix_cases_region", "cases")
    op.create_index("ix_cases_region", "cases", ["region_path"])
    op.drop_table("kept_figures")
    op.drop_table("message_days")
