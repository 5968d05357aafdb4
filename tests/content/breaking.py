"""One way to break a file of the real course, with the one fault that must be found."""

import re
from dataclasses import dataclass
from pathlib import Path

from content import Fault


@dataclass(frozen=True)
class Break:
    """`old` (a regular expression) becomes `new` in `file`; the fault is expected on the line that holds `at`."""

    file: str
    old: str
    new: str
    at: str
    field: str
    message: str

    def apply(self, course: Path) -> Fault:
        path = course / self.file
        text, count = re.subn(self.old, self.new, path.read_text(encoding="utf-8"), count=1, flags=re.MULTILINE)
        assert count == 1
        path.write_text(text, encoding="utf-8")
        return self.fault(text)

    def fault(self, text: str) -> Fault:
        rows = [number for number, row in enumerate(text.split("\n"), 1) if self.at in f"{row}\n"]
        assert len(rows) == 1
        return Fault(self.file.removeprefix("../../"), rows[0], self.field, self.message)
