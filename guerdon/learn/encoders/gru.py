"""A small recurrent reader of prompts, trained from nothing."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.words import places, words
from guerdon.papers import Paper
from guerdon.types import Example

WEIGHTS_FILE = "gru.safetensors"


class WordGRU(Encoder):
    """The last state of a GRU over the embedded words of the prompt; unknown words share one embedding.

    Each named block has embeddings and a GRU of its own, so that what reads one block shares nothing with what reads
    another.

    Source: Cho et al. 2014, "Learning Phrase Representations using RNN Encoder-Decoder" (arXiv 1406.1078).
    """

    paper = Paper(
        "cho2014learning",
        "Learning Phrase Representations using RNN Encoder-Decoder for Statistical Machine Translation",
        "Cho, Kyunghyun and others", 2014, arxiv="1406.1078",
    )  # fmt: skip

    def __init__(
        self,
        known: Sequence[str],
        width: int = 64,
        blocks: Sequence[str] = ("text",),
        dropout: float = 0.0,
        seed: int = 0,
    ) -> None:
        """
        Args:
            known: the vocabulary, as ``vocabulary`` takes it from texts.
            width: of the embeddings and of each block.
            blocks: the names of the readers.
            dropout: the share of an embedded word's columns that a training step leaves out.
            seed: of the weights.
        """
        super().__init__()
        self.known, self.size, self.seed = tuple(known), width, seed
        self.place = places(known)
        self.blocks = dict.fromkeys(blocks, width)
        self.dropout = nn.Dropout(dropout)
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.embeddings = nn.ModuleDict({name: nn.Embedding(len(known) + 1, width) for name in blocks})
            self.readers = nn.ModuleDict({name: nn.GRU(width, width, batch_first=True) for name in blocks})

    def prepare(self, examples: Sequence[Example]) -> Sequence[tuple[Example, Int[Tensor, "_"]]]:
        unknown = len(self.known)
        read = [[self.place.get(word, unknown) for word in words(example.prompt_text)] for example in examples]
        return [(example, torch.tensor(ids or [unknown])) for example, ids in zip(examples, read, strict=True)]

    def cost(self, item: tuple[Example, Int[Tensor, "_"]]) -> int:
        return len(item[1])

    def forward(self, items: Sequence[tuple[Example, Int[Tensor, "_"]]]) -> Encoded:
        ids = [row for _, row in items]
        lengths = torch.tensor([len(row) for row in ids])
        padded = nn.utils.rnn.pad_sequence(ids, batch_first=True).to(self.device)
        columns = [self.last_state(name, padded, lengths) for name in self.blocks]
        return Encoded(torch.cat(columns, dim=1), self.blocks, tuple(example for example, _ in items))

    @property
    def device(self) -> torch.device:
        return next(self.parameters()).device

    def last_state(self, name: str, ids: Int[Tensor, "n t"], lengths: Int[Tensor, "n"]) -> Float[Tensor, "n width"]:
        """What one reader holds after the last word of each prompt."""
        states, _ = self.readers[name](self.dropout(self.embeddings[name](ids)))
        return states[torch.arange(len(ids)), lengths - 1]

    def pack(self, folder: Path) -> Mapping[str, Any]:
        save_file({name: tensor.detach().cpu() for name, tensor in self.state_dict().items()}, folder / WEIGHTS_FILE)
        return {
            "known": list(self.known), "width": self.size, "blocks": list(self.blocks), "dropout": self.dropout.p,
            "seed": self.seed,
        }  # fmt: skip

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "WordGRU":
        encoder = cls(**config)
        encoder.load_state_dict(load_file(folder / WEIGHTS_FILE))
        return encoder
