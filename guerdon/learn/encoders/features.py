"""Features that are themselves rewards: judges, rules, measures, each one column."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.saving import pack, unpack
from guerdon.types import Example


class Features(Encoder):
    """One column, and one block, for each named reward, so that a linear head says what each is worth.

    Source: Nath et al. 2024, "Leveraging Domain Knowledge for Efficient Reward Modelling" (arXiv 2402.15473).
    """

    frozen = True
    paper = Paper(
        "nath2024leveraging",
        "Leveraging Domain Knowledge for Efficient Reward Modelling in RLHF",
        "Nath, Swaroop and others", 2024, arxiv="2402.15473",
    )  # fmt: skip

    def __init__(self, rewards: Mapping[str, Reward[Sequence[Example]]]) -> None:
        """Args: rewards: by the names of their columns."""
        super().__init__()
        self.rewards = dict(rewards)
        self.blocks = dict.fromkeys(self.rewards, 1)

    def forward(self, items: Sequence[Example]) -> Encoded:
        """Raises ScoringError where a reward fails."""
        columns = [reward.score(items).require().values for reward in self.rewards.values()]
        return Encoded(torch.stack(columns, dim=1).float(), self.blocks, tuple(items))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        return {"rewards": {name: pack(reward, folder) for name, reward in self.rewards.items()}}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Features":
        return cls({name: unpack(Reward, part, folder) for name, part in config["rewards"].items()})
