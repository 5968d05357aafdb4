"""A copy of the packaged content that a test may break."""

import shutil
from pathlib import Path

import pytest

from content import PACKAGED


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The folder of course lop-664 in a copy of the content, with the reminders' phrases beside it."""
    course = tmp_path / "courses" / "lop-664"
    shutil.copytree(PACKAGED / "courses" / "lop-664", course)
    (tmp_path / "phrases").mkdir()
    shutil.copy(PACKAGED / "phrases" / "reminders.yaml", tmp_path / "phrases")
    return course
