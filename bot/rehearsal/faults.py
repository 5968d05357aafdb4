"""Switches with which a test makes the server ill: refusals, storms of errors, delays, answers that get lost."""

import random
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

Share = Annotated[float, Field(ge=0, le=1)]


class _Switch(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Storm(_Switch):
    """A share of the calls, of these methods alone where they are named, by their official names."""

    share: Share
    methods: list[str] | None = None

    def strikes(self, method: str, dice: random.Random) -> bool:
        """Whether this call is one of the share."""
        return (self.methods is None or method in self.methods) and dice.random() < self.share


class Storm429(Storm):
    """A share of the calls is told to wait so many seconds."""

    retry_after: int = Field(default=1, ge=1)


class Faults(_Switch):
    """All switches; as constructed nothing is wrong and the rate limits hold."""

    rate_limits: bool = True
    storm_429: Storm429 | None = None
    storm_5xx: Storm | None = None
    delay: float = Field(default=0, ge=0)
    refuse: bool = False
    drop_answer: Storm | None = None
    half_answer: Storm | None = None
