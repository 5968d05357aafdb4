"""Reads a lesson: Markdown under a short head between two lines of three dashes."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Final

from markdown_it import MarkdownIt

from content.faults import Fault
from content.models import Lesson
from content.pieces import Piece, read_piece
from content.yamlfile import parse_document, read_text

_HEAD: Final = re.compile(r"---[ \t]*\n(?P<head>.*?)^---[ \t]*\n", re.DOTALL | re.MULTILINE)
_MARKDOWN: Final = MarkdownIt("commonmark")
# What a message on every channel can show.
_BLOCKS: Final = {"paragraph", "inline", "bullet_list", "ordered_list", "list_item"}
_SHOWN: Final = _BLOCKS | {"text", "softbreak", "hardbreak", "em", "strong", "link"}


def read_lesson(path: Path, file: str) -> tuple[Piece | None, list[Fault]]:
    """Read one lesson's file; `file` is the name that faults carry. None where nothing of it can be used."""
    text, faults = read_text(path, file)
    if text is None:
        return None, faults
    found = _HEAD.match(text)
    if found is None:
        return None, [Fault(file, 1, "", "bài học mở đầu bằng phần đầu nằm giữa hai dòng ---")]
    document, faults = parse_document(found["head"], file, first_line=2)
    rest = text[found.end() :]
    unshown = _unshown(rest, file, found["head"].count("\n") + 3)
    if document is None or not isinstance(document.value, dict):
        return None, [*(faults or [Fault(file, 2, "", "phần đầu cần các khóa id, title, source")]), *unshown]
    body_line = text[: len(text) - len(rest.lstrip())].count("\n") + 1
    head = document.value
    if "body" in head:
        faults.append(document.fault("lời của bài viết dưới phần đầu, không trong phần đầu", "body"))
    written = replace(document, other_lines={"body": body_line})
    piece, more = read_piece(Lesson, written, (), {**head, "body": rest.strip()})
    return piece, faults + more + unshown


def _unshown(body: str, file: str, first_line: int) -> list[Fault]:
    """Markdown that a message can't show: headings, tables, pictures, code, HTML, quotes; one fault a line."""
    rows = {
        block.map[0]
        for block in _MARKDOWN.parse(body)
        if block.map is not None and {_kind(token.type) for token in (block, *(block.children or ()))} - _SHOWN
    }
    message = "tin nhắn chỉ hiện được chữ đậm, chữ nghiêng, danh sách và liên kết"
    return [Fault(file, first_line + row, "body", message) for row in sorted(rows)]


def _kind(token: str) -> str:
    return token.removesuffix("_open").removesuffix("_close")
