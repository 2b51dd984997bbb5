"""The days on which somebody with a post is away; what was typed when a log-in ran out."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "absences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("said_at", base.Moment(timezone=True), nullable=False),
        sa.Column("greeted_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_absences_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_absences")),
    )
    op.create_index(op.f("ix_absences_person_id"), "absences", ["person_id"])
    op.create_index(op.f("ix_absences_last"), "absences", ["last"])
    op.create_table(
        "typed_forms",
        sa.Column("user_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("form", base.Sealed(), nullable=False),
        sa.Column("kept_at", base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_typed_forms_user_id")),
        sa.PrimaryKeyConstraint("user_id", name=op.f("pk_typed_forms")),
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("typed_forms")
    op.drop_table("absences")
