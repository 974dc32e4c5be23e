"""Best-of-n: sample several responses, keep the one that the reward likes best."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from guerdon.budget import Budget
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.search.rank import Ranked, rank
from guerdon.types import Example, Prompt, ScoringError

Sampler = Callable[[Prompt, int], Sequence[str]]
"""Draws a number of responses to a prompt."""

paper = Paper(
    "nakano2021webgpt", "WebGPT: Browser-assisted question-answering with human feedback",
    "Nakano, Reiichiro and others", 2021, arxiv="2112.09332",
)  # fmt: skip


@dataclass(frozen=True)
class Best:
    """The response kept, and all of them in order."""

    response: str
    ranked: Ranked
    budget: Budget
    """What it cost: ``samples`` and ``reward_calls``."""


def best_of_n(
    reward: Reward[Sequence[Example]],
    prompt: Prompt,
    candidates: Sequence[str] | Sampler,
    n: int | None = None,
    *,
    drop_failed: bool = False,
    budget: Budget | None = None,
) -> Best:
    """The candidate that a reward likes best.

    Sampling more moves the policy by KL = log n - (n - 1) / n nats, and the proxy reward rises with it whether or not
    the true one does: a report card's best-of-n curve says up to which n it is safe.

    Args:
        candidates: responses, or a function that draws ``n`` of them.
        n: how many to draw or, of responses given, to look at; all of those given when None.
        drop_failed: leave out candidates whose score failed, instead of raising.
        budget: spends ``samples`` and ``reward_calls``.

    Raises:
        ScoringError: a score failed, or with ``drop_failed`` every one.
        BudgetExceededError: before the limit is passed.
        ValueError: there is nothing to choose from, ``n`` is below 1, or a sampler without ``n``.
    """
    budget = budget or Budget()
    if n is not None and n < 1:
        raise ValueError(f"best_of_n needs n of at least 1, got {n}")
    if callable(candidates):
        if n is None:
            raise ValueError("best_of_n needs n= to know how many responses to draw")
        budget.spend("samples", n)
        drawn = candidates(prompt, n)
    else:
        drawn = candidates[:n]
    ranked = rank(reward, prompt, drawn, drop_failed=drop_failed, budget=budget)
    if not ranked.examples:
        raise ScoringError(f"all {len(drawn)} scores failed; the first, of {ranked.errors[0]}")
    return Best(ranked.examples[0].response, ranked, budget)
