"""XlsxWriter's sheet with its innermost loop cut short for the one thing that our tables are full of: plain text.

The library's own takes twice the time, and takes a text such as `<r>…</r>` for XML of its own. Tests read every cell
of such a sheet back, so a release of the library that calls this otherwise is found out.
"""

from __future__ import annotations

import re
from typing import Any

from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import Worksheet

_MARKS = re.compile("[&<>]|_(?=x[0-9a-fA-F]{4}_)")
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;", "_": "_x005F_"}


def escaped(text: str) -> str:
    """The cleaned text as XML; what looks like Excel's own escape (`_x000D_`) keeps its look (ECMA-376, ST_Xstring)."""
    return _MARKS.sub(lambda found: _ESCAPED[found[0]], text)


class StreamedSheet(Worksheet):  # type: ignore[misc]  # the library has no types
    """A sheet of a workbook in constant_memory."""

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        if type(cell).__name__ != "String":
            super()._write_cell(row, col, cell)
            return
        reference, look = xl_rowcol_to_cell_fast(row, col), cell.format._get_xf_index()
        text = escaped(cell.string)
        self.fh.write(f'<c r="{reference}" s="{look}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>')
