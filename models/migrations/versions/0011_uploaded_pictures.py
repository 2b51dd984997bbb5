"""Pictures that were uploaded to WeChat, whose media ids are used again for three days."""

import sqlalchemy as sa
from alembic import op

from models import base

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "uploaded_pictures",
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("media_id", sa.String(length=160), nullable=False),
        sa.Column("uploaded_at", base.Moment(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_uploaded_pictures")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("uploaded_pictures")
