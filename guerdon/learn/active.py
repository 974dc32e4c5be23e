"""Active selection: which pairs to have labelled next."""

from collections.abc import Callable, Sequence

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.model import RewardModel
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.types import Comparison

paper = Paper(
    "gleave2022uncertainty", "Uncertainty Estimation for Language Reward Models",
    "Gleave, Adam and Irving, Geoffrey", 2022, arxiv="2203.07472",
)  # fmt: skip

Doubt = Callable[[RewardModel, Sequence[Comparison]], Float[Tensor, "n"]]
"""How much a model would learn from the label of each pair; more is more."""


def to_label(model: RewardModel, pool: Comparisons, n: int, doubt: Doubt | None = None) -> Comparisons:
    """The pairs of a pool whose labels would teach a model most, in falling order; equal ones in the pool's order.

    Have them labelled, add them to what is known, fit again, and ask again. What the pool itself says of who won is not
    read. Pairs that a model is unsure of may be pairs on which people differ: disagreement of an ensemble, which labels
    can end, is the better guide where there is one.

    Args:
        model: as it has learned so far.
        pool: pairs without labels, or with labels that are not to be looked at.
        n: how many to choose.
        doubt: ``disagreement`` for a model that gives the standard deviation of its members, else ``closeness``.

    Raises:
        GuerdonError: the pool has fewer pairs.

    Source: Gleave & Irving 2022, "Uncertainty Estimation for Language Reward Models" (arXiv 2203.07472).
    """
    if n > len(pool):
        raise GuerdonError(f"{n} pairs are to be labelled, and the pool has {len(pool)}")
    rows = list(pool)
    doubt = doubt or (disagreement if model.score([rows[0].chosen]).std is not None else closeness)
    order = doubt(model, rows).argsort(descending=True, stable=True)
    return pool.select(order[:n].tolist())


def closeness(model: RewardModel, rows: Sequence[Comparison]) -> Float[Tensor, "n"]:
    """1 - |2 P(first is preferred) - 1|: 1 where the model believes in even odds, 0 where it is certain."""
    belief = model.prefer([row.chosen for row in rows], [row.rejected for row in rows])
    return 1 - (2 * belief - 1).abs()


def disagreement(model: RewardModel, rows: Sequence[Comparison]) -> Float[Tensor, "n"]:
    """The standard deviation over the members of an ``EnsembleHead`` of the gap between the two responses.

    Raises:
        GuerdonError: the model has no members.
    """
    scores = model.score([*(row.chosen for row in rows), *(row.rejected for row in rows)]).require()
    members = [part.chunk(2) for name, part in scores.parts.items() if name.startswith("member ")]
    if len(members) < 2:
        raise GuerdonError(f"{type(model.head).__name__} has no members that could disagree: use an EnsembleHead")
    return torch.stack([chosen - rejected for chosen, rejected in members]).std(0)
