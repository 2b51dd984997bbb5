"""The fourth part of the first database: waste pickups, access log, attachments, case events …."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_waste_pickups()
    _index_waste_pickups()
    _make_access_log()
    _make_attachments()
    _make_case_events()
    _index_case_events()
    _make_check_ins()
    _make_dispute_parties()
    _make_duty_swaps()
    _make_follow_ups()
    _make_labels()
    _make_login_sessions()
    _make_meetings()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("meetings")
    op.drop_table("login_sessions")
    op.drop_table("labels")
    op.drop_table("follow_ups")
    op.drop_table("duty_swaps")
    op.drop_table("dispute_parties")
    op.drop_table("check_ins")
    op.drop_table("case_events")
    op.drop_table("attachments")
    op.drop_table("access_log")
    op.drop_table("waste_pickups")


def _make_waste_pickups() -> None:
    op.create_table(
        "waste_pickups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("region_code", sa.String(length=32), nullable=True),
        sa.Column("region_path", sa.String(length=160), nullable=False),
        sa.Column("grid_code", sa.String(length=32), nullable=True),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("items", sa.JSON(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("asked_at", base.Moment(timezone=True), nullable=False),
        sa.Column("ended_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["grid_code"], ["grids.code"], name=op.f("fk_waste_pickups_grid_code")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_waste_pickups_person_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_waste_pickups_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_pickups")),
    )


def _index_waste_pickups() -> None:
    op.create_index(op.f("ix_waste_pickups_day"), "waste_pickups", ["day"], unique=False)
    op.create_index(op.f("ix_waste_pickups_person_id"), "waste_pickups", ["person_id"], unique=False)
    op.create_index(op.f("ix_waste_pickups_region_path"), "waste_pickups", ["region_path"], unique=False)
    op.create_index(op.f("ix_waste_pickups_state"), "waste_pickups", ["state"], unique=False)


def _make_access_log() -> None:
    op.create_table(
        "access_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("what", sa.String(length=32), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("detail", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_access_log_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_access_log_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_log")),
    )
    op.create_index(op.f("ix_access_log_at"), "access_log", ["at"], unique=False)
    op.create_index(op.f("ix_access_log_case_id"), "access_log", ["case_id"], unique=False)
    op.create_index(op.f("ix_access_log_person_id"), "access_log", ["person_id"], unique=False)


def _make_attachments() -> None:
    op.create_table(
        "attachments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("media_id", sa.String(length=160), nullable=False),
        sa.Column("picture_url", sa.String(length=300), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("purpose", sa.String(length=16), nullable=False),
        sa.Column("path", sa.String(length=200), nullable=False),
        sa.Column("fetch_attempts", sa.Integer(), nullable=False),
        sa.Column("fetch_after", base.Moment(timezone=True), nullable=True),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_attachments_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_attachments_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
    )
    op.create_index(op.f("ix_attachments_case_id"), "attachments", ["case_id"], unique=False)


def _make_case_events() -> None:
    op.create_table(
        "case_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("actor", sa.String(length=64), nullable=False),
        sa.Column("actor_role", sa.String(length=16), nullable=False),
        sa.Column("via", sa.String(length=16), nullable=False),
        sa.Column("action", sa.String(length=32), nullable=False),
        sa.Column("source", sa.String(length=16), nullable=False),
        sa.Column("target", sa.String(length=16), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_events_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_case_events_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_events")),
        sa.UniqueConstraint("case_id", "step", name=op.f("uq_case_events_case_id_step")),
    )


def _index_case_events() -> None:
    op.create_index(op.f("ix_case_events_at"), "case_events", ["at"], unique=False)


def _make_check_ins() -> None:
    op.create_table(
        "check_ins",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("returnee_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("temperature", sa.Double(), nullable=True),
        sa.Column("symptom", sa.String(length=64), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["returnee_id"], ["returnees.id"], name=op.f("fk_check_ins_returnee_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_ins")),
        sa.UniqueConstraint("returnee_id", "day", name=op.f("uq_check_ins_returnee_id_day")),
    )


def _make_dispute_parties() -> None:
    op.create_table(
        "dispute_parties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=16), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("relation", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_dispute_parties_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dispute_parties_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_parties")),
    )
    op.create_index(op.f("ix_dispute_parties_case_id"), "dispute_parties", ["case_id"], unique=False)
    op.create_index(op.f("ix_dispute_parties_person_id"), "dispute_parties", ["person_id"], unique=False)


def _make_duty_swaps() -> None:
    op.create_table(
        "duty_swaps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("duty_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", sa.Integer(), nullable=False),
        sa.Column("taker_id", sa.Integer(), nullable=False),
        sa.Column("in_return_id", sa.Integer(), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("asked_at", base.Moment(timezone=True), nullable=False),
        sa.Column("answered_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["asker_id"], ["people.id"], name=op.f("fk_duty_swaps_asker_id")),
        sa.ForeignKeyConstraint(["duty_id"], ["duties.id"], name=op.f("fk_duty_swaps_duty_id")),
        sa.ForeignKeyConstraint(["in_return_id"], ["duties.id"], name=op.f("fk_duty_swaps_in_return_id")),
        sa.ForeignKeyConstraint(["taker_id"], ["people.id"], name=op.f("fk_duty_swaps_taker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duty_swaps")),
    )
    op.create_index(op.f("ix_duty_swaps_taker_id"), "duty_swaps", ["taker_id"], unique=False)


def _make_follow_ups() -> None:
    op.create_table(
        "follow_ups",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("asked_at", base.Moment(timezone=True), nullable=True),
        sa.Column("answered_at", base.Moment(timezone=True), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("kept", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_follow_ups_case_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_follow_ups_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow_ups")),
    )
    op.create_index(op.f("ix_follow_ups_case_id"), "follow_ups", ["case_id"], unique=False)
    op.create_index(op.f("ix_follow_ups_due_on"), "follow_ups", ["due_on"], unique=False)


def _make_labels() -> None:
    op.create_table(
        "labels",
        sa.Column("inbound_id", sa.Integer(), nullable=False),
        sa.Column("intent", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["inbound_id"], ["inbound.id"], name=op.f("fk_labels_inbound_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_labels_person_id")),
        sa.PrimaryKeyConstraint("inbound_id", name=op.f("pk_labels")),
    )


def _make_login_sessions() -> None:
    op.create_table(
        "login_sessions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("user_id", sa.Integer(), nullable=False),
        sa.Column("token_digest", sa.String(length=64), nullable=False),
        sa.Column("csrf", sa.String(length=64), nullable=False),
        sa.Column("created_at", base.Moment(timezone=True), nullable=False),
        sa.Column("expires_at", base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["user_id"], ["users.id"], name=op.f("fk_login_sessions_user_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_login_sessions")),
        sa.UniqueConstraint("token_digest", name=op.f("uq_login_sessions_token_digest")),
    )
    op.create_index(op.f("ix_login_sessions_expires_at"), "login_sessions", ["expires_at"], unique=False)
    op.create_index(op.f("ix_login_sessions_user_id"), "login_sessions", ["user_id"], unique=False)


def _make_meetings() -> None:
    op.create_table(
        "meetings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("mediator_id", sa.Integer(), nullable=True),
        sa.Column("outcome", sa.String(length=24), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("day_reminded_at", base.Moment(timezone=True), nullable=True),
        sa.Column("hour_reminded_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_meetings_case_id")),
        sa.ForeignKeyConstraint(["mediator_id"], ["people.id"], name=op.f("fk_meetings_mediator_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_at"), "meetings", ["at"], unique=False)
    op.create_index(op.f("ix_meetings_case_id"), "meetings", ["case_id"], unique=False)
