"""Training a head on frozen features: every row in every step, second-order, the penalty chosen by validation."""

import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.batch import Batch, batched
from guerdon.learn.model import Forward, RewardModel
from guerdon.learn.objectives.base import Objective
from guerdon.learn.pieces import Pieces
from guerdon.learn.precondition import Preconditioned, covariance
from guerdon.learn.schedules.base import Lessons
from guerdon.learn.solver import Fitted, Solver, Task
from guerdon.papers import Paper
from guerdon.progress import progress
from guerdon.records import Records
from guerdon.types import Example


@dataclass(frozen=True)
class FullBatch(Solver):
    """L-BFGS on the whole training set, for heads on frozen encoders.

    Minimises objective + l2 * (sum of squared weights) on standardised features for each ``l2`` from the strongest
    down, until the validation loss has risen twice; then with the best one on training and validation data together.
    Each begins with the weights that the model came with. Rows of weight 0 are left out altogether.
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
        lessons = Lessons(task.schedule, task.train)
        tried: list[dict[str, float]] = []
        noted: list[Mapping[str, float]] = []
        for epoch in range(task.schedule.epochs or 1):
            train = lessons.next(epoch, task.model)
            tried = self.search(task, train)
            noted += [{"epoch": epoch + 1, **notes} for notes in [task.schedule.notes(train)] if notes]
        best = min(tried, key=lambda row: row["validation_loss"])
        seconds = time.perf_counter() - started
        return Fitted({"l2": best["l2"]}, best["validation_loss"], seconds, (*noted, *tried))

    def search(self, task: Task, train: Records) -> list[dict[str, float]]:
        """Chooses the penalty, and leaves the model fitted with it to all of the data."""
        learned, held_out = ([row for row in rows if row.weight > 0] for rows in (train, task.validation))
        if not learned or not held_out:
            raise GuerdonError("every row that could be learned from or validated on has weight 0")
        training, validation, both = (batched(train, rows) for rows in (learned, held_out, learned + held_out))
        study = Study(task.model, task.objective, (*training.responses, *both.responses))
        tried: list[dict[str, float]] = []
        study.standardise(training)
        with progress("fit", unit="penalties") as bar:
            for l2 in self.l2:
                study.minimise(training, l2, self.iterations)
                tried.append({"l2": l2, "validation_loss": float(study.loss(validation).detach())})
                bar.update(len(tried), len(self.l2))
                losses = [row["validation_loss"] for row in tried]
                if len(losses) > 2 and losses[-1] > losses[-2] > losses[-3]:
                    break
            study.minimise(both, min(tried, key=lambda row: row["validation_loss"])["l2"], self.iterations)
        return tried


class Study:
    """The features of a fit's examples, encoded once, and the losses of a head on them."""

    def __init__(self, model: RewardModel, objective: Objective, examples: Sequence[Example]) -> None:
        """Args: examples: all that is fitted to or validated on; those of the training rows first."""
        distinct = list({example.identity: example for example in examples}.values())
        self.pieces = Pieces(model.encoder, distinct)
        check_finite(self.pieces, len(distinct))
        self.model = model
        self.objective = objective
        self.place = {example.identity: row for row, example in enumerate(distinct)}
        self.known: dict[int, tuple[Batch, Int[Tensor, "_"]]] = {}
        self.start = [weight.detach().clone() for weight in model.head.parameters()]

    def rows(self, examples: Sequence[Example]) -> Int[Tensor, "n"]:
        """Where examples stand among the features."""
        return torch.tensor([self.place[example.identity] for example in examples], dtype=torch.long)

    def standardise(self, training: Batch) -> None:
        """Scales the features themselves, by those of the training rows, so that no step of a fit has to.

        A head of which some weights are frozen keeps the scale that it has: they were fitted to it.
        """
        head, own = self.model.head, int(self.rows(training.responses).max()) + 1
        if all(weight.requires_grad for weight in head.parameters()):
            head.standardise(self.pieces.sample(own, head.features))
        self.pieces.change(head.scaled)
        self.moments = covariance(self.pieces.sample(own, head.features))

    def loss(self, batch: Batch) -> Float[Tensor, ""]:
        """The objective on a batch, with gradients."""
        if id(batch) not in self.known:
            self.known[id(batch)] = (batch, self.rows(batch.responses))  # keeping it alive keeps its id its own
        rows = self.known[id(batch)][1]
        scores = self.pieces.scores(self.model.head, int(rows.max()) + 1)
        forward = Forward(self.model, lambda examples: scores[self.rows(examples)])
        forward.known[id(batch.responses)] = (batch.responses, scores[rows])
        return self.objective(forward, batch).total

    def minimise(self, batch: Batch, l2: float, iterations: int) -> None:
        """Moves the head from its first weights to the minimum of the penalised objective."""
        head = self.model.head
        with torch.no_grad():
            for weight, first in zip(head.parameters(), self.start, strict=True):
                weight.copy_(first)
        inner = Preconditioned([each for each in head.parameters() if each.requires_grad], self.moments, l2)
        optimiser = torch.optim.LBFGS(
            inner.coordinates,
            max_iter=iterations,
            history_size=20,
            tolerance_grad=1e-5,
            tolerance_change=1e-7,
            line_search_fn="strong_wolfe",
        )

        def closure() -> float:
            inner.write()
            head.zero_grad()
            loss = self.loss(batch) + l2 * head.penalty()
            loss.backward()
            inner.differentiate()
            return float(loss.detach())

        optimiser.step(closure)
        inner.write()
        if not math.isfinite(float(self.loss(batch).detach())):
            raise GuerdonError("the loss is not finite: the labels or weights hold values that no fit can follow")


def check_finite(pieces: Pieces, n: int) -> None:
    """Raises a GuerdonError that names the first of n examples whose features are not finite."""
    bad = [
        piece.examples[row].response
        for piece in pieces
        for row in (~piece.pooled.isfinite().all(1)).nonzero().flatten().tolist()
    ]
    if bad:
        raise GuerdonError(
            f"{len(bad):,} of {n:,} responses have features that are not finite; the first begins {bad[0][:60]!r}: "
            "check the encoder's weights, or remove these rows"
        )
