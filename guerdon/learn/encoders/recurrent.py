"""A small recurrent reader of what a frozen encoder says of the units of a response."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from safetensors.torch import load_file, save_file
from torch import nn

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoded, Encoder, States
from guerdon.learn.encoders.remembered import Remembered
from guerdon.saving import pack, unpack
from guerdon.transformer.tokens import Cut
from guerdon.types import Example

WEIGHTS_FILE = "recurrent.safetensors"


class Recurrent(Encoder):
    """The states of a GRU over the units of a response: of the last unit, and of every one from those so far.

    >>> Recurrent(StepNumbers(3))  # of trajectories
    >>> Recurrent(SegmentVectors(Sentences()))  # of sentences, each a frozen vector

    ``ScalarHead`` scores the whole from its last state, ``UnitHead("sum")`` each unit from the units so far, and the
    whole as their sum. A response without units has a last state of zeros.

    Sources: Christiano et al. 2017, "Deep reinforcement learning from human preferences" (arXiv 1706.03741), for rewards
    of steps that sum up; Early et al. 2022 (arXiv 2205.15367) for states that remember.
    """

    def __init__(self, units: Encoder, width: int = 32, seed: int = 0) -> None:
        """Args: units: a frozen encoder that gives the states of units; width: of the states; seed: of the weights.

        Raises:
            GuerdonError: ``units`` is trained, or gives no states.
        """
        super().__init__()
        if not units.frozen:
            raise GuerdonError(f"Recurrent reads what a frozen encoder says, and {units.name} is trained along")
        self.units = (units,)  # frozen, so nothing there needs to be a registered module
        self.size, self.seed = width, seed
        self.blocks = {"recurrent": width}
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.reader = nn.GRU(units.width, width, batch_first=True)

    def prepare(self, examples: Sequence[Example]) -> Sequence[Encoded]:
        """What the frozen encoder says of each example, asked once.

        Raises:
            GuerdonError: it gives no states of units.
        """
        items = Remembered(self.units[0]).prepare(examples)
        if any(item.states is None for item in items):
            raise GuerdonError(f"Recurrent reads the states of units, and {self.units[0].name} gives none")
        return items

    def cost(self, item: Encoded) -> int:
        return len(item.states.tokens[0]) if item.states else 1

    def forward(self, items: Sequence[Encoded]) -> Encoded:
        known = States.concatenate([item.states for item in items if item.states])
        padded = nn.utils.rnn.pad_sequence(list(known.tokens), batch_first=True)
        first = torch.zeros(len(items), 1, self.size, device=self.device)
        read = self.reader(padded.to(self.device))[0] if padded.shape[1] else first[:, :0]
        states = torch.cat([first, read], dim=1)  # before anything is read, and after each unit
        rows = tuple(row[1 : 1 + len(units)] for row, units in zip(states, known.tokens, strict=True))
        pooled = torch.stack([row[len(units)] for row, units in zip(states, known.tokens, strict=True)])
        examples = tuple(example for item in items for example in item.examples)
        return Encoded(pooled, self.blocks, examples, States(rows, known.ends))

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device

    @property
    def name(self) -> str:
        return f"GRU over {self.units[0].name}"

    @property
    def cut(self) -> Cut:
        return self.units[0].cut

    def pack(self, folder: Path) -> Mapping[str, Any]:
        save_file({name: tensor.detach().cpu() for name, tensor in self.state_dict().items()}, folder / WEIGHTS_FILE)
        return {"units": pack(self.units[0], folder), "width": self.size, "seed": self.seed}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Recurrent":
        encoder = cls(unpack(Encoder, config["units"], folder), config["width"], config["seed"])
        encoder.load_state_dict(load_file(folder / WEIGHTS_FILE))
        return encoder
