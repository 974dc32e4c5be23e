"""A policy that learns to speak idioms: how fast a reward teaches."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Float, Int
from scipy.special import softmax

from guerdon.testbeds.idioms import Idioms
from guerdon.types import Example

Credit = Callable[[Sequence[Example]], Float[np.ndarray, "n length"]]
"""A reward for each idiom of each text; one for the whole stands at the last."""


@dataclass(frozen=True)
class Speaker:
    """One categorical choice of an idiom for each place, learned by REINFORCE.

    With the rewards c_it of place t in text i, the return G_it = sum_{s >= t} c_is, and A the returns less their mean
    over the batch, divided by the standard deviation of them all, the logits of place t move by

        rate * mean_i A_it (onehot(choice_it) - p_t)

    Dividing takes the scale of the reward out, so that rewards are compared by what they tell apart.
    """

    world: Idioms
    batch: int = 32
    """Texts for each step."""
    rate: float = 8.0

    def learn(self, credit: Credit, steps: int, seed: int = 0) -> Float[np.ndarray, "length idioms"]:
        """The probability of each idiom at each place after some steps."""
        rng = np.random.default_rng(seed)
        logits = np.zeros((self.world.length, self.world.idioms))
        for step in range(steps):
            chosen = self.draw(softmax(logits, axis=1), rng)
            texts = [Example(f"speak {step} {row}", self.world.spoken(places)) for row, places in enumerate(chosen)]
            logits += self.rate * gradient(softmax(logits, axis=1), chosen, credit(texts))
        return softmax(logits, axis=1)

    def draw(
        self, chances: Float[np.ndarray, "length idioms"], rng: np.random.Generator
    ) -> Int[np.ndarray, "n length"]:
        """Choices for a batch of texts."""
        uniform = rng.random((self.batch, self.world.length, 1))
        return np.minimum((uniform > chances.cumsum(1)).sum(2), self.world.idioms - 1)


def gradient(
    chances: Float[np.ndarray, "length idioms"],
    chosen: Int[np.ndarray, "n length"],
    credit: Float[np.ndarray, "n length"],
) -> Float[np.ndarray, "length idioms"]:
    """The policy gradient by standardised returns, a step's mean over its texts."""
    returns = credit[:, ::-1].cumsum(1)[:, ::-1]
    advantage = returns - returns.mean(0)
    advantage = advantage / (advantage.std() or 1.0)
    marked = np.eye(chances.shape[1])[chosen]
    return (advantage[:, :, None] * (marked - chances)).mean(0)
