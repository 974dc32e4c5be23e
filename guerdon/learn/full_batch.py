"""Training a head on frozen features: every row in every step, second-order, the penalty chosen by validation."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch, batched
from guerdon.learn.encoders.base import Encoded
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Objective
from guerdon.learn.solver import Fitted, Solver, Task
from guerdon.papers import Paper
from guerdon.progress import progress
from guerdon.records import Records
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class FullBatch(Solver):
    """L-BFGS on the whole training set, for heads on frozen encoders.

    Minimises objective + l2 * (sum of squared weights) on standardised features for each ``l2`` from the strongest
    down, each starting where the last ended, until the validation loss has risen twice; then once more with the best
    one on training and validation data together.
    """

    l2: tuple[float, ...] = (0.3, 0.1, 0.03, 0.01, 0.003, 0.001)
    """The penalties to try, strongest first."""
    iterations: int = 100
    """The most steps for each penalty."""

    paper = Paper(
        "liu1989limited", "On the limited memory BFGS method for large scale optimization",
        "Liu, Dong C. and Nocedal, Jorge", 1989, venue="Mathematical Programming",
    )  # fmt: skip

    def solve(self, task: Task) -> Fitted:
        started = time.perf_counter()
        tried: list[dict[str, float]] = []
        for epoch in range(task.schedule.epochs or 1):
            train = task.schedule.before(epoch, task.model, task.train)
            tried = self.search(task, train)
        best = min(tried, key=lambda row: row["validation_loss"])
        seconds = time.perf_counter() - started
        return Fitted({"l2": best["l2"]}, best["validation_loss"], seconds, tuple(tried))

    def search(self, task: Task, train: Records) -> list[dict[str, float]]:
        """Chooses the penalty, and leaves the model fitted with it to all of the data."""
        batches = [batched(records, list(records)) for records in (train, task.validation, train + task.validation)]
        study = Study(task.model, task.objective, batches[-1].responses)
        tried: list[dict[str, float]] = []
        with study.standardised(batches[0].responses), progress("fit", unit="penalties") as bar:
            for l2 in self.l2:
                study.minimise(batches[0], l2, self.iterations)
                tried.append({"l2": l2, "validation_loss": float(study.loss(batches[1]).detach())})
                bar.update(len(tried), len(self.l2))
                losses = [row["validation_loss"] for row in tried]
                if len(losses) > 2 and losses[-1] > losses[-2] > losses[-3]:
                    break
            study.minimise(batches[2], min(tried, key=lambda row: row["validation_loss"])["l2"], self.iterations)
        return tried


class Study:
    """The features of a fit's examples, encoded once, and the losses of a head on them."""

    def __init__(self, model: RewardModel, objective: Objective, examples: Sequence[Example]) -> None:
        distinct = list({example.identity: example for example in examples}.values())
        with torch.no_grad():
            encoded = model.encoder(model.encoder.prepare(distinct))
        check_finite(encoded.pooled, distinct)
        self.model = model
        self.objective = objective
        self.blocks = encoded.blocks
        self.features = encoded.pooled.clone()
        self.place = {example.identity: row for row, example in enumerate(distinct)}
        self.known: dict[int, Int[Tensor, "_"]] = {}

    def rows(self, examples: Sequence[Example]) -> Int[Tensor, "n"]:
        """Where examples stand among the features."""
        if id(examples) not in self.known:
            places = [self.place[example.identity] for example in examples]
            self.known[id(examples)] = torch.tensor(places, dtype=torch.long)
        return self.known[id(examples)]

    @contextmanager
    def standardised(self, examples: Sequence[Example]) -> Iterator[None]:
        """Scales the features themselves, by those of some examples, so that no step of a fit has to."""
        head = self.model.head
        head.standardise(self.features[self.rows(examples).unique()])
        self.features.sub_(head.centre).div_(head.spread)
        centre, spread = head.centre, head.spread
        head.centre, head.spread = torch.zeros_like(centre), torch.ones_like(spread)
        try:
            yield
        finally:
            head.centre, head.spread = centre, spread

    def loss(self, batch: Batch) -> Float[Tensor, ""]:
        """The objective on a batch, with gradients."""
        scores = self.model.head(Encoded(self.features, self.blocks))

        def run(examples: Sequence[Example]) -> Scores:
            return scores[self.rows(examples)]

        return self.objective(Forward(self.model, run), batch).total

    def minimise(self, batch: Batch, l2: float, iterations: int) -> None:
        """Moves the head to the minimum of the penalised objective."""
        parameters = list(self.model.head.parameters())
        optimiser = torch.optim.LBFGS(
            parameters,
            max_iter=iterations,
            history_size=20,
            tolerance_grad=1e-5,
            tolerance_change=1e-7,
            line_search_fn="strong_wolfe",
        )

        def closure() -> float:
            optimiser.zero_grad()
            loss = self.loss(batch) + l2 * self.model.head.penalty()
            loss.backward()
            return float(loss.detach())

        optimiser.step(closure)
        if not math.isfinite(float(self.loss(batch).detach())):
            raise GuerdonError("the loss is not finite: the labels or weights hold values that no fit can follow")


def check_finite(features: Float[Tensor, "n width"], examples: Sequence[Example]) -> None:
    """Raises a GuerdonError that names the first example whose features are not finite."""
    bad = (~features.isfinite().all(1)).nonzero().flatten()
    if len(bad):
        text = examples[int(bad[0])].response[:60]
        raise GuerdonError(
            f"{len(bad):,} of {len(features):,} responses have features that are not finite; the first begins {text!r}: "
            "check the encoder's weights, or remove these rows"
        )
