"""A small whole course that tests read and break; the packaged ones may be rewritten without them."""

from pathlib import Path
from typing import Final

COURSES: Final = Path(__file__).parent / "courses"
LOP_664: Final = COURSES / "lop-664"
