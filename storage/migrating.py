"""Bringing a database to this program's schema, and refusing one that a newer program made."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, create_engine, inspect, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError

from storage.engine import Unusable

if TYPE_CHECKING:
    from alembic.config import Config

HEAD = "0006"
"""The newest revision in migrations/versions; a test holds it against the folder."""


class NewerSchema(Exception):
    """The database was made by a newer program than this one."""


def sync_url(url: str) -> str:
    """The same database for the synchronous driver that migrations run on."""
    parsed = make_url(url)
    return parsed.set(drivername=parsed.get_backend_name()).render_as_string(hide_password=False)


def migrate(url: str) -> tuple[str | None, str]:
    """Bring the database up to HEAD. Returns the revision before (None: empty) and after.

    Raises NewerSchema where the database's revision is not one of ours, Unusable where it can't be opened.
    """
    try:
        return _brought_up(url)
    except DBAPIError as failed:
        raise Unusable(str(failed.orig)) from failed
    except (ArgumentError, ImportError, OSError) as failed:
        raise Unusable(str(failed)) from failed


def _brought_up(url: str) -> tuple[str | None, str]:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(sync_url(url))
    try:
        with engine.connect() as connection:
            before = _revision(connection)
            if before != HEAD:
                _upgrade(connection, before)
            return before, HEAD
    finally:
        engine.dispose()


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return found


def _upgrade(connection: Connection, before: str | None) -> None:
    from alembic import command
    from alembic.script import ScriptDirectory

    config = configuration()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        raise NewerSchema(before)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()


def configuration() -> Config:
    """Alembic's configuration: the folder of migrations, which travels inside the package."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    return config
