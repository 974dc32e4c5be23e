"""Rewards of units, handed down to the words that they are of."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.reward import Transform
from guerdon.types import Dense, Example, Scores


@dataclass(frozen=True)
class SpreadEvenly(Transform[Sequence[Example]]):
    """Every word of a unit gets the same share of its reward, so that each unit keeps its total.

    The rewards of tokens that a policy learns from must stand at every token; at the last one alone they would be as
    right, and teach later. A unit that covers the end of no word gives all to the word that it ends in.

    Source: the even split of Yin et al. 2025 (arXiv 2501.02790).
    """

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        if scores.dense is None:
            raise GuerdonError("SpreadEvenly hands down the rewards of units, and these scores have none")
        ends = tuple(word_ends(example.response) for example in batch)
        rows = zip(scores.dense.values, scores.dense.ends, ends, strict=True)
        return replace(scores, dense=Dense("token", tuple(spread(*row) for row in rows), ends))


def word_ends(text: str) -> Int[Tensor, "_words"]:
    """Where each word of a text ends; a text without words is one."""
    found = [match.end() for match in re.finditer(r"\S+", text)] or ([len(text)] if text else [])
    return torch.tensor(found, dtype=torch.long)


def spread(
    rewards: Float[Tensor, "_units"], units: Int[Tensor, "_units"], words: Int[Tensor, "_words"]
) -> Float[Tensor, "_words"]:
    """The rewards of words, from those of units that end at given characters."""
    if not len(words) or not len(rewards):
        return rewards.new_zeros(len(words))
    owner = torch.searchsorted(units, words).clamp_max(len(units) - 1)
    counts = owner.bincount(minlength=len(units))
    shares = (rewards / counts.clamp_min(1))[owner]
    hollow = counts == 0
    host = torch.searchsorted(words, units[hollow]).clamp_max(len(words) - 1)
    return shares.index_add(0, host, rewards[hollow])
