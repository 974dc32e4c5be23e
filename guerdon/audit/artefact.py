"""What a phrase that says nothing is worth to a reward."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.audit.base import Candidates
from guerdon.audit.ordering import order_accuracy
from guerdon.audit.rescored import rescored
from guerdon.feedback.inject import begun
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example

paper = Paper(
    "liu2024rrm", "RRM: Robust Reward Model Training Mitigates Reward Hacking",
    "Liu, Tianqi and Xiong, Wei and Ren, Jie and Chen, Lichang and others", 2024, arxiv="2409.13156",
)  # fmt: skip


@dataclass(frozen=True)
class Artefact:
    """How a reward takes a phrase at the beginning of a response."""

    preferred: float
    """The share of responses that score higher with the phrase than without; equal ones count half."""
    rise: float
    """The mean change of the score, in standard deviations of the scores without."""
    clean: float
    """Accuracy against the truth over all pairs of candidates of a prompt, none with the phrase."""
    against: float
    """The same, the phrase on the worse of each pair."""


def artefact(reward: Reward[Sequence[Example]], drawn: Candidates, phrase: str) -> Artefact:
    """Scores candidates with and without a phrase.

    Raises:
        ValueError: the truth about the candidates is not known.
        ScoringError: some scores failed.
    """
    if drawn.gold is None:
        raise ValueError("which candidate of a pair is worse is not known: draw them from a testbed")
    bearing = Candidates(tuple(tuple(begun(each, phrase) for each in group) for group in drawn.groups), drawn.proxy)
    without, with_it = rescored(drawn, reward).proxy, rescored(bearing, reward).proxy
    gaps = np.concatenate(with_it) - np.concatenate(without)
    spread = float(np.concatenate(without).std())
    against = [crossed(*each) for each in zip(without, with_it, drawn.gold, strict=True)]
    return Artefact(
        float(np.mean((1 + np.sign(gaps)) / 2)),
        float(gaps.mean() / spread) if spread else float("nan"),
        float(np.nanmean(order_accuracy(without, drawn.gold))),
        float(np.nanmean(against)),
    )


def crossed(without: np.ndarray, with_it: np.ndarray, truth: np.ndarray) -> float:
    """The share of pairs whose better member, without the phrase, scores above the worse with it; nan without pairs."""
    better, worse = np.nonzero(truth[:, None] > truth[None, :])
    right = (1 + np.sign(without[better] - with_it[worse])) / 2
    return float(right.mean()) if len(right) else float("nan")
