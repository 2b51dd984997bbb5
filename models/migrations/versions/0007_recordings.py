"""Recordings: whether what people spoke was understood, and who is to hear it."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Recordings from before are files like any other: nobody is told of them anew.
TAKE_OVER = """
    INSERT INTO recordings (attachment_id, said_in, state, narrow_media_id, attempts)
    SELECT id, '', 'listened', '', 0 FROM attachments WHERE kind = 'voice'
"""


def upgrade() -> None:
    """Make the table, with a row for each recording that is kept already."""
    op.create_table(
        "recordings",
        sa.Column("attachment_id", sa.Integer(), nullable=False),
        sa.Column("said_in", sa.String(length=255), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("narrow_media_id", sa.String(length=160), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("try_after", base.Moment(timezone=True), nullable=True),
        sa.Column("told_at", base.Moment(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_recordings_attachment_id")
        ),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_recordings")),
    )
    op.create_index(op.f("ix_recordings_state"), "recordings", ["state"])
    op.execute(TAKE_OVER)


def downgrade() -> None:
    """Drop the table."""
    op.drop_index(op.f("ix_recordings_state"), "recordings")
    op.drop_table("recordings")
