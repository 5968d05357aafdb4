"""Reads YAML as its author sees it: every value is the text as written, and every value knows its line.

YAML's own guesses (08:00 as a number of seconds, `no` as false) are not made; two equal keys are a fault, and a key
with nothing after it counts as not written.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol, TypeAlias

import yaml

from content.faults import Fault

Value: TypeAlias = str | list["Value"] | dict[str, "Value"]
Loc: TypeAlias = tuple[str | int, ...]

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_SYNTAX = (
    "YAML không đọc được ở đây: xem lại thụt lề, dấu cách sau dấu hai chấm, "
    "và đặt câu có dấu hai chấm hoặc dấu # trong ngoặc kép"
)


class _Mark(Protocol):
    """A place in a text, as both of PyYAML's readers tell it."""

    @property
    def line(self) -> int: ...


@dataclass(frozen=True)
class Document:
    """A file that was read: its value, and the way back from a place in the value to a line."""

    file: str
    value: Value
    root: yaml.Node | None
    first_line: int = 1
    other_lines: Mapping[str, int] = field(default_factory=dict)

    def line(self, loc: Loc) -> int | None:
        """The line of the deepest part of `loc` that the file has; None for a file without any."""
        if loc and loc[0] in self.other_lines:
            return self.other_lines[str(loc[0])]
        return None if self.root is None else self._walk(loc)[0]

    def name(self, loc: Loc) -> str:
        """`loc` as an editor of the file would say it: items by their id where they have one, else by number."""
        return ".".join(self._walk(loc)[1])

    def fault(self, message: str, *loc: str | int) -> Fault:
        """A fault at a place of this file."""
        return Fault(self.file, self.line(loc), self.name(loc), message)

    def _walk(self, loc: Loc) -> tuple[int, list[str]]:
        node, names = self.root, list[str]()
        line = self.first_line
        for step in loc:
            mark, node, name = _step(node, step)
            line = line if mark is None else self.first_line + mark.line
            names.append(name)
        return line, names


def _step(node: yaml.Node | None, step: str | int) -> tuple[_Mark | None, yaml.Node | None, str]:
    """One step down: the mark of what is there, the node below, and the step's name."""
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        item = node.value[step]
        return item.start_mark, item, _id_of(item) or str(step + 1)
    if isinstance(node, yaml.MappingNode):
        pairs = [(key, value) for i, (key, value) in enumerate(node.value) if step in (i, key.value)]
        if pairs:
            return pairs[0][0].start_mark, pairs[0][1], str(pairs[0][0].value)
    return None, None, str(step if isinstance(step, str) else step + 1)


def _id_of(node: yaml.Node) -> str | None:
    if not isinstance(node, yaml.MappingNode):
        return None
    ids = [value.value for key, value in node.value if key.value == "id" and isinstance(value, yaml.ScalarNode)]
    return ids[0] if ids and ids[0] else None


def read_text(path: Path, file: str) -> tuple[str | None, list[Fault]]:
    """A file's text, composed (NFC) and with plain line ends; `file` is the name that faults carry."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return None, [Fault(file, None, "", "không có tệp này")]
    except UnicodeDecodeError:
        return None, [Fault(file, None, "", "tệp không phải chữ UTF-8; lưu lại với mã UTF-8")]
    return unicodedata.normalize("NFC", text), []


def read_document(path: Path, file: str) -> tuple[Document | None, list[Fault]]:
    """Read one YAML file. None where nothing of it can be used."""
    text, faults = read_text(path, file)
    return (None, faults) if text is None else parse_document(text, file)


def parse_document(text: str, file: str, first_line: int = 1) -> tuple[Document | None, list[Fault]]:
    """Read YAML text that begins at `first_line` of its file. None where nothing of it can be used."""
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            if isinstance(event, yaml.AliasEvent):
                line = first_line + _row(event.start_mark)
                return None, [Fault(file, line, "", "không dùng dấu * để chép lại mục khác")]
        root = yaml.compose(text, Loader=_LOADER)
    except yaml.YAMLError as error:
        return None, [Fault(file, first_line + _row(getattr(error, "problem_mark", None)), "", _SYNTAX)]
    if root is None:
        return None, [Fault(file, first_line, "", "tệp trống")]
    faults: list[Fault] = []
    value = _value(root, file, first_line, faults)
    return Document(file, value, root, first_line), faults


def _value(node: yaml.Node, file: str, first_line: int, faults: list[Fault]) -> Value:
    """The plain value of a node; equal keys go to `faults`, and the first one counts."""
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, file, first_line, faults) for item in node.value]
    if not isinstance(node, yaml.MappingNode):
        return str(node.value)
    found: dict[str, Value] = {}
    for key, value in node.value:
        line = first_line + _row(key.start_mark)
        if not isinstance(key, yaml.ScalarNode):
            faults.append(Fault(file, line, "", "khóa phải là một từ"))
        elif key.value in found:
            faults.append(Fault(file, line, key.value, "khóa này viết hai lần"))
        elif not _unwritten(value):
            found[key.value] = _value(value, file, first_line, faults)
    return found


def _row(mark: _Mark | None) -> int:
    """The line of a mark, from 0; what has none belongs to the beginning."""
    return 0 if mark is None else mark.line


def _unwritten(node: yaml.Node) -> bool:
    return isinstance(node, yaml.ScalarNode) and node.value == "" and not node.style
