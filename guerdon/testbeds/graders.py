"""People who grade the same responses in two ways: ratings of each, and preferences with a strength."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from guerdon.records import Comparisons, Ratings
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Rating

LOWEST, HIGHEST = 0, 4
STRONGEST = 3


@dataclass(frozen=True)
class Graders:
    """Rates and compares the responses of a world, with noise of its own for each.

    With u the true reward in standard deviations, b a zero point that each annotator has, and e normal noise:

        rating   = round(clip(2 + u + b + e_rating, 0, 4))
        strength = min(3, round(|u_1 - u_2 + e_preference|)), for the response that the sum is in favour of

    Pairs whose strength rounds to 0 are left out of the preferences. One annotator grades both responses of a pair, so
    that b cancels in a preference and in the difference of two ratings, but not between pairs.

    Source: the scales of Wang et al. 2024, "HelpSteer2-Preference" (arXiv 2410.01257); the noise is ours.
    """

    rating_noise: float = 0.5
    """Standard deviation of e_rating."""
    preference_noise: float = 0.5
    """Standard deviation of e_preference."""
    offset: float = 0.5
    """Standard deviation of b."""
    annotators: int = 5
    seed: int = 0

    def ratings(self, pairs: Comparisons, gold: Reward[Sequence[Example]]) -> Ratings:
        """A rating named ``helpfulness`` of each response of each pair."""
        rng = np.random.default_rng([self.seed, 0])
        offsets = self.offset * rng.standard_normal(self.annotators)
        who = rng.integers(self.annotators, size=len(pairs))
        sides = [[row.chosen for row in pairs], [row.rejected for row in pairs]]
        noise = self.rating_noise * rng.standard_normal((2, len(pairs)))
        worth = np.array([gold.score(side).require().values.tolist() for side in sides]) + offsets[who] + noise
        grades = np.clip(2 + worth, LOWEST, HIGHEST).round()
        return Ratings.of(
            Rating(example, {"helpfulness": float(grade)}, annotator=f"grader {person}", provenance="rule")
            for side, row in zip(sides, grades, strict=True)
            for example, grade, person in zip(side, row, who, strict=True)
        )

    def preferences(self, pairs: Comparisons, gold: Reward[Sequence[Example]]) -> Comparisons:
        """Each pair whose two responses are told apart, the preferred one as ``chosen``, with its ``strength``."""
        rng = np.random.default_rng([self.seed, 1])
        rows = list(pairs)
        first, second = (
            gold.score([getattr(row, side) for row in rows]).require().values.double().numpy()
            for side in ("chosen", "rejected")
        )
        gaps = first - second + self.preference_noise * rng.standard_normal(len(rows))
        strengths = np.minimum(STRONGEST, np.abs(gaps).round())
        return Comparisons.of(
            self.graded(row, gap, strength)
            for row, gap, strength in zip(rows, gaps, strengths, strict=True)
            if strength > 0
        )

    def graded(self, row: Comparison, gap: float, strength: float) -> Comparison:
        """The pair as a grader states it."""
        stated = row if gap > 0 else row.flipped()
        return replace(stated, target=1.0, strength=float(strength), agreement=None, annotator=None, id="")
