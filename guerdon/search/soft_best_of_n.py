"""Soft best-of-n: a random choice among candidates that favours what a reward likes."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float

from guerdon.budget import Budget
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.search.best_of_n import Best, Sampler, best_of_n
from guerdon.types import Example, Prompt

paper = Paper(
    "li2024qprobe", "Q-Probe: A Lightweight Approach to Reward Maximization for Language Models",
    "Li, Kenneth and Jelassi, Samy and Zhang, Hugh and Kakade, Sham and Wattenberg, Martin and Brandfonbrener, David",
    2024, arxiv="2402.14688",
)  # fmt: skip


@dataclass(frozen=True)
class SoftBestOfN:
    """Candidate i of n with probability exp(r_i / beta) / sum_j exp(r_j / beta); the best one where beta is 0.

    As n grows this samples from p(y | x) exp(r / beta) / Z, the policy that maximises E[r] - beta KL(pi || p): beta
    says how much divergence a unit of reward is worth, where the n of best-of-n says how much is spent.

    Source: Li et al. 2024, "Q-Probe" (arXiv 2402.14688).
    """

    n: int
    """How many candidates to draw or, of responses given, to look at."""
    beta: float
    """The temperature, in units of the reward."""

    def __post_init__(self) -> None:
        if self.beta < 0:
            raise ValueError(f"beta is {self.beta}, expected at least 0")

    def __call__(
        self,
        reward: Reward[Sequence[Example]],
        prompt: Prompt,
        candidates: Sequence[str] | Sampler,
        seed: int = 0,
        budget: Budget | None = None,
    ) -> Best:
        """One candidate, drawn by its probability.

        Raises:
            ScoringError: a score failed.
            BudgetExceededError: before the limit is passed.
            ValueError: there is nothing to choose from, or ``n`` is below 1.
        """
        best = best_of_n(reward, prompt, candidates, self.n, budget=budget)
        ranked = best.ranked
        place = np.random.default_rng(seed).choice(len(ranked.examples), p=softmax(ranked.strength, self.beta))
        return Best(ranked.examples[place].response, ranked, best.budget)


def softmax(scores: Float[np.ndarray, "m"], beta: float) -> Float[np.ndarray, "m"]:
    """exp(score / beta), scaled to sum to 1; the best alone, ties sharing evenly, where beta is 0."""
    odds = np.exp((scores - scores.max()) / beta) if beta else (scores == scores.max()).astype(float)
    return odds / odds.sum()


def expected(scores: Float[np.ndarray, "m"], values: Float[np.ndarray, "m"], n: int, beta: float) -> float:
    """The mean value of what is chosen, over the groups of n that a prompt's m candidates are cut into in order.

    Raises:
        ValueError: there are fewer candidates than n.
    """
    if len(scores) < n:
        raise ValueError(f"{len(scores)} candidates, expected at least n = {n}")
    starts = range(0, len(scores) - n + 1, n)
    groups = [slice(start, start + n) for start in starts]
    return float(np.mean([softmax(scores[group], beta) @ values[group] for group in groups]))
