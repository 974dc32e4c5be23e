"""How little a response repeats itself."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.length import tokens


@dataclass(frozen=True)
class DistinctNgrams(Reward[Sequence[Example]]):
    """r = distinct n-grams / n-grams of the response, in words and punctuation marks; 1 where there are none.

    Source: the repetition factor of Kim and Seo 2024 (arXiv 2402.03469), with n = 3; the measure is distinct-n of Li et
    al. 2016 (arXiv 1510.03055) on one text.
    """

    n: int = 3

    def __post_init__(self) -> None:
        if self.n < 1:
            raise ValueError(f"n-grams of {self.n} tokens do not exist: n is at least 1")

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([self.share(tokens(each.response.lower())) for each in batch]))

    def share(self, found: list[str]) -> float:
        grams = [tuple(found[start : start + self.n]) for start in range(len(found) - self.n + 1)]
        return len(set(grams)) / len(grams) if grams else 1.0
