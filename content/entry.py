"""The base of every part of a course."""

from pydantic import BaseModel, ConfigDict


class Entry(BaseModel):
    """What every part of a course has in common: it never changes, and a key that it doesn't know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, validate_by_name=True)
