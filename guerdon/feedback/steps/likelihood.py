"""Keeps what a policy could have said."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.asked import TextReward, scores
from guerdon.feedback.steps.base import Dropped, Filter, Records
from guerdon.records import Comparisons, Rankings, Ratings


@dataclass(frozen=True)
class Likelihood(Filter):
    """Leaves out the rows of which a response is among the least likely of all responses.

    The policy must give the mean log-likelihood of a token; the sum would keep the short responses and little else.

    Source: the likelihood filter of Pace et al. 2024, "West-of-N" (arXiv 2401.12086); quantiles are not stated there.
    """

    policy: TextReward
    """Gives the mean log-likelihood of a response's tokens, in nats."""
    quantile: float = 0.2
    """The share of the responses below which one counts as unlikely."""
    kinds: ClassVar = (Comparisons, Ratings, Rankings)

    def __post_init__(self) -> None:
        if not 0 <= self.quantile < 1:
            raise FeedbackError(f"quantile is {self.quantile}, expected 0 or more and less than 1")

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        said, failed = scores(self.policy, records)
        every = np.concatenate(said) if said else np.zeros(0)
        known = every[~np.isnan(every)]
        least = np.quantile(known, self.quantile) if len(known) else 0.0
        return [
            failed[row]
            or (Dropped(row, f"response among the least likely {self.quantile:.0%}", f"{each.min():.3f}")
                if each.min() < least else None)
            for row, each in enumerate(said)
        ]  # fmt: skip
