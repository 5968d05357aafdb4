"""How Alembic reaches the database: on the connection that storage.migrating hands over."""

from alembic import context

from storage.tables import metadata

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=metadata,
    render_as_batch=connection.dialect.name == "sqlite",
    user_module_prefix="storage.types.",
)
with context.begin_transaction():
    context.run_migrations()
