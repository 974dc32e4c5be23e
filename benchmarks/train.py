"""Training all weights of a reward model on pairs, against TRL's RewardTrainer."""

import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from statistics import median
from typing import Any, Literal

import numpy as np
import torch
import tyro
from datasets import Dataset
from measuring import Span, Turns, finish, fresh, timed
from models import as_transformers, causal_model
from pairs import comparisons, of_some_prompts
from transformers import PrinterCallback
from transformers.utils import logging
from trl import RewardConfig, RewardTrainer

from guerdon.learn import (
    MINILM,
    BradleyTerry,
    FineTune,
    Forward,
    Loss,
    Objective,
    RewardModel,
    ScalarHead,
    TextEncoder,
)
from guerdon.learn import fit as learn
from guerdon.records import Comparisons
from guerdon.transformer import shared
from guerdon.types import Comparison

MAX_TOKENS = 512
VALIDATION_PAIRS = 2
"""What guerdon validates on at the end of each round; TRL does not, so it is next to nothing."""


def main(
    limit: int = 192,
    held_out: int = 64,
    rounds: int = 4,
    batch_size: int = 16,
    learning_rate: float = 1e-4,
    threads: int = 0,
    seed: int = 0,
    causal: bool = False,
    only: Literal["both", "guerdon", "trl"] = "both",
) -> None:
    """Trains the same model on the same batches with both, in rounds by turns, then compares what they learned.

    Both train all weights in float32 by AdamW, with the same rates, clipping, window and token ids, without gradient
    checkpointing and without dropout (which TRL switches off by default), on pairs that TRL does not drop for their
    length. A round is a part of the pairs, and takes up where the last one ended. Of a causal model guerdon trains a
    second one without computing shared prompts once. Peak memory is that of processes that train on one side alone.

    Args:
        limit: Pairs to train on.
        held_out: Pairs of other prompts to test both on.
        rounds: Parts that the training is cut into.
        batch_size: Pairs in each step.
        learning_rate: The largest.
        threads: Of torch; its own choice when 0.
        seed: Another seed, other pairs.
        causal: A causal language model of ten million random weights, in the place of MiniLM.
        only: Train on one side alone, and print nothing.
    """
    peaks = peaks_of_each() if only == "both" else {}  # before all else: a child's peak is never below its parent's
    torch.set_num_threads(threads or torch.get_num_threads())
    logging.set_verbosity_error()
    sides = Sides.of(limit, held_out, causal, seed)
    spans, gaps = sides.in_rounds(rounds, batch_size, learning_rate, seed, only)
    if only != "both":
        return
    turns = Turns.of(spans["trl"], spans["guerdon"])
    each = max(1, len(sides.train) // rounds)
    finish(
        "train", turns.ratio, cpu_ratio=turns.cpu_ratio,
        model="causal" if causal else "minilm",
        weights=sum(weight.numel() for weight in sides.model.network.parameters()),
        data=sides.data,
        pairs=each * rounds,
        steps=len(gaps),
        median_tokens=float(median(token_counts(sides.model, sides.train))),
        peer_pairs_per_second=each / median(turns.peer),
        guerdon_pairs_per_second=each / median(turns.own),
        peer_seconds=turns.peer,
        guerdon_seconds=turns.own,
        peer_accuracy=plain_accuracy(sides.peer, sides.model, sides.test),
        guerdon_accuracy=accuracy(sides.model, sides.test),
        held_out=len(sides.test),
        largest_loss_difference=max(gaps),
        threads=torch.get_num_threads(),
        memory_ratio=peaks["guerdon"] / peaks["trl"],
        peak_megabytes=list(peaks.values()),
        **(sharing(spans, sides.model, sides.train) if causal else {}),
    )  # fmt: skip


@dataclass
class Sides:
    """The same model three times, and what all learn from."""

    data: str
    model: RewardModel
    plain: RewardModel
    """Trained without computing shared prompts once, where the model is causal."""
    peer: Any
    causal: bool
    train: Comparisons
    validation: Comparisons
    test: Comparisons

    @classmethod
    def of(cls, limit: int, held_out: int, causal: bool, seed: int) -> "Sides":
        data, everything = comparisons()
        model, plain = (causal_model(everything, MAX_TOKENS) if causal else fresh_model() for _ in range(2))
        drawn = fitting(model, of_some_prompts(everything, 4 * (limit + held_out + VALIDATION_PAIRS), seed))
        test, drawn = drawn[:held_out], without_prompts(drawn, drawn[:held_out])
        validation, train = drawn[:VALIDATION_PAIRS], drawn[VALIDATION_PAIRS : VALIDATION_PAIRS + limit]
        return cls(data, model, plain, as_transformers(model)[0], causal, train, validation, test)

    def in_rounds(
        self, rounds: int, batch_size: int, rate: float, seed: int, only: str
    ) -> tuple[dict[str, list[Span]], list[float]]:
        """How long each side took in each round, and how far the losses of the two were apart at each step."""
        each = max(1, len(self.train) // rounds)
        spans: dict[str, list[Span]] = {"trl": [], "plain": [], "guerdon": []}
        gaps: list[float] = []
        for start in range(0, each * rounds, each):
            part = self.train[start : start + each]
            own = Own(self.model, part, self.validation, batch_size, rate, seed)
            if only != "trl":
                spans["guerdon"].append(timed(own.train))
            else:
                own.rehearse()
            if only == "guerdon":
                continue
            trl = trl_trainer(self.peer, self.model, own, batch_size)
            spans["trl"].append(timed(trl.train))
            if only == "trl":
                continue
            if self.causal:
                plain = Own(self.plain, part, self.validation, batch_size, rate, seed)
                with nothing_shared():
                    spans["plain"].append(timed(plain.train))
            losses = [row["loss"] for row in trl.state.log_history if "loss" in row]
            gaps += [abs(a - b) for a, b in zip(losses, own.losses, strict=True)]
        return spans, gaps


@contextmanager
def nothing_shared() -> Iterator[None]:
    """No common beginning is worth anything for a while."""
    before, shared.WORTH = shared.WORTH, float("inf")
    try:
        yield
    finally:
        shared.WORTH = before


def peaks_of_each() -> dict[str, float]:
    """The peak memory, in megabytes, of processes that train on one side alone."""
    return {side: fresh([sys.executable, *sys.argv, "--only", side]).peak_megabytes for side in ("trl", "guerdon")}


def sharing(spans: Mapping[str, list[Span]], model: RewardModel, pairs: Comparisons) -> dict[str, float]:
    """What computing shared prompts once is worth, beside what it could be worth at most."""
    alone, together = Turns.of(spans["trl"], spans["plain"]), Turns.of(spans["plain"], spans["guerdon"])
    items = [model.encoder.prepare([row.chosen, row.rejected]) for row in pairs]
    every = sum(len(item.ids) for both in items for item in both)
    saved = sum(shared.common([item.ids for item in both]) for both in items)
    ratio = every / (every - saved)
    return {
        "ratio_without_sharing": alone.ratio,
        "sharing_speed_up": together.ratio,
        "tokens_over_distinct_tokens": ratio,
        "sharing_share_of_possible": together.ratio / ratio,
    }


@dataclass(frozen=True)
class Recorded(Objective):
    """Bradley-Terry that remembers the rows it was asked about, in order."""

    inner: BradleyTerry = field(default_factory=BradleyTerry)
    rows: list[Comparison] = field(default_factory=list)

    def __call__(self, model: Forward, batch: Any) -> Loss:
        self.rows.extend(batch.rows)
        return self.inner(model, batch)


class Own:
    """One round of guerdon's training, and what TRL needs to go the same way: order, rates and token ids."""

    def __init__(
        self, model: RewardModel, train: Comparisons, validation: Comparisons, batch_size: int, rate: float, seed: int
    ) -> None:
        self.model, self.data, self.validation = model, train, validation
        self.solver = FineTune(batch_size=batch_size, learning_rate=rate)
        self.objective = Recorded()
        self.seed = seed

    def train(self) -> None:
        fitted = learn(
            self.model, self.data, self.objective, validation=self.validation, solver=self.solver, seed=self.seed
        )
        steps = [row for row in fitted.history if "loss" in row]
        self.losses = [row["loss"] for row in steps]
        self.rates = [row["learning_rate"] for row in steps]

    def rehearse(self) -> None:
        """The order and the rates of ``train`` without training: those of its first epoch."""
        order = np.random.default_rng((self.seed, 0)).permutation(len(self.data))
        self.objective.rows.extend(self.data[int(row)] for row in order)
        self.rates = [self.solver.learning_rate] * -(-len(self.data) // self.solver.batch_size)

    @property
    def order(self) -> list[Comparison]:
        """The rows as they were learned from."""
        return self.objective.rows[: len(self.data)]


def trl_trainer(peer: Any, model: RewardModel, own: Own, batch_size: int) -> RewardTrainer:
    """A trainer of the same batches under the same settings."""
    rows = own.order
    chosen, rejected = (
        [item.ids.tolist() for item in model.encoder.prepare([getattr(row, side) for row in rows])]
        for side in ("chosen", "rejected")
    )
    optimiser = torch.optim.AdamW(peer.parameters(), lr=1.0, weight_decay=own.solver.weight_decay)
    rates = [*own.rates, 0.0]  # the scheduler steps once more at the end
    settings = RewardConfig(
        output_dir=tempfile.gettempdir(),  # nothing is written there
        per_device_train_batch_size=batch_size,
        num_train_epochs=1,
        max_length=MAX_TOKENS,
        max_grad_norm=own.solver.clip,
        gradient_checkpointing=False,
        disable_dropout=True,
        bf16=False,
        use_cpu=True,
        train_sampling_strategy="sequential",
        logging_steps=1,
        save_strategy="no",
        report_to="none",
        disable_tqdm=True,
        dataloader_pin_memory=False,
    )
    trainer = RewardTrainer(
        peer,
        settings,
        train_dataset=Dataset.from_dict({"chosen_ids": chosen, "rejected_ids": rejected}),
        processing_class=model.encoder.tokenizer,
        optimizers=(optimiser, torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: rates[step])),
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def fresh_model() -> RewardModel:
    """MiniLM with a head of small weights, without dropout and, like TRL's collator, without token types."""
    model = RewardModel(TextEncoder(MINILM, MAX_TOKENS), ScalarHead())
    model.encoder.tokenizer.model_input_names = ["input_ids", "attention_mask"]
    for module in model.network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    return model


def token_counts(model: RewardModel, pairs: Comparisons) -> list[int]:
    """The tokens of every chosen response with its prompt, then of every rejected one, before any cut."""
    rows = list(pairs)
    examples = [getattr(row, side) for side in ("chosen", "rejected") for row in rows]
    return [len(row.ids) for row in model.encoder.tokens.read(examples)]


def fitting(model: RewardModel, pairs: Comparisons) -> Comparisons:
    """The pairs of which neither text is longer than the window: those that TRL keeps."""
    counts = token_counts(model, pairs)
    fits = [max(counts[row], counts[row + len(pairs)]) <= MAX_TOKENS for row in range(len(pairs))]
    return pairs.select([row for row in range(len(pairs)) if fits[row]])


def without_prompts(pairs: Comparisons, others: Comparisons) -> Comparisons:
    """The pairs whose prompt none of the others has."""
    known = set(others.prompts())
    return pairs.select([row for row, prompt in enumerate(pairs.prompts()) if prompt not in known])


def accuracy(model: RewardModel, pairs: Comparisons) -> float:
    """The share of pairs whose chosen response scores higher."""
    chosen, rejected = (model.score([getattr(row, side) for row in pairs]).values for side in ("chosen", "rejected"))
    return (chosen > rejected).float().mean().item()


@torch.inference_mode()
def plain_accuracy(peer: Any, model: RewardModel, pairs: Comparisons) -> float:
    """The same of the transformers classifier, on the same token ids, one text at a time."""
    peer.eval()
    chosen, rejected = (
        [
            float(peer(input_ids=item.ids[None]).logits)
            for item in model.encoder.prepare([getattr(r, side) for r in pairs])
        ]
        for side in ("chosen", "rejected")
    )
    return sum(a > b for a, b in zip(chosen, rejected, strict=True)) / len(pairs)


if __name__ == "__main__":
    tyro.cli(main)
