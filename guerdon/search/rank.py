"""Candidates in order of preference, by any reward."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float

from guerdon.budget import Budget
from guerdon.reward import Reward
from guerdon.types import Example, Prompt, Scores


@dataclass(frozen=True)
class Ranked:
    """Candidates from best to worst."""

    order: tuple[int, ...]
    """Where each stood among the candidates given."""
    examples: tuple[Example, ...]
    strength: Float[np.ndarray, "candidates"]
    """In the same order: the score, or, where a reward has only preferences, the mean probability of winning."""
    errors: tuple[str, ...] = ()
    """Why candidates are left out: their scores failed."""


def rank(
    reward: Reward[Sequence[Example]],
    prompt: Prompt,
    candidates: Sequence[str],
    *,
    drop_failed: bool = False,
    budget: Budget | None = None,
) -> Ranked:
    """Orders candidate responses to one prompt, best first; equal ones stay in the order given.

    A reward that is ``pairwise`` is asked about every pair in both orders, and candidates stand by their mean
    probability of winning (the Borda rule); any other is asked for scores.

    Args:
        drop_failed: leave out candidates whose score failed, instead of raising.
        budget: spends ``reward_calls``, one for each response that is scored or pair that is compared.

    Raises:
        ScoringError: a score failed.
        BudgetExceededError: before anything is scored.
        ValueError: there are no candidates.
    """
    if not candidates:
        raise ValueError("there are no candidates to rank")
    examples = [Example(prompt, text) for text in candidates]
    budget = budget or Budget()
    budget.spend("reward_calls", len(examples) * (len(examples) - 1) if reward.pairwise else len(examples))
    strength = by_preference(reward, examples) if reward.pairwise else reward.score(examples)
    if not drop_failed:
        strength.require()
    failed = set(strength.failed)
    values = strength.values.detach().cpu().double().numpy()
    order = [int(place) for place in np.argsort(-values, kind="stable") if int(place) not in failed]
    reasons = strength.errors or (None,) * len(examples)
    return Ranked(
        tuple(order),
        tuple(examples[place] for place in order),
        values[order],
        tuple(f"candidate {place + 1}: {reasons[place] or 'the score is nan'}" for place in sorted(failed)),
    )


def by_preference(reward: Reward[Sequence[Example]], examples: Sequence[Example]) -> Scores:
    """Each candidate's mean probability of being preferred to another, over both orders of every pair."""
    n = len(examples)
    pairs = [(a, b) for a in range(n) for b in range(n) if a != b]
    if not pairs:
        return Scores(torch.full((n,), 0.5))
    won = reward.prefer([examples[a] for a, _ in pairs], [examples[b] for _, b in pairs]).detach().cpu()
    totals = torch.zeros(n, dtype=won.dtype)
    first, second = torch.tensor(pairs).T
    totals.index_add_(0, first, won).index_add_(0, second, 1 - won)
    return Scores(totals / (2 * (n - 1)))
