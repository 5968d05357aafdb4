"""Opening a class's database before work: its folder made, its schema brought up; what is wrong in one line."""

from __future__ import annotations

from bot.errors import OperatorMistake
from storage.engine import Database, Unusable
from storage.migrating import NewerSchema, migrate


def database(url: str) -> Database:
    """The database at that address, not opened yet. Raises OperatorMistake where no driver here understands it."""
    try:
        return Database(url)
    except Unusable as unusable:
        raise _mistake(unusable) from None


def bring_up(url: str) -> tuple[str | None, str]:
    """Bring the database to this program's schema. Returns the revision before (None: empty) and after.

    Raises OperatorMistake where it is a newer program's, or can't be opened. The address is not shown: it may hold a
    password.
    """
    try:
        return migrate(url)
    except NewerSchema as newer:
        raise OperatorMistake(
            f"DONGHANH_DATABASE_URL: dữ liệu là của bản chương trình mới hơn ({newer}); hãy cập nhật chương trình"
        ) from None
    except Unusable as unusable:
        raise _mistake(unusable) from None


def _mistake(unusable: Unusable) -> OperatorMistake:
    return OperatorMistake(f"DONGHANH_DATABASE_URL: không mở được cơ sở dữ liệu ({unusable})")
