"""What a webhook may do besides bringing each update once and in order: bring it again, or out of its turn."""

import random
from dataclasses import dataclass, field


@dataclass(slots=True)
class Whims:
    """Shares of the updates that come a second time, or outside their chat's order, each after at most `within` s."""

    again: float = 0.0
    late: float = 0.0
    within: float = 2.0
    dice: random.Random = field(default_factory=lambda: random.Random(0))  # noqa: S311 - it guards nothing

    def repeats(self) -> bool:
        """Whether this update, which was taken, is brought again."""
        return self.dice.random() < self.again

    def dawdles(self) -> bool:
        """Whether what comes after this update may overtake it."""
        return self.dice.random() < self.late

    def pause(self) -> float:
        """Seconds until then."""
        return self.dice.uniform(0, self.within)
