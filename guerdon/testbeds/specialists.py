"""People and a model who label the same pairs, each better where the other is worse."""

from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Bool

from guerdon.records import Comparisons
from guerdon.testbeds.linear import Linear
from guerdon.types import Comparison


@dataclass(frozen=True)
class Specialists(Linear):
    """Pairs with yes-or-no features, of which the first says whose label is likelier to be right.

    A person is right with the probability ``person[0]`` where the first feature is there and ``person[1]`` elsewhere; the
    model, by ``model``. The other features say nothing.
    """

    features: int = 8
    share: float = 0.3
    """Of the pairs that have the first feature; the others have each feature of the rest with probability 1/2."""
    person: tuple[float, float] = (0.85, 0.72)
    model: tuple[float, float] = (0.60, 0.82)

    def marks(self, n: int) -> Bool[np.ndarray, "n features"]:
        """The features of the first ``n`` pairs."""
        drawn = np.random.default_rng([self.seed, 9]).random((n, self.features))
        return drawn < np.where(np.arange(self.features) == 0, self.share, 0.5)

    def true(self, n: int) -> Comparisons:
        """The first ``n`` pairs with the truth as their label."""
        return replace(self, quality=np.inf).comparisons(n)

    def people(self, n: int) -> Comparisons:
        """The same pairs as people label them."""
        return self.labels(n, self.person, purpose=10)

    def machine(self, n: int) -> Comparisons:
        """The same pairs as the model labels them."""
        rows = self.labels(n, self.model, purpose=11)
        return Comparisons.of(replace(row, provenance="model") for row in rows)

    def labels(self, n: int, right: tuple[float, float], purpose: int) -> Comparisons:
        """The same pairs with labels that are right so often, where the first feature is there and elsewhere."""
        chance = np.where(self.marks(n)[:, 0], *right)
        wrong = np.random.default_rng([self.seed, purpose]).random(n) >= chance
        return turned(self.true(n), wrong)


def turned(rows: Comparisons, wrong: Bool[np.ndarray, "n"]) -> Comparisons:
    """The comparisons, the labels of some turned round by another target, so that responses stay in their places."""

    def told(row: Comparison, bad: bool) -> Comparison:
        return replace(row, target=1 - row.target) if bad else row

    return Comparisons.of(told(row, bad) for row, bad in zip(rows, wrong.tolist(), strict=True))
