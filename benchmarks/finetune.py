"""Fine-tuning a reward model on pairs, against TRL's RewardTrainer."""

import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any

import torch
import tyro
from datasets import Dataset
from measuring import Turns, finish, timed
from pairs import comparisons, of_some_prompts
from plain_loop import plain_scores
from transformers import AutoModelForSequenceClassification, PrinterCallback
from transformers.utils import logging
from trl import RewardConfig, RewardTrainer

from guerdon.learn import MINILM, BradleyTerry, FineTune, Forward, Loss, Objective, RewardModel, ScalarHead, TextEncoder
from guerdon.learn import fit as learn
from guerdon.records import Comparisons
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
) -> None:
    """Trains the same model on the same batches with both, in rounds by turns, then compares what they learned.

    Both train all weights in float32 by AdamW, with the same rates, clipping, window and token ids, without gradient
    checkpointing and without dropout (which TRL switches off by default), on pairs that TRL does not drop for their
    length. A round is a part of the pairs, and takes up where the last one ended.

    Args:
        limit: Pairs to train on.
        held_out: Pairs of other prompts to test both on.
        rounds: Parts that the training is cut into.
        batch_size: Pairs in each step.
        learning_rate: The largest.
        threads: Of torch; its own choice when 0.
        seed: Another seed, other pairs.
    """
    torch.set_num_threads(threads or torch.get_num_threads())
    logging.set_verbosity_error()
    model = fresh_model()
    peer = as_transformers(model)
    data, everything = comparisons()
    drawn = fitting(model, of_some_prompts(everything, 4 * (limit + held_out + VALIDATION_PAIRS), seed))
    test, drawn = drawn[:held_out], without_prompts(drawn, drawn[:held_out])
    validation, train = drawn[:VALIDATION_PAIRS], drawn[VALIDATION_PAIRS : VALIDATION_PAIRS + limit]
    each = max(1, len(train) // rounds)
    peer_spans, own_spans, gaps = [], [], []
    for start in range(0, each * rounds, each):
        own = Own(model, train[start : start + each], validation, batch_size, learning_rate, seed)
        own_spans.append(timed(own.train))
        trl = trl_trainer(peer, model, own, batch_size)
        peer_spans.append(timed(trl.train))
        losses = [row["loss"] for row in trl.state.log_history if "loss" in row]
        gaps += [abs(a - b) for a, b in zip(losses, own.losses, strict=True)]
    turns = Turns.of(peer_spans, own_spans)
    finish(
        "finetune",
        turns.ratio,
        cpu_ratio=turns.cpu_ratio,
        data=data,
        pairs=each * rounds,
        steps=len(gaps),
        median_tokens=float(median(token_counts(model, train))),
        peer_pairs_per_second=each / median(turns.peer),
        guerdon_pairs_per_second=each / median(turns.own),
        peer_seconds=turns.peer,
        guerdon_seconds=turns.own,
        peer_accuracy=plain_accuracy(peer, model, test),
        guerdon_accuracy=accuracy(model, test),
        held_out=len(test),
        largest_loss_difference=max(gaps),
        mean_loss_difference=sum(gaps) / len(gaps),
        threads=torch.get_num_threads(),
    )


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


def as_transformers(model: RewardModel) -> Any:
    """The same weights as a transformers classifier."""
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "reward")
        return AutoModelForSequenceClassification.from_pretrained(str(Path(folder) / "reward"))


def token_counts(model: RewardModel, pairs: Comparisons) -> list[int]:
    """The tokens of every chosen response with its prompt, then of every rejected one, before any cut."""
    rows = list(pairs)
    examples = [getattr(row, side) for side in ("chosen", "rejected") for row in rows]
    prompts, responses = [example.prompt_text for example in examples], [example.response for example in examples]
    return [len(ids) for ids in model.encoder.tokenizer(prompts, responses, verbose=False)["input_ids"]]


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


def plain_accuracy(peer: Any, model: RewardModel, pairs: Comparisons) -> float:
    """The same of the transformers classifier."""
    chosen, rejected = (
        torch.tensor(plain_scores(peer, model.encoder.tokenizer, [getattr(row, side) for row in pairs], 8, MAX_TOKENS))
        for side in ("chosen", "rejected")
    )
    return (chosen > rejected).float().mean().item()


if __name__ == "__main__":
    tyro.cli(main)
