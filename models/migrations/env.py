"""How Alembic runs here: on the engine that `bot.database.migrate` hands over, all tables known."""

from alembic import context

from models import tables

engine = context.config.attributes["engine"]
with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=tables.METADATA,
        render_as_batch=True,
        user_module_prefix="base.",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
