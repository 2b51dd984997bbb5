"""Monthly reports of whole counties, kept; indexes for the people who are to be visited."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table, which the job fills, and the indexes."""
    op.create_table(
        "kept_reports",
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_kept_reports_region_code")),
        sa.PrimaryKeyConstraint("region_code", "month", name=op.f("pk_kept_reports")),
    )
    only = sa.text("CAST(tags AS VARCHAR) != '[]'")
    op.drop_index("ix_households_grid_code", "households")
    op.create_index("ix_households_grid_code", "households", ["grid_code", "number"])
    op.create_index(
        "ix_people_tagged", "people", ["household_number"], sqlite_where=only, postgresql_where=only
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_index("ix_people_tagged", "people")
    op.drop_index("ix_households_grid_code", "households")
    op.create_index("ix_households_grid_code", "households", ["grid_code"])
    op.drop_table("kept_reports")
