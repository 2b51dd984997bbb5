"""Indexes for a county's history, and paths and names compared byte by byte on PostgreSQL."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

OPEN = "closed_at IS NULL"
WAITING = "handled_at IS NULL"
KEPT = "openid <> ''"
HEARD = "last_message_at IS NOT NULL"
OLD = (
    ("ix_cases_queue", "cases", ["region_path", "status", "created_at"]),
    ("ix_cases_grid_code", "cases", ["grid_code"]),
    ("ix_cases_due_at", "cases", ["due_at"]),
    ("ix_notices_state_not_before", "notices", ["state", "not_before"]),
    ("ix_notices_person_id", "notices", ["person_id"]),
    ("ix_inbound_received_at", "inbound", ["received_at"]),
    ("ix_households_region_code", "households", ["region_code"]),
)
NEW = (
    (
        "ix_cases_open",
        "cases",
        [
            "id",
            "region_path",
            "kind",
            "status",
            "assignee_id",
            "grid_code",
            "station_code",
            "due_at",
            "urgent",
        ],
        OPEN,
    ),
    ("ix_cases_region", "cases", ["region_path"], ""),
    ("ix_cases_grid", "cases", ["grid_code", "created_at"], ""),
    ("ix_cases_kind_closed", "cases", ["kind", "closed_at"], ""),
    ("ix_cases_station_code", "cases", ["station_code"], ""),
    ("ix_cases_created_at", "cases", ["created_at"], ""),
    ("ix_notices_due", "notices", ["state", "urgent", "not_before"], ""),
    ("ix_notices_person_state", "notices", ["person_id", "state"], ""),
    ("ix_inbound_waiting", "inbound", ["received_at"], WAITING),
    ("ix_inbound_kept", "inbound", ["received_at", "person_id", "confidence"], KEPT),
    ("ix_people_heard", "people", ["last_message_at"], HEARD),
    ("ix_households_region_grid", "households", ["region_code", "grid_code"], ""),
)
PATHS = (
    ("regions", "path"),
    ("posts", "region_path"),
    ("cases", "region_path"),
    ("ceremonies", "region_path"),
    ("returnees", "region_path"),
    ("waste_pickups", "region_path"),
)
NAMES = (("people", "name"),)


def upgrade() -> None:
    """Exchange the indexes."""
    for name, table, _ in OLD:
        op.drop_index(name, table)
    _collate("C")
    for name, table, columns, where in NEW:
        only = sa.text(where) if where else None
        op.create_index(name, table, columns, sqlite_where=only, postgresql_where=only)


def downgrade() -> None:
    """Exchange them back."""
    for name, table, *_ in reversed(NEW):
        op.drop_index(name, table)
    _collate("default")
    for name, table, columns in OLD:
        op.create_index(name, table, columns)


def _collate(collation: str) -> None:
    """Have PostgreSQL compare paths and names by a collation; SQLite compares bytes as it is."""
    if op.get_bind().dialect.name != "postgresql":
        return
    for length, columns in ((160, PATHS), (64, NAMES)):
        for table, column in columns:
            op.execute(
                f'ALTER TABLE {table} ALTER COLUMN {column} TYPE VARCHAR({length}) COLLATE "{collation}"'
            )
