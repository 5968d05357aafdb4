"""An Excel file of plain tables: a cover line, a frozen header with filters, fitting columns, no formula ever.

Rows go to disk as they come (XlsxWriter's constant_memory), so the number of rows costs no memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from handlers.coordinator.reports.cells import Mean, Share, Value, looks_like_formula, rows
from handlers.coordinator.reports.streamed import StreamedSheet

MAX_ROWS = 1_048_576
"""Rows of a sheet: https://support.microsoft.com/office/excel-specifications-and-limits"""

NARROWEST, WIDEST, TALLEST = 9, 60, 8  # characters, characters, lines
_LINE = 15  # points: Excel's default height of a row
_MEASURED = 2000  # rows that a column's width is fitted to
_COVER, _HEADER, _FIRST = 0, 1, 2  # rows
_FORMATS: dict[str, dict[str, Any]] = {
    "cover": {"italic": True, "font_color": "#555555"},
    "header": {"bold": True, "text_wrap": True, "valign": "top", "bg_color": "#DDE8F3", "bottom": 1},
    "total": {"bold": True, "top": 1, "valign": "top"},
    "text": {"text_wrap": True, "valign": "top"},
    "quoted": {"text_wrap": True, "valign": "top", "quote_prefix": True},
    "number": {"valign": "top"},
    "mean": {"valign": "top", "num_format": "0.0"},
    "share": {"valign": "top", "num_format": "0%"},
    "moment": {"valign": "top", "num_format": "dd/mm/yyyy hh:mm"},
}


class Book:
    """A workbook being written to `path`, with what waits on disk in `folder`.

    `cover` stands above every table; `continued` marks the further rows of overlong texts.
    """

    def __init__(self, path: Path, *, cover: str, continued: str, folder: Path, max_rows: int = MAX_ROWS) -> None:
        options = {
            "constant_memory": True,
            "tmpdir": str(folder),
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.file = xlsxwriter.Workbook(str(path), options)
        self.formats = {name: self.file.add_format(look) for name, look in _FORMATS.items()}
        self.folder, self.cover, self.continued, self.max_rows = folder, cover, continued, max_rows

    def close(self) -> None:
        """Put the parts together into the file."""
        self.file.close()


class Sheet:
    """One table being written, top to bottom; where it outgrows a sheet it goes on in the next."""

    def __init__(self, book: Book, name: str, headings: Sequence[str], *, tall: bool = False) -> None:
        """Begin it; `finish` is called after its last row. `tall`: the rows hold long texts."""
        self._book, self._name, self._headings, self._tall = book, name, list(headings), tall
        self._number = 1
        self._begin(name)

    def _begin(self, name: str) -> None:
        self._sheet = self._book.file.add_worksheet(name, StreamedSheet)
        self._row = _FIRST
        self._widths = [float(max(NARROWEST, min(len(text) + 3, 18))) for text in self._headings]
        if self._tall:  # one height for all: a height for each row would be kept in memory
            self._sheet.set_default_row(TALLEST * _LINE)
        self._sheet.set_row(_COVER, _LINE)
        self._sheet.write_string(_COVER, 0, self._book.cover, self._book.formats["cover"])
        self._sheet.set_row(_HEADER, 2 * _LINE)
        for column, heading in enumerate(self._headings):
            self._sheet.write_string(_HEADER, column, heading, self._book.formats["header"])
        self._sheet.freeze_panes(_FIRST, 0)
        self._sheet.set_landscape()
        self._sheet.fit_to_pages(1, 0)  # printed: as wide as a page, however long
        self._sheet.repeat_rows(_HEADER)

    def add(self, *values: Value) -> None:
        """One row."""
        for row in rows(values, self._book.continued):
            if self._row >= self._book.max_rows:
                self._go_on()
            self._write(row)

    def _go_on(self) -> None:
        self.finish()
        self._number += 1
        self._begin(f"{self._name} ({self._number})")

    def _write(self, row: Sequence[Value]) -> None:
        for column, value in enumerate(row):
            self._put(column, value)
        self._row += 1

    def total(self, *values: Value) -> None:
        """A last row of sums, outside the filters."""
        self._filter()
        for column, value in enumerate(values):
            self._put(column, value, "total")

    def _put(self, column: int, value: Value, look: str | None = None) -> None:
        if value is None or value == "":
            return
        if isinstance(value, str):
            self._text(column, value, look)
        elif isinstance(value, datetime):
            local = value.replace(tzinfo=None)  # Excel knows no zones; the program's moments are Vietnamese
            self._sheet.write_datetime(self._row, column, local, self._book.formats["moment"])
            self._widths[column] = max(self._widths[column], 17)
        else:
            self._sheet.write_number(self._row, column, value, self._book.formats[_look(value, look)])

    def _text(self, column: int, text: str, look: str | None) -> None:
        format_ = self._book.formats[look or ("quoted" if looks_like_formula(text) else "text")]
        self._sheet.write_string(self._row, column, text, format_)
        if self._row < _MEASURED and self._widths[column] < WIDEST:
            longest = max(map(len, text.split("\n")))
            self._widths[column] = max(self._widths[column], min(longest * 1.1 + 1, WIDEST))

    def _filter(self) -> None:
        self._sheet.autofilter(_HEADER, 0, max(self._row - 1, _HEADER), len(self._headings) - 1)

    def finish(self) -> None:
        """Fit the columns and set the filters."""
        if not self._sheet.autofilter_area:
            self._filter()
        for column, width in enumerate(self._widths):
            self._sheet.set_column(column, column, width)


def _look(number: float, look: str | None) -> str:
    if isinstance(number, Share):
        return "share"
    return "mean" if isinstance(number, Mean) else look or "number"
