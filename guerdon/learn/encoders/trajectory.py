"""A small recurrent reader of trajectories, trained from nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder, States
from guerdon.learn.encoders.numbers import as_number
from guerdon.types import Example, Trajectory

WEIGHTS_FILE = "trajectory.safetensors"
Item = tuple[Example, Float[Tensor, "_t columns"]]


class TrajectoryGRU(Encoder):
    """The states of a GRU over the steps of a response, each step a row of numbers: of the last step, and of every one.

    A trajectory stands in ``Example.steps``, a text of numbers for each step, as ``told`` writes it: so it lies in
    tables, is saved and is labelled as any response is. ``ScalarHead`` scores the whole from its last state,
    ``UnitHead("sum")`` each step from the steps so far, and the whole as their sum.

    Sources: Christiano et al. 2017, "Deep reinforcement learning from human preferences" (arXiv 1706.03741), for rewards
    of steps that sum up; Early et al. 2022 (arXiv 2205.15367) for states that remember.
    """

    def __init__(self, columns: int, width: int = 32, seed: int = 0) -> None:
        """Args: columns: numbers of each step; width: of the states; seed: of the weights."""
        super().__init__()
        self.columns, self.size, self.seed = columns, width, seed
        self.blocks = {"trajectory": width}
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.reader = nn.GRU(columns, width, batch_first=True)

    def prepare(self, examples: Sequence[Example]) -> Sequence[Item]:
        """The numbers of each example's steps.

        Raises:
            GuerdonError: one has no steps, or a step has more or fewer numbers than the encoder reads.
        """
        return [(example, self.read(example)) for example in examples]

    def read(self, example: Example) -> Float[Tensor, "t columns"]:
        rows = [[value for value in map(as_number, step.split()) if value is not None] for step in example.steps]
        odd = next((number for number, row in enumerate(rows, 1) if len(row) != self.columns), None)
        if odd is not None or not rows:
            where = f"step {odd} has {len(rows[odd - 1])}" if odd else "there are no steps"
            raise GuerdonError(
                f"TrajectoryGRU reads {self.columns} numbers in each step, and in {example.response[:40]!r} {where}: "
                "write trajectories with told(trajectory, prompt)"
            )
        return torch.tensor(rows)

    def cost(self, item: Item) -> int:
        return len(item[1])

    def forward(self, items: Sequence[Item]) -> Encoded:
        lengths = [len(steps) for _, steps in items]
        padded = nn.utils.rnn.pad_sequence([steps for _, steps in items], batch_first=True)
        states, _ = self.reader(padded.to(next(self.parameters()).device))
        rows = tuple(row[:length] for row, length in zip(states, lengths, strict=True))
        ends = tuple(torch.tensor(np.cumsum([len(step) for step in example.steps])) for example, _ in items)
        pooled = torch.stack([row[-1] for row in rows])
        return Encoded(pooled, self.blocks, tuple(example for example, _ in items), States(rows, ends))

    def pack(self, folder: Path) -> Mapping[str, Any]:
        save_file({name: tensor.detach().cpu() for name, tensor in self.state_dict().items()}, folder / WEIGHTS_FILE)
        return {"columns": self.columns, "width": self.size, "seed": self.seed}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "TrajectoryGRU":
        encoder = cls(**config)
        encoder.load_state_dict(load_file(folder / WEIGHTS_FILE))
        return encoder


def told(trajectory: Trajectory, prompt: str) -> Example:
    """A trajectory as an example: what was seen and done in each step is a step of the response, in six digits."""
    steps = trajectory.transitions
    rows = [
        np.concatenate([np.ravel(seen), np.ravel(done)]) for seen, done in zip(steps.obs, steps.action, strict=True)
    ]
    texts = tuple(" ".join(f"{value:.6g}" for value in row.tolist()) + "\n" for row in rows)
    return Example(prompt, "".join(texts), steps=texts, meta=dict(trajectory.meta))
