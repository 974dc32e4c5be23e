"""Training all weights, or adapters, by gradient steps on batches."""

import math
import time
from collections.abc import Iterator, Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator

from guerdon.errors import GuerdonError
from guerdon.learn import checkpoint
from guerdon.learn.batch import batched
from guerdon.learn.model import Forward
from guerdon.learn.solver import Fitted, Solver, Task
from guerdon.papers import Paper
from guerdon.progress import progress
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class FineTune(Solver):
    """AdamW with warm-up and linear decay, on one device or, under ``accelerate launch``, on many.

    The rows of each batch are a random draw, so learning sees no order of length; within a batch, texts of like length
    pass the encoder together, which changes the padding and nothing else. Every random number of a step follows from
    the seed and the number of the step: a run that was killed and resumed from ``checkpoint`` ends with the same
    weights as one that was not.
    """

    epochs: int = 1
    batch_size: int = 16
    """Rows for each step and process."""
    accumulate: int = 1
    """Batches for each step of the optimiser."""
    learning_rate: float = 2e-5
    weight_decay: float = 0.01
    warm_up: float = 0.05
    """The share of the steps in which the learning rate rises."""
    clip: float = 1.0
    """The largest norm of the gradient."""
    precision: str = "no"
    """Mixed precision as accelerate names it: no, bf16, fp16."""
    patience: int = 2
    """How many epochs may pass without a better validation loss before training ends; the best weights are kept."""
    checkpoint: Path | None = None
    """Where the state is kept while training, and looked for at the start."""
    checkpoint_every: int = 200
    """Steps between states."""
    tracker: str | None = None
    """An experiment tracker as accelerate names it, such as ``tensorboard`` or ``wandb``."""

    paper = Paper(
        "loshchilov2019decoupled", "Decoupled Weight Decay Regularization", "Loshchilov, Ilya and Hutter, Frank",
        2019, arxiv="1711.05101",
    )  # fmt: skip

    def solve(self, task: Task) -> Fitted:
        return Run(self, task).train()


@dataclass
class State:
    """How far a run is."""

    step: int = 0
    best_loss: float = math.inf
    stale: int = 0
    """Epochs since the best one."""
    done: bool = False
    history: list[dict[str, float]] = field(default_factory=list)


class Run:
    """One fine-tuning run: its state, and the loop."""

    def __init__(self, solver: FineTune, task: Task) -> None:
        self.solver = solver
        self.task = task
        self.state = State()
        self.best: checkpoint.Tensors = {}
        self.items: dict[str, Any] = {}
        self.accelerator = Accelerator(mixed_precision=solver.precision, log_with=solver.tracker)
        self.accelerator.init_trackers("guerdon")
        self.network = self.accelerator.prepare(task.model.network)
        weights = [weight for weight in self.network.parameters() if weight.requires_grad]
        optimiser = torch.optim.AdamW(weights, lr=solver.learning_rate, weight_decay=solver.weight_decay)
        self.optimiser = self.accelerator.prepare(optimiser)
        self.rows_a_step = solver.batch_size * solver.accumulate * self.accelerator.num_processes
        self.steps_an_epoch = math.ceil(len(task.train) / self.rows_a_step)
        self.epochs = task.schedule.epochs or solver.epochs

    def train(self) -> Fitted:
        """Runs to the end, from wherever the checkpoint is, and leaves the best weights in the model."""
        started = time.perf_counter()
        self.resume()
        with progress("train", unit="steps") as bar:
            for epoch in range(self.state.step // self.steps_an_epoch, self.epochs):
                if self.state.done:
                    break
                for _ in self.steps(epoch):
                    bar.update(self.state.step, self.epochs * self.steps_an_epoch)
                self.validate(epoch)
        weights = checkpoint.trainable(self.task.model.network)
        for name, value in self.best.items():
            weights[name].copy_(value)
        self.accelerator.end_training()
        chosen = {"epoch": 1 + int(np.argmin([row["validation_loss"] for row in self.validations]))}
        return Fitted(chosen, self.state.best_loss, time.perf_counter() - started, tuple(self.state.history))

    @property
    def validations(self) -> list[dict[str, float]]:
        return [row for row in self.state.history if "validation_loss" in row]

    def steps(self, epoch: int) -> Iterator[None]:
        """The steps of an epoch that are still to do."""
        records = self.task.schedule.before(epoch, self.task.model, self.task.train)
        order = np.random.default_rng((self.task.seed, epoch)).permutation(len(records))
        first = self.state.step - epoch * self.steps_an_epoch
        for step in range(first, self.steps_an_epoch):
            rows = order[step * self.rows_a_step : (step + 1) * self.rows_a_step]
            self.learn(
                [records[int(row)] for row in rows[self.accelerator.process_index :: self.accelerator.num_processes]]
            )
            if self.state.step % self.solver.checkpoint_every == 0 and not self.task.schedule.relabels:
                self.keep()
            yield

    def learn(self, rows: Sequence[Any]) -> None:
        """One step of the optimiser."""
        self.network.train()
        torch.manual_seed(int(np.random.default_rng((self.task.seed, self.state.step)).integers(2**31)))
        rate = self.learning_rate()
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        size = self.solver.batch_size
        pieces = [rows[start : start + size] for start in range(0, len(rows), size)]
        loss = sum(self.backward(piece, len(piece) / len(rows), piece is pieces[-1]) for piece in pieces)
        if not math.isfinite(loss):
            raise GuerdonError(
                f"the loss is {loss} at step {self.state.step + 1}: lower the learning rate, now {rate:g}"
            )
        self.accelerator.clip_grad_norm_(self.network.parameters(), self.solver.clip)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.state.step += 1
        self.note({"step": self.state.step, "loss": loss, "learning_rate": rate})

    def backward(self, rows: Sequence[Any], share: float, last: bool) -> float:
        """Adds the gradient of one batch; returns its share of the loss."""
        batch = batched(self.task.train, rows)
        with nullcontext() if last else self.accelerator.no_sync(self.network):
            loss = share * self.task.objective(Forward(self.task.model, self.run), batch).total
            self.accelerator.backward(loss)
        return float(loss.detach())

    def run(self, examples: Sequence[Example]) -> Scores:
        """Scores with gradients; each text is tokenised once in the whole run."""
        new = list({e.identity: e for e in examples if e.identity not in self.items}.values())
        prepared = self.task.model.encoder.prepare(new)
        self.items |= {example.identity: item for example, item in zip(new, prepared, strict=True)}
        return self.network([self.items[example.identity] for example in examples])

    def learning_rate(self) -> float:
        """Rises linearly over the warm-up, then falls linearly to zero."""
        done, total = self.state.step, self.epochs * self.steps_an_epoch
        rising = max(1, round(self.solver.warm_up * total))
        return self.solver.learning_rate * min((done + 1) / rising, (total - done) / max(1, total - rising), 1.0)

    def validate(self, epoch: int) -> None:
        """Measures the objective on the validation split, and keeps the weights if they are the best so far."""
        batch = batched(self.task.validation, list(self.task.validation))
        loss = float(self.task.objective(Forward(self.task.model, self.task.model.score), batch).total)
        self.note({"epoch": epoch + 1, "validation_loss": loss})
        better = loss < self.state.best_loss
        if better:
            self.state.best_loss = loss
            self.best = {name: value.clone() for name, value in checkpoint.trainable(self.task.model.network).items()}
        self.state.stale = 0 if better else self.state.stale + 1
        self.state.done = self.state.stale >= self.solver.patience
        self.keep()

    def note(self, row: dict[str, float]) -> None:
        self.state.history.append(row)
        self.accelerator.log(row, step=self.state.step)

    @property
    def identity(self) -> str:
        """What a checkpoint must agree with to be gone on from."""
        solver = replace(self.solver, checkpoint=None, checkpoint_every=0, tracker=None)
        return f"{solver} {self.task.objective} seed {self.task.seed} {len(self.task.train)} rows"

    def keep(self) -> None:
        if self.solver.checkpoint and self.accelerator.is_main_process:
            notes = {"run": self.identity, "state": asdict(self.state)}
            checkpoint.save(self.solver.checkpoint, self.task.model.network, self.optimiser.optimizer, notes, self.best)

    def resume(self) -> None:
        folder = self.solver.checkpoint
        if not folder or not folder.exists():
            return
        notes, self.best = checkpoint.restore(folder, self.task.model.network, self.optimiser.optimizer)
        if notes["run"] != self.identity:
            raise GuerdonError(f"{folder} is the state of another run ({notes['run']}): remove it to begin anew")
        self.state = State(**notes["state"])
