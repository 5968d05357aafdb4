"""A copy of the packaged content that a test may break."""

import shutil
from pathlib import Path

import pytest

from content import PACKAGED
from tests.samples import LOP_664


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The folder of the sample course in a copy, with the reminders' phrases beside it."""
    course = tmp_path / "courses" / "lop-664"
    shutil.copytree(LOP_664, course)
    (tmp_path / "phrases").mkdir()
    shutil.copy(PACKAGED / "phrases" / "reminders.yaml", tmp_path / "phrases")
    return course
