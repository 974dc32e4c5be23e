"""How long a response is, as a reward."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores

TOKEN = re.compile(r"\w+|[^\w\s]")


def tokens(text: str) -> list[str]:
    """Words and single punctuation marks."""
    return TOKEN.findall(text)


@dataclass(frozen=True)
class Length(Reward[Sequence[Example]]):
    """r = tokens / scale, of words and punctuation marks.

    Source: the length incentive of Kim and Seo 2024 (arXiv 2402.03469), with scale 100; there the response ends at the
    first role marker, which is the business of whoever samples.
    """

    scale: float = 100.0
    """Tokens that are worth 1."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([len(tokens(each.response)) / self.scale for each in batch]))
