"""A policy that chooses among the candidates of each prompt, and learns which by trial."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.special import softmax

from guerdon.papers import Paper

paper = Paper(
    "williams1992simple", "Simple statistical gradient-following algorithms for connectionist reinforcement learning",
    "Williams, Ronald J.", 1992, venue="Machine Learning",
)  # fmt: skip


@dataclass(frozen=True)
class Tried:
    """What a policy did in one step of its training."""

    prompts: Int[np.ndarray, "n"]
    answers: Int[np.ndarray, "n"]
    """Which candidate it chose."""
    gaps: Float[np.ndarray, "n"]
    """log pi - log pi_0 of each choice, in nats."""


Advantage = Callable[[Tried], Float[np.ndarray, "n"]]


@dataclass(frozen=True)
class Chooser:
    """One logit for each candidate of each prompt, from an even choice on, by REINFORCE: those of a prompt move by

        rate * mean_i A_i (onehot(answer_i) - p)

    ``standardised`` makes rewards the advantages of a batch without a critic.

    Source: Williams 1992.
    """

    prompts: int
    answers: int
    """Candidates of each prompt."""
    batch: int = 64
    """Choices of a step."""
    group: int = 1
    """Choices for one prompt among them, one after another; divides the batch."""
    rate: float = 32.0

    def learn(self, advantage: Advantage, steps: int, seed: int = 0) -> Float[np.ndarray, "prompts answers"]:
        """The probability of each candidate after some steps.

        Args:
            advantage: of what was tried; it is told in the order of the training, so it may learn beside.
            steps: of the training.
            seed: of what is tried.
        """
        rng = np.random.default_rng(seed)
        logits = np.zeros((self.prompts, self.answers))
        for _ in range(steps):
            rows = np.repeat(rng.integers(self.prompts, size=self.batch // self.group), self.group)
            chances = softmax(logits[rows], axis=1)
            uniform = rng.random((self.batch, 1))
            chosen = np.minimum((uniform > chances.cumsum(1)).sum(1), self.answers - 1)
            gaps = np.log(chances[np.arange(self.batch), chosen] * self.answers)
            moves = advantage(Tried(rows, chosen, gaps))[:, None] * (np.eye(self.answers)[chosen] - chances)
            np.add.at(logits, rows, self.rate * moves / self.batch)
        return softmax(logits, axis=1)


def standardised(values: Float[np.ndarray, "n"]) -> Float[np.ndarray, "n"]:
    """The values less their mean, over their standard deviation; zeros where they are all the same."""
    spread = float(values.std())
    return (values - values.mean()) / spread if spread else np.zeros_like(values)
