"""The first part of the first database: calendar days, counters, job runs, regions …."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

# PostgreSQL numbers cases by sequences, SQLite by the table of counters (models/number.py).
CASE_LETTERS = "sghdcj"


def upgrade() -> None:
    """Make the tables."""
    _make_sequences()
    _make_calendar_days()
    _make_counters()
    _make_job_runs()
    _make_regions()
    _make_service_items()
    _make_waste_items()
    _make_articles()
    _make_collection_days()
    _make_grids()
    _make_health_watches()
    _make_hygiene_rounds()
    _make_hygiene_rules()
    _make_stations()


def downgrade() -> None:
    """Drop the tables."""
    op.drop_table("stations")
    op.drop_table("hygiene_rules")
    op.drop_table("hygiene_rounds")
    op.drop_table("health_watches")
    op.drop_table("grids")
    op.drop_table("collection_days")
    op.drop_table("articles")
    op.drop_table("waste_items")
    op.drop_table("service_items")
    op.drop_table("regions")
    op.drop_table("job_runs")
    op.drop_table("counters")
    op.drop_table("calendar_days")
    if op.get_bind().dialect.name == "postgresql":
        for letter in CASE_LETTERS:
            op.execute(sa.schema.DropSequence(sa.Sequence(f"case_number_{letter}")))


def _make_sequences() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for letter in CASE_LETTERS:
            op.execute(sa.schema.CreateSequence(sa.Sequence(f"case_number_{letter}")))


def _make_calendar_days() -> None:
    op.create_table(
        "calendar_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_working", sa.Boolean(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_calendar_days")),
    )
    op.create_index(op.f("ix_calendar_days_is_working"), "calendar_days", ["is_working"], unique=False)


def _make_counters() -> None:
    op.create_table(
        "counters",
        sa.Column("prefix", sa.String(length=8), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("prefix", name=op.f("pk_counters")),
    )


def _make_job_runs() -> None:
    op.create_table(
        "job_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("job", sa.String(length=48), nullable=False),
        sa.Column("period", sa.String(length=24), nullable=False),
        sa.Column("as_of", base.Moment(timezone=True), nullable=False),
        sa.Column("started_at", base.Moment(timezone=True), nullable=False),
        sa.Column("finished_at", base.Moment(timezone=True), nullable=True),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.Column("error", sa.String(length=200), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_job_runs")),
        sa.UniqueConstraint("job", "period", name=op.f("uq_job_runs_job_period")),
    )
    op.create_index(op.f("ix_job_runs_started_at"), "job_runs", ["started_at"], unique=False)


def _make_regions() -> None:
    op.create_table(
        "regions",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("level", sa.String(length=16), nullable=False),
        sa.Column("parent_code", sa.String(length=32), nullable=True),
        sa.Column("path", sa.String(length=160), nullable=False),
        sa.ForeignKeyConstraint(["parent_code"], ["regions.code"], name=op.f("fk_regions_parent_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_regions")),
    )
    op.create_index(op.f("ix_regions_parent_code"), "regions", ["parent_code"], unique=False)
    op.create_index(op.f("ix_regions_path"), "regions", ["path"], unique=False)


def _service_items_part_1() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("short", sa.String(length=32), nullable=False),
        sa.Column("folk", sa.JSON(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("conditions", sa.JSON(), nullable=False),
        sa.Column("materials", sa.JSON(), nullable=False),
        sa.Column("decided_by", sa.String(length=128), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("limit_days", sa.Integer(), nullable=False),
        sa.Column("limit_unit", sa.String(length=16), nullable=False),
        sa.Column("limit_source", sa.String(), nullable=False),
        sa.Column("fee", sa.String(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("proxy", sa.String(length=16), nullable=False),
    ]


def _service_items_part_2() -> "list[sa.schema.SchemaItem]":
    return [
        sa.Column("window", sa.String(length=64), nullable=False),
        sa.Column("season", sa.String(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("law", sa.String(), nullable=False),
        sa.Column("variants", sa.JSON(), nullable=False),
        sa.Column("reach", sa.JSON(), nullable=True),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_service_items")),
    ]


def _make_service_items() -> None:
    op.create_table("service_items", *_service_items_part_1(), *_service_items_part_2())


def _make_waste_items() -> None:
    op.create_table(
        "waste_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("other_names", sa.JSON(), nullable=False),
        sa.Column("advice", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waste_items")),
        sa.UniqueConstraint("name", name=op.f("uq_waste_items_name")),
    )


def _make_articles() -> None:
    op.create_table(
        "articles",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=64), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_articles_region_code")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_articles")),
        sa.UniqueConstraint("region_code", "number", name=op.f("uq_articles_region_code_number")),
    )
    op.create_index(op.f("ix_articles_region_code"), "articles", ["region_code"], unique=False)


def _make_collection_days() -> None:
    op.create_table(
        "collection_days",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("code", sa.String(length=16), nullable=False),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("days", sa.JSON(), nullable=False),
        sa.Column("starts", sa.Time(), nullable=False),
        sa.Column("ends", sa.Time(), nullable=False),
        sa.Column("place", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_collection_days_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_collection_days")),
    )
    op.create_index(op.f("ix_collection_days_region_code"), "collection_days", ["region_code"], unique=False)


def _make_grids() -> None:
    op.create_table(
        "grids",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("boundary", sa.JSON(), nullable=True),
        sa.Column("west", sa.Double(), nullable=True),
        sa.Column("south", sa.Double(), nullable=True),
        sa.Column("east", sa.Double(), nullable=True),
        sa.Column("north", sa.Double(), nullable=True),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_grids_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_grids")),
    )
    op.create_index(op.f("ix_grids_region_code"), "grids", ["region_code"], unique=False)


def _make_health_watches() -> None:
    op.create_table(
        "health_watches",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_health_watches_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_health_watches")),
    )
    op.create_index(op.f("ix_health_watches_region_code"), "health_watches", ["region_code"], unique=False)


def _make_hygiene_rounds() -> None:
    op.create_table(
        "hygiene_rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("seed", sa.String(length=48), nullable=False),
        sa.Column("opened_at", base.Moment(timezone=True), nullable=False),
        sa.Column("closed_at", base.Moment(timezone=True), nullable=True),
        sa.Column("published_at", base.Moment(timezone=True), nullable=True),
        sa.Column("corrected_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["region_code"], ["regions.code"], name=op.f("fk_hygiene_rounds_region_code")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hygiene_rounds")),
        sa.UniqueConstraint("region_code", "month", name=op.f("uq_hygiene_rounds_region_code_month")),
    )
    op.create_index(op.f("ix_hygiene_rounds_month"), "hygiene_rounds", ["month"], unique=False)
    op.create_index(op.f("ix_hygiene_rounds_state"), "hygiene_rounds", ["state"], unique=False)


def _make_hygiene_rules() -> None:
    op.create_table(
        "hygiene_rules",
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("changes", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_hygiene_rules_region_code")),
        sa.PrimaryKeyConstraint("region_code", name=op.f("pk_hygiene_rules")),
    )


def _make_stations() -> None:
    op.create_table(
        "stations",
        sa.Column("code", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=64), nullable=False),
        sa.Column("region_code", sa.String(length=32), nullable=False),
        sa.Column("address", sa.String(length=128), nullable=False),
        sa.Column("phone", sa.String(length=32), nullable=False),
        sa.Column("longitude", sa.Double(), nullable=True),
        sa.Column("latitude", sa.Double(), nullable=True),
        sa.Column("opens", sa.Time(), nullable=False),
        sa.Column("closes", sa.Time(), nullable=False),
        sa.ForeignKeyConstraint(["region_code"], ["regions.code"], name=op.f("fk_stations_region_code")),
        sa.PrimaryKeyConstraint("code", name=op.f("pk_stations")),
    )
    op.create_index(op.f("ix_stations_region_code"), "stations", ["region_code"], unique=False)
