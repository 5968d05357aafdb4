"""What is wrong in a course's files, said so that the operator can go to the line and mend it."""

from dataclasses import dataclass


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: the file (relative to the checked folder), its line from 1, the field, and a Vietnamese sentence."""

    file: str
    line: int | None
    field: str
    message: str

    def __str__(self) -> str:
        place = self.file if self.line is None else f"{self.file}:{self.line}"
        return f"{place}: {self.field}: {self.message}" if self.field else f"{place}: {self.message}"


class ContentFaults(Exception):
    """Raised where content with faults was to be loaded; carries all of them, in the order of files and lines."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


def in_order(faults: list[Fault]) -> list[Fault]:
    """The faults by file and line; those without a line come first in their file."""
    return sorted(faults, key=lambda fault: (fault.file, fault.line or 0, fault.field, fault.message))
