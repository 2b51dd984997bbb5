"""The third part of the first database: duties, hygiene assignments, hygiene results, inbound …."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_duties()
    _make_hygiene_assignments()
    _make_hygiene_results()
    _make_inbound()
    _index_inbound()
    _make_name_consents()
    _make_posts()
    _make_returnees()
    _make_talk_wishes()
    _make_users()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("users")
    op.drop_table("talk_wishes")
    op.drop_table("returnees")
    op.drop_table("posts")
    op.drop_table("name_consents")
    op.drop_table("inbound")
    op.drop_table("hygiene_results")
    op.drop_table("hygiene_assignments")
    op.drop_table("duties")


def _make_duties() -> None:
    op.create_table(
        "duties",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("station_code", sa.String(length=32), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_duties_person_id")),
        sa.ForeignKeyConstraint(["station_code"], ["stations.code"], name=op.f("fk_duties_station_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_duties")),
        sa.UniqueConstraint(
            "station_code", "day", "person_id", name=op.f("uq_duties_station_code_day_person_id")
        ),
    )
    op.create_index(op.f("ix_duties_day"), "duties", ["day"], unique=False)
    op.create_index(op.f("ix_duties_person_id"), "duties", ["person_id"], unique=False)


def _make_hygiene_assignments() -> None:
    op.create_table(
        "hygiene_assignments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("scorer_id", sa.Integer(), nullable=False),
        sa.Column("household_number", sa.String(length=32), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_hygiene_assignments_household_number")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["hygiene_rounds.id"], name=op.f("fk_hygiene_assignments_round_id")
        ),
        sa.ForeignKeyConstraint(["scorer_id"], ["people.id"], name=op.f("fk_hygiene_assignments_scorer_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hygiene_assignments")),
        sa.UniqueConstraint(
            "round_id",
            "scorer_id",
            "household_number",
            name=op.f("uq_hygiene_assignments_round_id_scorer_id_household_number"),
        ),
    )
    op.create_index(
        op.f("ix_hygiene_assignments_round_id"), "hygiene_assignments", ["round_id"], unique=False
    )
    op.create_index(
        op.f("ix_hygiene_assignments_scorer_id"), "hygiene_assignments", ["scorer_id"], unique=False
    )


def _hygiene_results_part_1() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("household_number", sa.String(length=32), nullable=False),
        sa.Column("points", sa.Double(), nullable=False),
        sa.Column("scorers", sa.Integer(), nullable=False),
        sa.Column("spread", sa.Double(), nullable=False),
        sa.Column("sorting", sa.Double(), nullable=True),
        sa.Column("toilet", sa.Double(), nullable=True),
        sa.Column("improvement", sa.Double(), nullable=False),
        sa.Column("band", sa.String(length=16), nullable=False),
        sa.Column("colour", sa.String(length=8), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("needs_help", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("corrected_from", sa.Double(), nullable=True),
        sa.Column("corrected_at", base.Moment(timezone=True), nullable=True),
    ]


def _hygiene_results_part_2() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("corrected_by_id", sa.Integer(), nullable=True),
        sa.Column("ended_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["corrected_by_id"], ["people.id"], name=op.f("fk_hygiene_results_corrected_by_id")
        ),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_hygiene_results_household_number")
        ),
        sa.ForeignKeyConstraint(
            ["round_id"], ["hygiene_rounds.id"], name=op.f("fk_hygiene_results_round_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hygiene_results")),
        sa.UniqueConstraint(
            "round_id", "household_number", name=op.f("uq_hygiene_results_round_id_household_number")
        ),
    ]


def _make_hygiene_results() -> None:
    op.create_table("hygiene_results", *_hygiene_results_part_1(), *_hygiene_results_part_2())
    op.create_index(
        op.f("ix_hygiene_results_household_number"), "hygiene_results", ["household_number"], unique=False
    )
    op.create_index(op.f("ix_hygiene_results_round_id"), "hygiene_results", ["round_id"], unique=False)


def _make_inbound() -> None:
    op.create_table(
        "inbound",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=255), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("received_at", base.Moment(timezone=True), nullable=False),
        sa.Column("payload", sa.JSON(), nullable=False),
        sa.Column("intent", sa.String(length=32), nullable=False),
        sa.Column("confidence", sa.Double(), nullable=True),
        sa.Column("reply", sa.JSON(), nullable=True),
        sa.Column("handled_at", base.Moment(timezone=True), nullable=True),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inbound_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound")),
        sa.UniqueConstraint("key", name=op.f("uq_inbound_key")),
    )


def _index_inbound() -> None:
    op.create_index(op.f("ix_inbound_person_at"), "inbound", ["person_id", "received_at"], unique=False)
    op.create_index(op.f("ix_inbound_received_at"), "inbound", ["received_at"], unique=False)


def _make_name_consents() -> None:
    op.create_table(
        "name_consents",
        sa.Column("household_number", sa.String(length=32), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("given_at", base.Moment(timezone=True), nullable=True),
        sa.Column("withdrawn_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_name_consents_household_number")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_name_consents_person_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("household_number", name=op.f("pk_name_consents")),
    )


def _make_posts() -> None:
    op.create_table(
        "posts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=16), nullable=False),
        sa.Column("scope_code", sa.String(length=32), nullable=False),
        sa.Column("region_path", sa.String(length=160), nullable=False),
        sa.Column("is_deputy", sa.Boolean(), nullable=False),
        sa.Column("group_name", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_posts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_posts")),
        sa.UniqueConstraint(
            "person_id", "role", "scope_code", name=op.f("uq_posts_person_id_role_scope_code")
        ),
    )
    op.create_index(op.f("ix_posts_person_id"), "posts", ["person_id"], unique=False)
    op.create_index(op.f("ix_posts_region_path"), "posts", ["region_path"], unique=False)
    op.create_index(op.f("ix_posts_scope_code"), "posts", ["scope_code"], unique=False)


def _returnees_part_1() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("household_number", sa.String(length=32), nullable=True),
        sa.Column("region_code", sa.String(length=32), nullable=True),
        sa.Column("region_path", sa.String(length=160), nullable=False),
        sa.Column("grid_code", sa.String(length=32), nullable=True),
        sa.Column("phone", base.Sealed(), nullable=True),
        sa.Column("from_place", sa.String(length=64), nullable=False),
        sa.Column("returns_on", sa.Date(), nullable=False),
        sa.Column("watch_until", sa.Date(), nullable=True),
        sa.Column("left_on", sa.Date(), nullable=True),
        sa.Column("registered_at", base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["grid_code"], ["grids.code"], name=op.f("fk_returnees_grid_code")),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_returnees_household_number")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_returnees_person_id")),
    ]


def _returnees_part_2() -> "list[sa.schema.SchemaItem]":
    return [
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_returnees_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_returnees")),
    ]


def _make_returnees() -> None:
    op.create_table("returnees", *_returnees_part_1(), *_returnees_part_2())
    op.create_index(op.f("ix_returnees_household_number"), "returnees", ["household_number"], unique=False)
    op.create_index(op.f("ix_returnees_person_id"), "returnees", ["person_id"], unique=False)
    op.create_index(op.f("ix_returnees_region_path"), "returnees", ["region_path"], unique=False)
    op.create_index(op.f("ix_returnees_returns_on"), "returnees", ["returns_on"], unique=False)


def _make_talk_wishes() -> None:
    op.create_table(
        "talk_wishes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.Column("answered_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_talk_wishes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_talk_wishes")),
    )
    op.create_index(op.f("ix_talk_wishes_answered_at"), "talk_wishes", ["answered_at"], unique=False)
    op.create_index(op.f("ix_talk_wishes_person_id"), "talk_wishes", ["person_id"], unique=False)


def _make_users() -> None:
    op.create_table(
        "users",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("login", sa.String(length=64), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("must_change", sa.Boolean(), nullable=False),
        sa.Column("totp_secret", base.Sealed(), nullable=True),
        sa.Column("totp_step", sa.Integer(), nullable=False),
        sa.Column("failed", sa.Integer(), nullable=False),
        sa.Column("locked_until", base.Moment(timezone=True), nullable=True),
        sa.Column("disabled_at", base.Moment(timezone=True), nullable=True),
        sa.Column("created_at", base.Moment(timezone=True), nullable=False),
        sa.Column("last_login_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_users_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_users")),
        sa.UniqueConstraint("login", name=op.f("uq_users_login")),
        sa.UniqueConstraint("person_id", name=op.f("uq_users_person_id")),
    )
