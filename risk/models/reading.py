"""What a learned model answers, and the one way in which it refuses to answer."""

from dataclasses import dataclass


class ModelFault(Exception):
    """The model cannot be trusted with this: ``cause`` names the feature, the file or the digest.

    Whoever hears it sends the declaration to a person; nothing is released by an error.
    """

    def __init__(self, cause: str) -> None:
        self.cause = cause
        super().__init__(cause)


@dataclass(frozen=True, kw_only=True)
class Reading:
    """One declaration read by one model.

    ``score`` is an integer (hundred-thousandths of a logit) and exactly the sum of ``parts``:
    what each feature moved, beginning with ``base``, the score of the average declaration.
    ``probability_ppm`` is the calibrated chance of a fault, in millionths.
    """

    model: str
    digest: str
    score: int
    probability_ppm: int
    parts: tuple[tuple[str, int], ...]

    @property
    def reasons(self) -> tuple[tuple[str, int], ...]:
        """The parts that moved the score, greatest first; the base is no reason."""
        moved = (part for part in self.parts if part[0] != "base" and part[1])
        return tuple(sorted(moved, key=lambda part: (-abs(part[1]), part[0])))
