"""Bagging: each member of an ensemble learns from a sample of the prompts of its own, all in one fit."""

from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch
from guerdon.learn.heads.ensemble import EnsembleHead
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.papers import Paper
from guerdon.records import Comparisons, Records
from guerdon.types import Scores


@dataclass(frozen=True)
class Bagged(Objective[Any]):
    """The mean over members m of another objective, each row weighted by how often m's sample has its prompt.

        n_m(prompt) ~ Poisson(1), drawn from the seed, the member and the prompt alone

    Whole prompts are drawn, because rows of one prompt are not independent; about 37 % of them are missing from a
    member's sample, and ``out_of_bag`` judges each comparison by the members that miss it: cross-fitting without
    another fit.

    Source: Oza & Russell 2001, "Online Bagging and Boosting".
    """

    each: Objective[Any]
    """What every member minimises."""
    seed: int = 0

    paper = Paper(
        "oza2001online", "Online Bagging and Boosting", "Oza, Nikunj C. and Russell, Stuart", 2001,
        venue="Artificial Intelligence and Statistics",
    )  # fmt: skip

    def __call__(self, model: Forward, batch: Batch) -> Loss:
        names = members(model.model).names
        losses = [
            self.each(Member(model, name), batch.reweighted(f"bag {self.seed} {name}", self.drawn(batch, name)))
            for name in names
        ]
        total = torch.stack([loss.total for loss in losses]).mean()
        parts = {name: torch.stack([loss.parts[name] for loss in losses]).mean() for name in losses[0].parts}
        return Loss(total, parts)

    def drawn(self, batch: Batch, name: str) -> Float[Tensor, "n"]:
        """How often a member's sample has each row."""
        key = f"bag {self.seed} {name}"
        if key not in batch.columns:
            counts = [float(self.count(prompt, name)) for prompt in batch.prompts]
            batch.columns[key] = torch.tensor(counts)
        return batch.columns[key]

    def count(self, prompt: str, name: str) -> int:
        """How often a member's sample has a prompt."""
        content = sha256(f"{self.seed} {name} {prompt}".encode("utf-8", "surrogatepass")).digest()
        return int(np.random.default_rng(int.from_bytes(content[:8], "big")).poisson(1.0))

    def check(self, model: RewardModel, records: Records) -> None:
        members(model)
        self.each.check(model, records)


class Member(Forward):
    """A step's forward passes, of which one member's scores are read."""

    def __init__(self, whole: Forward, name: str) -> None:
        super().__init__(whole.model, whole.run, whole.done)
        self.whole = whole
        self.name = name

    def scores(self, responses: Any) -> Scores:
        return self.of(self.whole.scores(responses))

    def again(self, responses: Any) -> Scores:
        return self.of(self.whole.again(responses))

    def of(self, scores: Scores) -> Scores:
        return replace(scores, values=scores.parts[self.name], std=None, parts={})


def out_of_bag(model: RewardModel, bagged: Bagged, comparisons: Comparisons) -> Float[Tensor, "members n"]:
    """The gap in reward of each comparison by each member that never saw its prompt; nan for the others.

    The mean over members (``nanmean``) is a prediction that no label of the prompt has touched: compare labels with it.
    """
    rows = list(comparisons)
    with torch.no_grad():
        scores = model.score([*(row.chosen for row in rows), *(row.rejected for row in rows)]).require()
    names = members(model).names
    gaps = [scores.parts[name].chunk(2) for name in names]
    seen = torch.tensor([[bagged.count(row.chosen.prompt_text, name) > 0 for row in rows] for name in names])
    return torch.stack([chosen - rejected for chosen, rejected in gaps]).masked_fill(seen, torch.nan)


def members(model: RewardModel) -> EnsembleHead:
    """The head of an ensemble.

    Raises:
        GuerdonError: the model has another.
    """
    if not isinstance(model.head, EnsembleHead):
        raise GuerdonError(
            f"Bagged trains the members of an EnsembleHead, got {type(model.head).__name__}: "
            "write EnsembleHead([head, head, ...])"
        )
    return model.head
