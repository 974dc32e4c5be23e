"""Training all weights, or adapters, by gradient steps on batches."""

import math
import time
from collections.abc import Sequence
from contextlib import nullcontext
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import torch
from accelerate import Accelerator
from accelerate.state import AcceleratorState
from jaxtyping import Int

from guerdon.errors import GuerdonError
from guerdon.learn import checkpoint
from guerdon.learn.batch import Batch, batched
from guerdon.learn.encoders.remembered import Remembered
from guerdon.learn.model import Forward, Network
from guerdon.learn.schedules.base import Lessons
from guerdon.learn.solver import Fitted, Solver, Task
from guerdon.papers import Paper
from guerdon.progress import Bar, progress
from guerdon.records import CHUNK, Records
from guerdon.types import Example, Scores

AT_HAND = 20_000
"""Records that are held in memory as objects while they are learned from."""


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
    patience: int | None = 2
    """How many epochs may pass without a better validation loss before training ends; the best weights are kept. With
    None training goes to its end, and the last weights are."""
    checkpoint: Path | None = None
    """The folder where the state is kept while training, and looked for at the start."""
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

    epoch: int = 0
    place: int = 0
    """Steps of this epoch that are done."""
    step: int = 0
    """Steps that are done in all."""
    best_loss: float = math.inf
    stale: int = 0
    """Epochs since the best one."""
    done: bool = False
    history: list[dict[str, float]] = field(default_factory=list)
    targets: dict[str, float] = field(default_factory=dict)
    """What the last epoch's schedule made of the labels, where the next goes on from there."""


class Run:
    """One fine-tuning run: its state, and the loop."""

    def __init__(self, solver: FineTune, task: Task) -> None:
        self.solver = solver
        self.task = task
        self.state = State()
        self.best: checkpoint.Tensors = {}
        self.items: dict[str, Any] = {}
        self.held: tuple[Records, Sequence[Any]] | None = None
        AcceleratorState._reset_state()  # else a second run of a process keeps the first one's precision
        self.accelerator = Accelerator(mixed_precision=solver.precision, log_with=solver.tracker)
        self.accelerator.init_trackers("guerdon")
        encoder, head = task.model.encoder, task.model.head
        self.encoder = Remembered(encoder) if encoder.frozen else encoder
        self.network = self.accelerator.prepare(Network(self.encoder, head) if encoder.frozen else task.model.network)
        weights = [weight for weight in self.network.parameters() if weight.requires_grad]
        optimiser = torch.optim.AdamW(weights, lr=solver.learning_rate, weight_decay=solver.weight_decay)
        self.optimiser = self.accelerator.prepare(optimiser)
        self.rows_a_step = solver.batch_size * solver.accumulate * self.accelerator.num_processes
        self.epochs = task.schedule.epochs or solver.epochs

    def train(self) -> Fitted:
        """Runs to the end, from wherever the checkpoint is, and leaves the best weights in the model."""
        started = time.perf_counter()
        self.resume()
        try:
            with progress("train", unit="steps") as bar:
                while self.state.epoch < self.epochs and not self.state.done:
                    self.learn_epoch(bar)
                    self.validate()
        finally:
            self.accelerator.unwrap_model(self.network, keep_fp32_wrapper=False)
        weights = checkpoint.trainable(self.task.model.network)
        for name, value in self.best.items():
            weights[name].copy_(value)
        self.accelerator.end_training()
        losses = [row["validation_loss"] for row in self.state.history if "validation_loss" in row]
        kept = len(losses) - 1 if self.solver.patience is None else int(np.argmin(losses))
        return Fitted({"epoch": 1 + kept}, losses[kept], time.perf_counter() - started, tuple(self.state.history))

    def learn_epoch(self, bar: Bar) -> None:
        """The steps of an epoch that are still to do."""
        state = self.state
        lessons = Lessons(self.task.schedule, self.task.train, state.targets)
        records = lessons.next(state.epoch, self.task.model)
        notes = self.task.schedule.notes(records)
        if notes and not state.place:
            self.note({"epoch": state.epoch + 1, **notes})
        order = np.random.default_rng((self.task.seed, state.epoch)).permutation(len(records))
        steps = math.ceil(len(records) / self.rows_a_step)
        while state.place < steps:
            rows = self.own(order[state.place * self.rows_a_step : (state.place + 1) * self.rows_a_step])
            done = (state.epoch * steps + state.place) / (self.epochs * steps)
            rate = self.learning_rate(state.epoch * steps + state.place, self.epochs * steps)
            self.learn(self.decoded(records, rows.tolist()), rate, done)
            state.place += 1
            if state.step % self.solver.checkpoint_every == 0 and not self.task.schedule.relabels:
                self.keep()
            bar.update(state.epoch * steps + state.place, self.epochs * steps)

    def decoded(self, records: Records, rows: Sequence[int]) -> Sequence[Any]:
        """Some rows of an epoch; those of few records are decoded once, so that what they say of themselves is kept."""
        if len(records) > AT_HAND:
            return records.rows(rows)
        if self.held is None or self.held[0] is not records:
            self.held = (records, list(records))
        return [self.held[1][row] for row in rows]

    def own(self, rows: Int[np.ndarray, "rows"]) -> Int[np.ndarray, "own"]:
        """The share of a step's rows that this process learns from, as many as each other process."""
        processes = self.accelerator.num_processes
        return np.resize(rows, math.ceil(len(rows) / processes) * processes)[
            self.accelerator.process_index :: processes
        ]

    def learn(self, rows: Sequence[Any], rate: float, done: float) -> None:
        """One step of the optimiser, with this share of the training behind it."""
        self.network.train()
        torch.manual_seed(int(np.random.default_rng((self.task.seed, self.state.step)).integers(2**31)))
        for group in self.optimiser.param_groups:
            group["lr"] = rate
        size = self.solver.batch_size
        pieces = [batched(self.task.train, rows[start : start + size]) for start in range(0, len(rows), size)]
        weights = [float(piece.column("weight").sum()) for piece in pieces]
        shares = [weight / (sum(weights) or 1.0) for weight in weights]
        loss = sum(
            self.backward(piece, share, done, piece is pieces[-1]) for piece, share in zip(pieces, shares, strict=True)
        )
        loss = self.of_all_processes(loss)
        if not math.isfinite(loss):
            raise GuerdonError(
                f"the loss is {loss} at step {self.state.step + 1}: lower the learning rate, now {rate:g}"
            )
        self.accelerator.clip_grad_norm_(self.network.parameters(), self.solver.clip)
        self.optimiser.step()
        self.optimiser.zero_grad()
        self.state.step += 1
        self.note({"step": self.state.step, "loss": loss, "learning_rate": rate})

    def of_all_processes(self, loss: float) -> float:
        """The mean of what each process found."""
        return float(self.accelerator.reduce(torch.tensor(loss, device=self.accelerator.device), "mean"))

    def backward(self, batch: Batch, share: float, done: float, last: bool) -> float:
        """Adds the gradient of one batch; returns its share of the loss."""
        with nullcontext() if last else self.accelerator.no_sync(self.network):
            loss = share * self.task.objective(Forward(self.task.model, self.run, done), batch).total
            self.accelerator.backward(loss)
        return float(loss.detach())

    def run(self, examples: Sequence[Example]) -> Scores:
        """Scores with gradients; each text is prepared once in the whole run."""
        new = list({e.identity: e for e in examples if e.identity not in self.items}.values())
        prepared = self.encoder.prepare(new)
        self.items |= {example.identity: item for example, item in zip(new, prepared, strict=True)}
        return self.network([self.items[example.identity] for example in examples])

    def learning_rate(self, done: int, steps: int) -> float:
        """Rises linearly over the warm-up, then falls linearly to zero."""
        rising = max(1, round(self.solver.warm_up * steps))
        return self.solver.learning_rate * min((done + 1) / rising, (steps - done) / max(1, steps - rising), 1.0)

    def validate(self) -> None:
        """Measures the objective on the validation split, keeps the weights if they are the best, ends the epoch."""
        state = self.state
        self.network.eval()
        with torch.no_grad():
            loss = float(self.task.objective(Forward(self.task.model, self.run), self.validation).total)
        state.epoch, state.place = state.epoch + 1, 0
        self.note({"epoch": state.epoch, "validation_loss": loss})
        better = loss < state.best_loss
        if better or self.solver.patience is None:
            state.best_loss = loss
            self.best = {name: value.clone() for name, value in checkpoint.trainable(self.task.model.network).items()}
        state.stale = 0 if better else state.stale + 1
        state.done = self.solver.patience is not None and state.stale >= self.solver.patience
        self.keep()

    @cached_property
    def validation(self) -> Batch:
        """The validation split, decoded once."""
        return batched(self.task.validation, list(self.task.validation))

    def note(self, row: dict[str, float]) -> None:
        self.state.history.append(row)
        self.accelerator.log(row, step=self.state.step)

    @cached_property
    def identity(self) -> str:
        """What a checkpoint must agree with to be gone on from: settings, and a digest of the data."""
        task = self.task
        solver = replace(self.solver, checkpoint=None, checkpoint_every=0, tracker=None)
        model = f"{task.model.encoder.name} {type(task.model.head).__name__}"
        data = f"{len(task.train)} rows {digest(task.train)[:12]} {digest(task.validation)[:12]}"
        return f"{model} {solver} {task.objective} {type(task.schedule).__name__} seed {task.seed} {data}"

    def keep(self) -> None:
        """Writes the state, where one is to be kept."""
        if self.solver.checkpoint and self.accelerator.is_main_process:
            notes = {"run": self.identity, "state": asdict(self.state)}
            checkpoint.save(self.solver.checkpoint, self.task.model.network, self.optimiser.optimizer, notes, self.best)

    def resume(self) -> None:
        """Goes on from the state that is kept, if there is one."""
        folder = self.solver.checkpoint
        if not folder or not (folder / checkpoint.STATE).exists():
            return
        notes = checkpoint.notes(folder)
        if notes["run"] != self.identity:
            raise GuerdonError(f"{folder} is the state of another run ({notes['run']}): remove it to begin anew")
        self.best = checkpoint.restore(folder, self.task.model.network, self.optimiser.optimizer)
        self.state = State(**notes["state"])


def digest(records: Records) -> str:
    """A hash of all that some records hold."""
    content = sha256()
    for start in range(0, len(records), CHUNK):
        content.update(repr(records.data[start : start + CHUNK]).encode("utf-8", "replace"))
    return content.hexdigest()
