"""Which aspects go with a reward of the whole: those that contradict it least."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example

paper = Paper(
    "lai2024alarm", "ALaRM: Align Language Models via Hierarchical Rewards Modeling",
    "Lai, Yuhang and Wang, Siyuan and Liu, Shujun and Huang, Xuanjing and Wei, Zhongyu", 2024, arxiv="2403.06754",
)  # fmt: skip


@dataclass(frozen=True)
class Inconsistency:
    """How often an aspect prefers the other answer than the whole does."""

    share: float
    """Of the pairs in which both prefer one; nan where there are none."""
    pairs: int
    """In which both prefer one."""
    ties: int
    """In which one of them does not: they do not count."""


def inconsistency(
    holistic: Reward[Sequence[Example]],
    aspects: Mapping[str, Reward[Sequence[Example]]],
    pairs: Sequence[tuple[Example, Example]],
) -> dict[str, Inconsistency]:
    """For each aspect, the share of pairs in which it and the reward of the whole disagree.

    Args:
        holistic: the reward of the whole.
        aspects: by name.
        pairs: two answers to one prompt each, such as of two policies; no labels are needed.

    Raises:
        GuerdonError: there are no pairs.
        ScoringError: some scores failed.

    Source: Lai et al. 2024 (arXiv 2403.06754), section 3.2.
    """
    if not pairs:
        raise GuerdonError("aspects are compared with the whole on pairs of answers, and there are none")
    answers = [example for pair in pairs for example in pair]

    def signs(reward: Reward[Sequence[Example]]) -> torch.Tensor:
        with torch.no_grad():
            values = reward.score(answers).require().values
        return (values[::2] - values[1::2]).sign()

    whole = signs(holistic)
    found = {}
    for name, aspect in aspects.items():
        product = whole * signs(aspect)
        told = int((product != 0).sum())
        share = float((product < 0).sum()) / told if told else float("nan")
        found[name] = Inconsistency(share, told, len(pairs) - told)
    return found


def consistent_aspects(found: Mapping[str, Inconsistency], keep: int = 1) -> list[str]:
    """The aspects that contradict the whole least, the best first; those that no pair tells of come last."""
    return sorted(found, key=lambda name: (found[name].pairs == 0, found[name].share))[:keep]
