"""Statements that are always the same: put into SQL once, at import, and run straight on the driver."""

from __future__ import annotations

import sqlite3
from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Dialect, Executable, Select
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.dml import UpdateBase
from sqlalchemy.types import TypeEngine

_DIALECT: Dialect = SQLiteDialect_pysqlite()

Values = Mapping[str, Any]
_Processor = Callable[[Any], Any] | None


class Prepared:
    """One statement with named values. SQLAlchemy takes three times as long to run one as SQLite needs for it."""

    def __init__(self, statement: Executable, *names: str) -> None:
        """`names`: the columns that an INSERT is given, where it does not say so itself."""
        compiled = statement.compile(dialect=_DIALECT, column_keys=list(names) or None)  # type: ignore[attr-defined]
        assert isinstance(compiled, SQLCompiler)
        self.table = str(statement.table) if isinstance(statement, UpdateBase) else None
        self.sql = str(compiled)
        self._places = [
            (name, _to_driver(bind.type), bind.required, bind.effective_value)
            for name, bind in ((name, compiled.binds[name]) for name in compiled.positiontup or ())
        ]
        columns = list(statement.selected_columns) if isinstance(statement, Select) else []
        self._readers = [(place, read) for place, column in enumerate(columns) if (read := _from_driver(column.type))]
        self._row: Any = namedtuple("Row", [column.key for column in columns], rename=True)  # type: ignore[misc]  # as it selects

    def run(self, raw: sqlite3.Connection, values: Values) -> sqlite3.Cursor:
        """Execute it. Raises KeyError for a value that is missing, and the driver's errors."""
        return raw.execute(self.sql, self._bound(values))

    def run_many(self, raw: sqlite3.Connection, rows: Sequence[Values]) -> sqlite3.Cursor:
        """Execute it once for each of the rows."""
        return raw.executemany(self.sql, [self._bound(values) for values in rows])

    def all(self, raw: sqlite3.Connection, values: Values) -> list[Any]:
        """Every row, with the columns by their names."""
        return [self._made(row) for row in self.run(raw, values).fetchall()]

    def first(self, raw: sqlite3.Connection, values: Values) -> Any:
        """The first row, or None."""
        cursor = self.run(raw, values)
        row = cursor.fetchone()
        cursor.close()
        return None if row is None else self._made(row)

    def _bound(self, values: Values) -> list[Any]:
        bound = []
        for name, process, required, fixed in self._places:
            value = values[name] if required else fixed
            bound.append(value if process is None else process(value))
        return bound

    def _made(self, row: tuple[Any, ...]) -> Any:
        if self._readers:
            cells = list(row)
            for place, read in self._readers:
                cells[place] = read(cells[place])
            return self._row._make(cells)
        return self._row._make(row)


def _to_driver(type_: TypeEngine[Any]) -> _Processor:
    processor: _Processor = type_.dialect_impl(_DIALECT).bind_processor(_DIALECT)
    return processor


def _from_driver(type_: TypeEngine[Any]) -> _Processor:
    processor: _Processor = type_.dialect_impl(_DIALECT).result_processor(_DIALECT, None)
    return processor
