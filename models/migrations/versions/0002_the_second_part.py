"""The second part of the first database: households, places, hygiene points, people …."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    _make_households()
    _make_places()
    _make_hygiene_points()
    _make_people()
    _make_bind_codes()
    _make_cases()
    _make_ceremonies()
    _make_conversations()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("conversations")
    op.drop_table("ceremonies")
    op.drop_table("cases")
    op.drop_table("bind_codes")
    op.drop_table("people")
    op.drop_table("hygiene_points")
    op.drop_table("places")
    op.drop_table("households")


def _make_households() -> None:
    op.create_table(
        "households",
        sa.Column("number", sa.String(length=32), nullable=False),
        sa.Column("head", sa.String(length=64), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("grid_code", sa.String(length=32), nullable=True),
        sa.Column("door", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(["grid_code"], ["grids.code"], name=op.f("fk_households_grid_code")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_households_region_code")),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_households")),
    )
    op.create_index(op.f("ix_households_grid_code"), "households", ["grid_code"], unique=False)
    op.create_index(op.f("ix_households_head"), "households", ["head"], unique=False)
    op.create_index(op.f("ix_households_region_code"), "households", ["region_code"], unique=False)


def _make_places() -> None:
    op.create_table(
        "places",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("grid_code", sa.String(length=32), nullable=False),
        sa.Column("aliases", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["grid_code"], ["grids.code"], name=op.f("fk_places_grid_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_places")),
    )
    op.create_index(op.f("ix_places_grid_code"), "places", ["grid_code"], unique=False)
    op.create_index(op.f("ix_places_name"), "places", ["name"], unique=False)


def _make_hygiene_points() -> None:
    op.create_table(
        "hygiene_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("household_number", sa.String(length=32), nullable=False),
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("at", base.Moment(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_hygiene_points_household_number")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hygiene_points")),
        sa.UniqueConstraint(
            "household_number", "cause", name=op.f("uq_hygiene_points_household_number_cause")
        ),
    )
    op.create_index(
        op.f("ix_hygiene_points_household_number"), "hygiene_points", ["household_number"], unique=False
    )
    op.create_index(op.f("ix_hygiene_points_year"), "hygiene_points", ["year"], unique=False)


def _people_part_1() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=32), nullable=True),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("household_number", sa.String(length=32), nullable=True),
        sa.Column("region_code", sa.String(length=32), nullable=True),
        sa.Column("sex", sa.String(length=8), nullable=False),
        sa.Column("birthday", sa.Date(), nullable=True),
        sa.Column("phone", base.Sealed(), nullable=True),
        sa.Column("phone_index", base.Indexed(length=64), nullable=True),
        sa.Column("id_number", base.Sealed(), nullable=True),
        sa.Column("tags", sa.JSON(), nullable=False),
        sa.Column("openid", sa.String(length=64), nullable=True),
        sa.Column("subscribed", sa.Boolean(), nullable=False),
        sa.Column("wants_pushes", sa.Boolean(), nullable=False),
        sa.Column("consented_at", base.Moment(timezone=True), nullable=True),
        sa.Column("last_message_at", base.Moment(timezone=True), nullable=True),
    ]


def _people_part_2() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("window_until", base.Moment(timezone=True), nullable=True),
        sa.Column("window_left", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_people_household_number")
        ),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_people_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("number", name=op.f("uq_people_number")),
        sa.UniqueConstraint("openid", name=op.f("uq_people_openid")),
    ]


def _make_people() -> None:
    op.create_table("people", *_people_part_1(), *_people_part_2())
    op.create_index(op.f("ix_people_birthday"), "people", ["birthday"], unique=False)
    op.create_index(op.f("ix_people_household_name"), "people", ["household_number", "name"], unique=False)
    op.create_index(op.f("ix_people_name"), "people", ["name"], unique=False)
    op.create_index(op.f("ix_people_phone_index"), "people", ["phone_index"], unique=False)
    op.create_index(op.f("ix_people_region_code"), "people", ["region_code"], unique=False)


def _make_bind_codes() -> None:
    op.create_table(
        "bind_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("giver_id", sa.Integer(), nullable=False),
        sa.Column("expires_at", base.Moment(timezone=True), nullable=False),
        sa.Column("used_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["giver_id"], ["people.id"], name=op.f("fk_bind_codes_giver_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_bind_codes_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bind_codes")),
        sa.UniqueConstraint("digest", name=op.f("uq_bind_codes_digest")),
    )
    op.create_index(op.f("ix_bind_codes_person_id"), "bind_codes", ["person_id"], unique=False)


def _cases_part_1() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(length=16), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("status", sa.String(length=16), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("category", sa.String(length=32), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("applicant_id", sa.Integer(), nullable=True),
        sa.Column("assignee_id", sa.Integer(), nullable=True),
        sa.Column("region_code", sa.String(length=32), nullable=True),
        sa.Column("region_path", sa.String(length=160), nullable=False),
        sa.Column("grid_code", sa.String(length=32), nullable=True),
        sa.Column("station_code", sa.String(length=32), nullable=True),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
    ]


def _cases_part_2() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("created_at", base.Moment(timezone=True), nullable=False),
        sa.Column("due_at", base.Moment(timezone=True), nullable=True),
        sa.Column("reminded_at", base.Moment(timezone=True), nullable=True),
        sa.Column("closed_at", base.Moment(timezone=True), nullable=True),
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("rating_note", sa.String(), nullable=False),
        sa.Column("duplicate_of_id", sa.Integer(), nullable=True),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("phone", base.Sealed(), nullable=True),
        sa.ForeignKeyConstraint(["applicant_id"], ["people.id"], name=op.f("fk_cases_applicant_id")),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_cases_assignee_id")),
        sa.ForeignKeyConstraint(["duplicate_of_id"], ["cases.id"], name=op.f("fk_cases_duplicate_of_id")),
        sa.ForeignKeyConstraint(["grid_code"], ["grids.code"], name=op.f("fk_cases_grid_code")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_cases_region_code")),
    ]


def _cases_part_3() -> "list[sa.schema.SchemaItem]":
    return [
        sa.ForeignKeyConstraint(["station_code"], ["stations.code"], name=op.f("fk_cases_station_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    ]


def _make_cases() -> None:
    op.create_table("cases", *_cases_part_1(), *_cases_part_2(), *_cases_part_3())
    op.create_index(op.f("ix_cases_applicant"), "cases", ["applicant_id", "created_at"], unique=False)
    op.create_index(op.f("ix_cases_assignee_status"), "cases", ["assignee_id", "status"], unique=False)
    op.create_index(op.f("ix_cases_due_at"), "cases", ["due_at"], unique=False)
    op.create_index(op.f("ix_cases_duplicate_of_id"), "cases", ["duplicate_of_id"], unique=False)
    op.create_index(op.f("ix_cases_grid_code"), "cases", ["grid_code"], unique=False)
    op.create_index(op.f("ix_cases_queue"), "cases", ["region_path", "status", "created_at"], unique=False)


def _ceremonies_part_1() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("household_number", sa.String(length=32), nullable=True),
        sa.Column("region_code", sa.String(length=32), nullable=True),
        sa.Column("region_path", sa.String(length=160), nullable=False),
        sa.Column("host", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("tables", sa.Integer(), nullable=True),
        sa.Column("place", sa.String(length=128), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", base.Moment(timezone=True), nullable=False),
        sa.Column("noted_by_id", sa.Integer(), nullable=True),
        sa.Column("noted_at", base.Moment(timezone=True), nullable=True),
        sa.Column("visited_by_id", sa.Integer(), nullable=True),
    ]


def _ceremonies_part_2() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("visited_at", base.Moment(timezone=True), nullable=True),
        sa.Column("visit_note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["household_number"], ["households.number"], name=op.f("fk_ceremonies_household_number")
        ),
        sa.ForeignKeyConstraint(["noted_by_id"], ["people.id"], name=op.f("fk_ceremonies_noted_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_ceremonies_person_id")),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_ceremonies_region_code")),
        sa.ForeignKeyConstraint(["visited_by_id"], ["people.id"], name=op.f("fk_ceremonies_visited_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ceremonies")),
    ]


def _make_ceremonies() -> None:
    op.create_table("ceremonies", *_ceremonies_part_1(), *_ceremonies_part_2())
    op.create_index(op.f("ix_ceremonies_created_at"), "ceremonies", ["created_at"], unique=False)
    op.create_index(op.f("ix_ceremonies_day"), "ceremonies", ["day"], unique=False)
    op.create_index(op.f("ix_ceremonies_household_number"), "ceremonies", ["household_number"], unique=False)
    op.create_index(op.f("ix_ceremonies_person_id"), "ceremonies", ["person_id"], unique=False)
    op.create_index(op.f("ix_ceremonies_region_path"), "ceremonies", ["region_path"], unique=False)
    op.create_index(op.f("ix_ceremonies_state"), "ceremonies", ["state"], unique=False)


def _make_conversations() -> None:
    op.create_table(
        "conversations",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("form", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("form_at", base.Moment(timezone=True), nullable=True),
        sa.Column("topic", sa.JSON(), nullable=False),
        sa.Column("offered", sa.JSON(), nullable=False),
        sa.Column("taken_by_id", sa.Integer(), nullable=True),
        sa.Column("taken_until", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_conversations_person_id")),
        sa.ForeignKeyConstraint(["taken_by_id"], ["people.id"], name=op.f("fk_conversations_taken_by_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_conversations")),
    )
    op.create_index(op.f("ix_conversations_taken_until"), "conversations", ["taken_until"], unique=False)
