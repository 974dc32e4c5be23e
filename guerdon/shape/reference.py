"""What a reward said of base samples, prompt by prompt, kept for whatever measures against it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Self

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.records import Ratings
from guerdon.reward import Reward
from guerdon.saving import Storable
from guerdon.shape.statistic import Statistic
from guerdon.types import Example, Rating

PROBES = 4
"""Samples that are kept whole, to tell the reward that scored them from another."""
NEAR = 1e-4
"""By how much a reward may say something else of a probe, in its standard deviation over the samples or in itself."""


@dataclass(frozen=True)
class ReferenceStore(Storable):
    """Prompt to the rewards of sampled answers, from which any ``Statistic`` is read.

    >>> store = ReferenceStore.build(reward, [Example(prompt, answer) for prompt, answer in sampled])
    >>> reward >> Contrast(store)

    A prompt is known by its text or messages together with its context, for a reward may read both. Samples must come
    of one policy at one temperature, and their scores of the reward that is measured against them: ``require`` checks.
    """

    rewards: Mapping[str, tuple[float, ...]] = field(repr=False)
    """By ``key``."""
    name: str
    """What the reward was called."""
    version: int
    """Of the reward, when it scored the samples."""
    probes: tuple[tuple[Example, float], ...] = field(default=(), repr=False)
    """Some samples and their rewards."""

    @classmethod
    def build(cls, reward: Reward[Sequence[Example]], samples: Sequence[Example]) -> Self:
        """Scores base samples, any number to each prompt.

        Raises:
            ScoringError: some scores failed.
            GuerdonError: there are no samples.
        """
        if not samples:
            raise GuerdonError("a reference store needs at least one sampled answer")
        with torch.no_grad():
            values = reward.score(samples).require().values.double().tolist()
        found: dict[str, list[float]] = {}
        for example, value in zip(samples, values, strict=True):
            found.setdefault(key(example), []).append(value)
        places = np.linspace(0, len(samples) - 1, min(PROBES, len(samples))).round().astype(int).tolist()
        return cls(
            {name: tuple(some) for name, some in found.items()}, reward.__name__, reward.version,
            tuple((samples[place], values[place]) for place in places),
        )  # fmt: skip

    def require(self, reward: Reward[Sequence[Example]]) -> Self:
        """Itself, when this is the reward that scored the samples, as it was then.

        Raises:
            GuerdonError: the reward has learned since, or says something else of some of the samples.
        """
        if reward.version != self.version:
            raise GuerdonError(
                f"the store has scores of {self.name} at version {self.version}, the reward is at {reward.version}: "
                "build the store again"
            )
        with torch.no_grad():
            said = reward.score([example for example, _ in self.probes]).require().values.double().numpy()
        known = np.array([value for _, value in self.probes])
        scale = np.concatenate([np.array(some) for some in self.rewards.values()]).std() + np.abs(known)
        if (np.abs(said - known) > NEAR * np.maximum(scale, NEAR)).any():
            raise GuerdonError(f"the store has scores of {self.name}, and this is another reward: build one with it")
        return self

    def table(self, statistic: Statistic) -> dict[str, float]:
        """A statistic of every prompt, by ``key``."""
        return {name: statistic(np.array(some)) for name, some in self.rewards.items()}

    def pack(self, folder: Path) -> Mapping[str, Any]:
        rows = [[Ratings.encode(Rating(example, {})), value] for example, value in self.probes]
        rewards = {name: list(some) for name, some in self.rewards.items()}
        return {"rewards": rewards, "name": self.name, "version": self.version, "probes": rows}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "ReferenceStore":
        probes = tuple((Ratings.decode(row).example, value) for row, value in config["probes"])
        rewards = {name: tuple(some) for name, some in config["rewards"].items()}
        return cls(rewards, config["name"], config["version"], probes)


def key(example: Example) -> str:
    """What a prompt is known by: its text or messages and its context, whatever the response is."""
    return replace(example, response="", reference=None, steps=(), media=(), meta={}).identity


def read(
    table: Mapping[str, float], batch: Sequence[Example], like: Float[Tensor, "n"]
) -> tuple[Float[Tensor, "n"], tuple[str | None, ...]]:
    """The entry of each example's prompt, and why where there is none."""
    keys = [key(example) for example in batch]
    values = like.new_tensor([table.get(name, float("nan")) for name in keys])
    reasons = tuple(
        None if name in table else f"no base samples of the prompt {example.prompt_text[:40]!r} are in the store"
        for name, example in zip(keys, batch, strict=True)
    )
    return values, reasons
