"""The fifth part of the first database: hygiene objections, hygiene scores, staff messages."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_hygiene_objections()
    _make_hygiene_scores()
    _make_staff_messages()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("staff_messages")
    op.drop_table("hygiene_scores")
    op.drop_table("hygiene_objections")


def _make_hygiene_objections() -> None:
    op.create_table(
        "hygiene_objections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("result_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("reviewer_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("points_before", sa.Double(), nullable=False),
        sa.Column("points_after", sa.Double(), nullable=True),
        sa.Column("filed_at", base.Moment(timezone=True), nullable=False),
        sa.Column("due_at", base.Moment(timezone=True), nullable=True),
        sa.Column("answered_at", base.Moment(timezone=True), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["people.id"], name=op.f("fk_hygiene_objections_answered_by_id")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_hygiene_objections_person_id")),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["attachments.id"], name=op.f("fk_hygiene_objections_photo_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["result_id"], ["hygiene_results.id"], name=op.f("fk_hygiene_objections_result_id")
        ),
        sa.ForeignKeyConstraint(
            ["reviewer_id"], ["people.id"], name=op.f("fk_hygiene_objections_reviewer_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hygiene_objections")),
    )
    op.create_index(
        op.f("ix_hygiene_objections_person_id"), "hygiene_objections", ["person_id"], unique=False
    )
    op.create_index(
        op.f("ix_hygiene_objections_result_id"), "hygiene_objections", ["result_id"], unique=False
    )
    op.create_index(
        op.f("ix_hygiene_objections_reviewer_id"), "hygiene_objections", ["reviewer_id"], unique=False
    )
    op.create_index(op.f("ix_hygiene_objections_state"), "hygiene_objections", ["state"], unique=False)


def _make_hygiene_scores() -> None:
    op.create_table(
        "hygiene_scores",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("household_number", sa.String(length=32), nullable=False),
        sa.Column("scorer_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("first_points", sa.Double(), nullable=True),
        sa.Column("parts", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("photo_id", sa.Integer(), nullable=True),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_hygiene_scores_household_number")
        ),
        sa.ForeignKeyConstraint(
            ["photo_id"], ["attachments.id"], name=op.f("fk_hygiene_scores_photo_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["hygiene_rounds.id"], name=op.f("fk_hygiene_scores_round_id")),
        sa.ForeignKeyConstraint(["scorer_id"], ["people.id"], name=op.f("fk_hygiene_scores_scorer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hygiene_scores")),
        sa.UniqueConstraint(
            "round_id",
            "household_number",
            "scorer_id",
            name=op.f("uq_hygiene_scores_round_id_household_number_scorer_id"),
        ),
    )
    op.create_index(
        op.f("ix_hygiene_scores_household_number"), "hygiene_scores", ["household_number"], unique=False
    )
    op.create_index(op.f("ix_hygiene_scores_round_id"), "hygiene_scores", ["round_id"], unique=False)
    op.create_index(op.f("ix_hygiene_scores_scorer_id"), "hygiene_scores", ["scorer_id"], unique=False)


def _make_staff_messages() -> None:
    op.create_table(
        "staff_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("staff_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("notice_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_staff_messages_notice_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_staff_messages_person_id")),
        sa.ForeignKeyConstraint(["staff_id"], ["people.id"], name=op.f("fk_staff_messages_staff_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_messages")),
    )
    op.create_index(op.f("ix_staff_messages_at"), "staff_messages", ["at"], unique=False)
    op.create_index(op.f("ix_staff_messages_person_id"), "staff_messages", ["person_id"], unique=False)
