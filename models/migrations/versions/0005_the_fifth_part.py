"""The fifth part of the first database: notices, patrols, hygiene objections, hygiene scores …."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_notices()
    _make_patrols()
    _index_patrols()
    _make_hygiene_objections()
    _make_hygiene_scores()
    _index_hygiene_scores()
    _make_staff_messages()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("staff_messages")
    op.drop_table("hygiene_scores")
    op.drop_table("hygiene_objections")
    op.drop_table("patrols")
    op.drop_table("notices")


def _notices_part_1() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("cause", sa.String(length=120), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("not_before", base.Moment(timezone=True), nullable=False),
        sa.Column("created_at", base.Moment(timezone=True), nullable=False),
        sa.Column("claimed_at", base.Moment(timezone=True), nullable=True),
        sa.Column("sent_at", base.Moment(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("channel", sa.String(length=16), nullable=False),
        sa.Column("message_id", sa.String(length=32), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
    ]


def _notices_part_2() -> "list[sa.schema.SchemaItem]":
    return [
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notices_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_notices_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("cause", "person_id", name=op.f("uq_notices_cause_person_id")),
    ]


def _make_notices() -> None:
    op.create_table("notices", *_notices_part_1(), *_notices_part_2())
    op.create_index(op.f("ix_notices_case_id"), "notices", ["case_id"], unique=False)
    op.create_index(op.f("ix_notices_created_at"), "notices", ["created_at"], unique=False)
    op.create_index(op.f("ix_notices_message_id"), "notices", ["message_id"], unique=False)
    op.create_index(op.f("ix_notices_person_id"), "notices", ["person_id"], unique=False)
    op.create_index(op.f("ix_notices_state_not_before"), "notices", ["state", "not_before"], unique=False)


def _make_patrols() -> None:
    op.create_table(
        "patrols",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("grid_code", sa.String(length=32), nullable=True),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("duty", sa.String(length=16), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("seen_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_patrols_case_id")),
        sa.ForeignKeyConstraint(["grid_code"], ["grids.code"], name=op.f("fk_patrols_grid_code")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_patrols_person_id")),
        sa.ForeignKeyConstraint(["seen_id"], ["people.id"], name=op.f("fk_patrols_seen_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_patrols")),
    )


def _index_patrols() -> None:
    op.create_index(op.f("ix_patrols_at"), "patrols", ["at"], unique=False)
    op.create_index(op.f("ix_patrols_grid_code"), "patrols", ["grid_code"], unique=False)
    op.create_index(op.f("ix_patrols_person_id"), "patrols", ["person_id"], unique=False)
    op.create_index(op.f("ix_patrols_seen_id"), "patrols", ["seen_id"], unique=False)


def _hygiene_objections_part_1() -> "list[sa.schema.SchemaItem]":
    return [
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
    ]


def _hygiene_objections_part_2() -> "list[sa.schema.SchemaItem]":
    return [
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
    ]


def _make_hygiene_objections() -> None:
    op.create_table("hygiene_objections", *_hygiene_objections_part_1(), *_hygiene_objections_part_2())
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


def _index_hygiene_scores() -> None:
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
