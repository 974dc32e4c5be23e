"""The main job: read preferences, learn a reward, show how far it can be trusted."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from guerdon import testbeds
from guerdon.audit import Candidates, ReportCard, draw, report_card
from guerdon.errors import GuerdonError
from guerdon.feedback import Reading, Split, read, split
from guerdon.learn import (
    MINILM,
    Fitted,
    Interaction,
    Joined,
    RewardModel,
    ScalarHead,
    Solver,
    Surface,
    TextEncoder,
    fit,
)
from guerdon.model_card import model_card
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.saving import replacing
from guerdon.types import Example

TESTBED = "testbed:"
Source = str | Path | Sequence[str | Path]


@dataclass(frozen=True)
class Trained:
    """A learned reward, and the evidence for it."""

    reward: RewardModel
    card: ReportCard
    """What the held-out comparisons say."""
    fitted: Fitted
    reading: Reading
    split: Split[Comparisons]

    def save(self, folder: str | Path) -> None:
        """Writes the reward with its report, its model card and what reading dropped; all of it, or nothing."""
        with replacing(Path(folder)) as draft:
            self.reward.write(draft, made=dict(self.card.extra), report=self.card.to_json())
            self.card.to_html(draft / "report.html")
            (draft / "README.md").write_text(model_card(self.reward, self.card, Path(folder).name), encoding="utf-8")
            if self.reading.dropped:
                self.reading.save_dropped(draft / "dropped.jsonl")


def frozen_model(
    encoder: str | None = None, max_tokens: int | None = None, surface: bool = True, seed: int = 0
) -> RewardModel:
    """A linear head on frozen sentence vectors of prompt and response and, as a part of its own, on the surface.

    Args:
        encoder: a sentence encoder; MiniLM when not given.
        max_tokens: how much of the prompt's end and of the response's start is read; 256 when not given.
        surface: whether length and layout are read too; ``reward.part("content")`` drops them afterwards.
        seed: of weights that are drawn.
    """
    content = Interaction(encoder or MINILM, max_tokens or 256)
    return RewardModel(Joined(content, Surface()) if surface else content, ScalarHead(), seed)


def tuned_model(
    encoder: str | None = None, max_tokens: int | None = None, lora: bool = False, seed: int = 0
) -> RewardModel:
    """A transformers classifier whose weights, or adapters to them, are to be trained."""
    return RewardModel(TextEncoder(encoder or MINILM, max_tokens, lora), ScalarHead(), seed)


def train(
    data: Source | Reading,
    model: RewardModel | None = None,
    *,
    solver: Solver | None = None,
    share: float = 0.2,
    seed: int = 0,
    title: str = "reward",
) -> Trained:
    """Learns a reward from preferences and examines it on prompts that it has not seen.

    >>> trained = guerdon.train("prefs.jsonl")
    >>> trained.card.print()
    >>> trained.save("my-reward")

    Args:
        data: what ``guerdon.read`` takes, or what it gave. Ratings and rankings become comparisons.
        model: what is trained; ``frozen_model()`` when not given.
        solver: how; as ``guerdon.learn.fit`` chooses when not given.
        share: the share of the prompts that is held out for the report.
        seed: decides the split and all else that is random.
        title: what the report calls the reward.

    Raises:
        GuerdonError: the data cannot be read, split or learned from.
    """
    started = time.perf_counter()
    reading = data if isinstance(data, Reading) else read(data)
    model = model or frozen_model(seed=seed)
    parts = split(compared(reading, seed), share=share, seed=seed)
    fitted = fit(model, parts.train, solver=solver, seed=seed)
    extra = made(model, fitted, reading, parts, seed, time.perf_counter() - started)
    card = report_card(model, parts.test, parts.train, candidates(reading, model), title=title, extra=extra)
    return Trained(model, card, fitted, reading, parts)


def compared(reading: Reading, seed: int) -> Comparisons:
    """The comparisons that were read, or that are made of the ratings or rankings.

    Raises:
        GuerdonError: there are none.
    """
    comparisons = reading.comparisons(seed=seed)
    if not len(comparisons):
        raise GuerdonError(
            f"{', '.join(reading.sources)}: no two answers to one prompt differ in their {reading.kind.removesuffix('s')}, "
            "so there is nothing to compare"
        )
    return comparisons


def candidates(reading: Reading, reward: Reward[Sequence[Example]]) -> Candidates | None:
    """Candidates with their true rewards, where the data are from a testbed."""
    worlds = [source.removeprefix(TESTBED) for source in reading.sources if source.startswith(TESTBED)]
    return draw(testbeds.open(worlds[0]), reward, prompts=50, n=32) if worlds else None


def made(
    model: RewardModel, fitted: Fitted, reading: Reading, parts: Split[Comparisons], seed: int, seconds: float
) -> Mapping[str, Any]:
    """How a reward came to be, for its report."""
    return {
        "data": ", ".join(reading.sources),
        "read": reading.summary(),
        "split": f"{len(parts.train):,} comparisons to learn from, {len(parts.test):,} held out by prompt, "
        f"{parts.removed:,} left out as near duplicates of held-out prompts",
        "encoder": f"{model.encoder.name}, {model.encoder.width:,} columns",
        "head": f"{type(model.head).__name__}, {sum(p.numel() for p in model.head.parameters()):,} weights",
        "chosen on validation": ", ".join(f"{name} = {value:g}" for name, value in fitted.chosen.items()),
        "truncation": str(model.encoder.cut),
        "seed": seed,
        "seconds": round(seconds, 1),
    }
