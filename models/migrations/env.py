"""How Alembic runs here: inside the transaction of the connection that `bot.database` hands over."""

from alembic import context

from models import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.METADATA,
    render_as_batch=True,
    user_module_prefix="base.",
    compare_type=True,
)
context.run_migrations()
