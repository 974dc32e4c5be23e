"""The named parts of a reward under weights: chosen by hand, or fitted to what somebody prefers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float
from scipy.optimize import minimize
from scipy.special import expit

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.reward import Reward, Transform
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Weigh(Transform[Sequence[Example]]):
    """r' = sum_a weight_a r_a over named parts of the scores.

    >>> reward = rated >> Weigh({"helpfulness": 0.65, "correctness": 0.8, "verbosity": -0.4})

    Another weighting is another reward of the same model, without training. Parts and errors are kept; the spread, which
    was that of the old sum, is dropped.

    Source: Wang et al. 2024, "HelpSteer2" (arXiv 2406.08673).
    """

    weights: Mapping[str, float]
    """By the name of the part; a part that is not named does not count."""

    paper = Paper(
        "wang2024helpsteer2", "HelpSteer2: Open-source dataset for training top-performing reward models",
        "Wang, Zhilin and others", 2024, arxiv="2406.08673",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if not self.weights:
            raise ValueError("Weigh needs the weight of at least one part")

    def __call__(self, scores: Scores, batch: Sequence[Example]) -> Scores:
        columns = [weight * part for weight, part in zip(self.weights.values(), self.columns(scores), strict=True)]
        return replace(scores, values=torch.stack(columns).sum(0), std=None)

    def columns(self, scores: Scores) -> list[Float[torch.Tensor, "n"]]:
        """The parts that are weighed.

        Raises:
            GuerdonError: the scores lack one.
        """
        lacking = [name for name in self.weights if name not in scores.parts]
        if lacking:
            raise GuerdonError(f"Weigh reads the part {lacking[0]!r}; the reward's parts: {sorted(scores.parts)}")
        return [scores.parts[name] for name in self.weights]


def fit_weights(
    reward: Reward[Sequence[Example]], comparisons: Comparisons, names: Sequence[str] | None = None, l2: float = 0.01
) -> Weigh:
    """The weights of a reward's parts under which some preferences are most likely.

    With the gap d_a of part a between the two responses, in standard deviations of it over all of them:

        min_v  mean_w( cross-entropy(target, sigmoid(sum_a v_a d_a)) ) + l2 |v|^2,   weight_a = v_a / sd_a

    A few dozen comparisons fit a handful of weights, where they would not fit a model. Parts that go together share
    their weight as the penalty likes: trust the sum, not the single weights.

    Args:
        reward: with named parts, such as a model with an ``AttributeHead``.
        comparisons: what is wanted; any that the parts were not trained on.
        names: of the parts that may count; all when None.
        l2: the penalty, which keeps the weights finite where every preference can be met.

    Raises:
        GuerdonError: there are no comparisons, or the reward lacks a part.
        ScoringError: some scores failed.

    Source: Wang et al. 2024, "HelpSteer2" (arXiv 2406.08673), where the weights are searched on a benchmark.
    """
    if not len(comparisons):
        raise GuerdonError("there are no comparisons to fit weights to")
    rows = list(comparisons)
    scores = reward.score([*(row.chosen for row in rows), *(row.rejected for row in rows)]).require()
    names = tuple(scores.parts if names is None else names)
    if not names:
        raise GuerdonError("fit_weights weighs the parts of a reward, and this reward has none: use an AttributeHead")
    columns = torch.stack(Weigh(dict.fromkeys(names, 1.0)).columns(scores), dim=1).detach().double().cpu().numpy()
    spread = columns.std(0)
    spread[spread < 1e-12] = 1.0  # a constant part says nothing, and keeps the weight 0
    chosen, rejected = np.split(columns / spread, 2)
    target, weight = (np.array([getattr(row, name) for row in rows]) for name in ("target", "weight"))
    found = logistic(chosen - rejected, target, weight / max(weight.sum(), 1e-12), l2) / spread
    return Weigh(dict(zip(names, found.tolist(), strict=True)))


def logistic(
    gaps: Float[np.ndarray, "n parts"], target: Float[np.ndarray, "n"], weight: Float[np.ndarray, "n"], l2: float
) -> Float[np.ndarray, "parts"]:
    """The minimum of the penalised log loss without an intercept: which response comes first must not matter."""

    def loss(v: Float[np.ndarray, "parts"]) -> tuple[float, Float[np.ndarray, "parts"]]:
        logit = gaps @ v
        value = weight @ (np.logaddexp(0, logit) - target * logit) + l2 * v @ v
        return float(value), gaps.T @ (weight * (expit(logit) - target)) + 2 * l2 * v

    return minimize(loss, np.zeros(gaps.shape[1]), jac=True, method="L-BFGS-B", options={"gtol": 1e-9}).x
