"""Bradley-Terry: the chosen response should score higher, and by how much the labels say."""

from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor
from torch.nn.functional import logsigmoid

from guerdon.errors import GuerdonError
from guerdon.learn.batch import ComparisonBatch
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Loss, Objective
from guerdon.learn.objectives.parts import require_parts
from guerdon.papers import Paper
from guerdon.records import Comparisons, Ratings, Records
from guerdon.types import Scores


@dataclass(frozen=True)
class BradleyTerry(Objective[ComparisonBatch]):
    """The negative log-likelihood of preferences under P(chosen > rejected) = sigmoid(r_chosen - r_rejected).

    With the gap d, the temperature T, the target t (1 for a hard label, smoothed towards 1/2), the margin m and the
    weight w of each row:

        loss = mean_w( -s * (t log sigmoid(d/T - m) + (1 - t) log sigmoid(m - d/T)) )

    A margin asks for a gap of at least its size; a scale s counts a row as often as its strength says, without any
    assumption on the unit of rewards.

    Sources: Bradley & Terry 1952; the margin from Touvron et al. 2023, "Llama 2" (arXiv 2307.09288); the scale from
    Wang et al. 2024, "HelpSteer2-Preference" (arXiv 2410.01257).
    """

    margin: str | None = None
    """The field of a comparison that holds its margin, in units of reward: ``margin`` or ``strength``."""
    scale: str | None = None
    """The field of a comparison that multiplies its loss, such as ``strength``."""
    smoothing: float = 0.0
    """Moves every target this share of the way to 1/2 (label smoothing)."""
    on: str | tuple[str, ...] | None = None
    """The named part of the scores that is compared, or the parts whose sum is; the whole when not given.

    With a head that keeps some of its parts, the sum of all takes up what the kept ones should not learn."""

    temperature: float = 1.0
    """What the gap is divided by, before the margin."""

    paper = Paper(
        "bradley1952rank",
        "Rank Analysis of Incomplete Block Designs: I. The Method of Paired Comparisons",
        "Bradley, Ralph Allan and Terry, Milton E.",
        1952,
        venue="Biometrika",
    )

    def __call__(self, model: Forward, batch: ComparisonBatch) -> Loss:
        scores = model.scores(batch.responses)
        gap = self.gap(model, scores) / self.temperature
        target = torch.lerp(batch.column("target"), torch.tensor(0.5), self.smoothing).to(gap.device)
        margin = batch.column(self.margin).to(gap.device) if self.margin else 0.0
        scale = batch.column(self.scale).to(gap.device) if self.scale else 1.0
        loss = batch.mean(scale * cross_entropy(gap - margin, target))
        return Loss(loss, {"bradley_terry": loss.detach()})

    def gap(self, model: Forward, scores: Scores) -> Float[Tensor, "n"]:
        """The preference for each chosen response, as a logit."""
        if self.on:
            chosen, rejected = torch.stack([scores.parts[name] for name in self.parts]).sum(0).chunk(2)
            return chosen - rejected
        rows = torch.arange(len(scores)).chunk(2)
        return model.model.head.gap(scores[rows[0]], scores[rows[1]])

    @property
    def parts(self) -> tuple[str, ...]:
        """The names of the parts that are compared."""
        return (self.on,) if isinstance(self.on, str) else self.on or ()

    def check(self, model: RewardModel, records: Records) -> None:
        if not isinstance(records, Comparisons):
            fits = "Regression" if isinstance(records, Ratings) else "PlackettLuce"
            raise GuerdonError(
                f"BradleyTerry learns from comparisons, got {type(records).__name__.lower()}: use {fits}"
            )
        for field in filter(None, (self.margin, self.scale)):
            column = records.data[field][:] if field in records.data.column_names else [None] * len(records)
            if None in column:
                raise GuerdonError(
                    f"BradleyTerry reads {field!r}, which {column.count(None):,} of {len(column):,} comparisons "
                    "do not have: leave those out, or fit without it"
                )
        if "probability" in records.data.column_names and set(records.data["probability"][:]) == {0.5}:
            raise GuerdonError("every comparison is a tie: there is nothing to learn from")
        if not model.pairwise and cancels(records):
            raise GuerdonError(
                "every response wins as often as it loses, as where preferences go round in a ring: the best that a score "
                f"for each response can say is nothing, so {type(model.head).__name__} learns nothing here; SkewHead can"
            )
        require_parts("BradleyTerry compares", self.parts, model, records)


def cancels(records: Comparisons) -> bool:
    """Whether each response that counts, to the same prompt in the same context, has won as often as it has lost."""
    columns = records.data.column_names
    targets = records.data["probability"][:] if "probability" in columns else [None] * len(records)
    weights = records.data["weight"][:] if "weight" in columns else [None] * len(records)
    contexts = records.data["context"][:] if "context" in columns else [None] * len(records)
    if weights and all(weight == 0 for weight in weights):
        return False
    net: dict[tuple[Any, ...], float] = {}
    sides = zip(records.data["chosen"][:], records.data["rejected"][:], strict=True)
    for prompt, context, both, target, weight in zip(records.prompts(), contexts, sides, targets, weights, strict=True):
        won = ((1.0 if target is None else target) - 0.5) * (1.0 if weight is None else weight)
        for side, sign in zip(both, (won, -won), strict=True):
            key = (prompt, context, side if isinstance(side, str) else repr(side))
            net[key] = net.get(key, 0.0) + sign
    return all(abs(balance) < 1e-9 for balance in net.values())


def cross_entropy(logit: Float[Tensor, "n"], target: Float[Tensor, "n"]) -> Float[Tensor, "n"]:
    """-(t log sigmoid(x) + (1 - t) log sigmoid(-x)) of each row."""
    return -(target * logsigmoid(logit) + (1 - target) * logsigmoid(-logit))
