"""Which pairs are worth a person's label, when the others get a model's: learned from how mixtures of labels turned out."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from jaxtyping import Bool, Float

from guerdon.budget import Budget
from guerdon.errors import GuerdonError
from guerdon.feedback.performance import LinearPerformance, Performance, Ridge
from guerdon.feedback.traits import Traits
from guerdon.papers import Paper
from guerdon.progress import progress
from guerdon.records import Comparisons

Mask = Bool[np.ndarray, "pairs"]
"""True where a person labels."""


@dataclass(frozen=True, eq=False)
class Router:
    """A fitted performance model, and the routes that follow from it."""

    performance: Performance
    names: tuple[str, ...]
    centre: Float[np.ndarray, "columns"]
    weights: Float[np.ndarray, "columns"]
    """Of the columns minus their centre."""
    offset: float
    pairs: int
    """How many the mixtures were of: counts are shares of it."""
    error: float
    """The root mean squared error of the model on mixtures that it was not fitted to."""
    spread: float
    """The standard deviation of the outcomes: an error as large says that the features tell nothing."""

    paper = Paper(
        "miranda2024hybrid", "Hybrid Preferences: Learning to Route Instances for Human vs. AI Feedback",
        "Miranda, Lester James V. and Wang, Yizhong and others", 2024, arxiv="2410.19133",
    )  # fmt: skip

    def predict(self, counts: Float[np.ndarray, "mixes features"]) -> Float[np.ndarray, "mixes"]:
        """The outcome of mixtures, by their ``shares``."""
        return self.offset + (self.performance.columns(counts) - self.centre) @ self.weights

    def gains(self, traits: Traits) -> Float[np.ndarray, "pairs"]:
        """What a human label of each pair alone would change: f(its features) - f(none)."""
        self.require(traits)
        alone = with_all(traits.values.astype(float))
        return (self.predict(alone / self.pairs) - self.predict(np.zeros_like(alone[:1]))) * self.pairs

    def best(self, traits: Traits, labels: int, seed: int = 0, budget: Budget | None = None) -> Mask:
        """The pairs with the largest gains, at most ``labels`` of them and none whose gain is not above 0.

        Pairs with the same features are drawn by lot.
        """
        self.require(traits)
        shuffled = np.random.default_rng(seed).permutation(len(traits.values))
        gains = self.gains(traits)
        order = shuffled[np.argsort(-gains[shuffled], kind="stable")][:labels]
        return charged(masked(len(gains), order[gains[order] > 0]), budget)

    def best_of(
        self, traits: Traits, labels: int, draws: int = 500, seed: int = 0, budget: Budget | None = None
    ) -> Mask:
        """Of so many mixtures as ``mixture`` draws them, the one with the best prediction."""
        self.require(traits)
        rng = np.random.default_rng(seed)
        masks = np.array([mixture(traits, labels, rng) for _ in range(draws)])
        return charged(masks[int(self.predict(shares(masks, traits)).argmax())], budget)

    def require(self, traits: Traits) -> None:
        if traits.names != self.names:
            raise GuerdonError("the router was fitted to other features: make those of both pools from the same traits")


def route(
    traits: Traits,
    evaluate: Callable[[Mask], float],
    mixes: int = 200,
    performance: Performance | None = None,
    seed: int = 0,
    held: float = 0.2,
) -> Router:
    """Learns from mixtures of human and model labels which features make a human label worth its price.

    Each of ``mixes`` mixtures has a number of human labels drawn evenly. The outcomes are fitted by ridge regression on the
    shares v of the pairs with each feature that people label, and the share of all that they label, the penalty chosen by
    leaving one mixture out:

        outcome ~ offset + columns(v) . weights

    The mixtures cost every label of both kinds once and ``mixes`` trainings, which is worth it where rewards are cheap to
    train and the router is used on more pairs of the kind than it was learned from.

    Args:
        traits: of the pairs that are labelled by both.
        evaluate: how good the reward is that is learned from a mixture, such as its accuracy on held-out human labels.
        mixes: how many mixtures.
        performance: linear when None.
        seed: of the mixtures.
        held: the share of the mixtures on which ``error`` is measured; all are fitted to in the end.

    Raises:
        GuerdonError: too few mixtures, or an outcome is not finite.

    Source: Miranda et al. 2024, "Hybrid Preferences" (arXiv 2410.19133), with ridge instead of least squares, for there
    are more products of features than mixtures. Their budget is filled feature by feature in random order, as here.
    """
    if mixes < 10:
        raise GuerdonError(f"mixes is {mixes}, expected at least 10: fewer outcomes say nothing about features")
    rng, model = np.random.default_rng(seed), performance or LinearPerformance()
    pairs, masks, outcomes = len(traits.values), [], []
    with progress("route", "mixes") as bar:
        for done in range(mixes):
            masks.append(mixture(traits, int(rng.integers(1, pairs + 1)), rng))
            outcomes.append(float(evaluate(masks[-1])))
            bar.update(done + 1, mixes)
    found = np.array(outcomes)
    if not np.isfinite(found).all():
        raise GuerdonError(f"{int((~np.isfinite(found)).sum())} of {mixes} mixtures have no outcome")
    columns = model.columns(shares(np.array(masks), traits))
    tested = max(1, round(held * mixes))
    apart = Ridge.fitted(columns[tested:], found[tested:])
    whole = Ridge.fitted(columns, found)
    error = float(np.sqrt(np.mean((apart(columns[:tested]) - found[:tested]) ** 2)))
    return Router(model, traits.names, whole.centre, whole.weights, whole.offset, pairs, error, float(found.std()))


def mixture(traits: Traits, labels: int, rng: np.random.Generator) -> Mask:
    """So many human labels, filled feature by feature in random order, the pairs of each in random order."""
    order: list[Any] = []
    for column in rng.permutation(traits.values.shape[1]):
        order.append(rng.permutation(np.flatnonzero(traits.values[:, column])))
    order.append(rng.permutation(len(traits.values)))
    every = np.concatenate(order)
    first = np.sort(np.unique(every, return_index=True)[1])
    return masked(len(traits.values), every[first][:labels])


def masked(pairs: int, places: Any) -> Mask:
    """True at the places."""
    mask = np.zeros(pairs, dtype=bool)
    mask[places] = True
    return mask


def shares(masks: Bool[np.ndarray, "mixes pairs"], traits: Traits) -> Float[np.ndarray, "mixes columns"]:
    """The share of the pairs that have each feature and a human label, and of those that have a human label."""
    return masks.astype(float) @ with_all(traits.values.astype(float)) / len(traits.values)


def with_all(values: Float[np.ndarray, "pairs features"]) -> Float[np.ndarray, "pairs columns"]:
    """The features and one more that every pair has: what a human label is worth whatever the pair."""
    return np.column_stack([values, np.ones(len(values))])


def charged(mask: Mask, budget: Budget | None) -> Mask:
    """The mask, its human labels taken from the budget."""
    if budget is not None:
        budget.spend("labels", int(mask.sum()))
    return mask


def mixed(human: Comparisons, model: Comparisons, mask: Mask) -> Comparisons:
    """The pairs, each with the label of a person where the mask is true and of the model elsewhere.

    Raises:
        GuerdonError: the two do not label the same pairs in one order.
    """
    sides = [[frozenset((row.chosen.identity, row.rejected.identity)) for row in rows] for rows in (human, model)]
    if sides[0] != sides[1] or len(mask) != len(human):
        raise GuerdonError("human and model labels must be of the same pairs, in one order, and the mask as long")
    return Comparisons.of(one if ask else other for one, other, ask in zip(human, model, mask.tolist(), strict=True))
