"""A small reader of images and of what is said of them, trained from nothing."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn

from guerdon.learn.encoders.base import Encoded, States
from guerdon.learn.encoders.patches import PatchEncoder
from guerdon.learn.encoders.words import WORD
from guerdon.papers import Paper
from guerdon.types import Example, image


@dataclass(frozen=True)
class Seen:
    """An image cut into patches, and the words of a response."""

    example: Example
    patches: Float[Tensor, "patches pixels"]
    ids: Int[Tensor, "_t"]
    ends: Int[Tensor, "_t"]
    """Where each word ends, as a character offset into the response."""


class ImageWords(PatchEncoder):
    """The state of each word of a response, which is held against every patch of an image.

    The image is the example's, as ``guerdon.types.image`` reads it. With x_t the embedded words, conv over the words ``reach`` to either side, and m_p a
    two-layer network of the pixels of a patch with a vector of its place:

        h_t = x_t + relu(conv x)_t,  f_tp = relu((A h_t) * (B m_p) + C m_p),
        state_t = [u_t, relu(conv u)_t],  u_t = [h_t, max_p f_tp, mean_p f_tp]

    The mean of the states stands for the whole.

    Source: the relation networks of Santoro et al. 2017 (arXiv 1706.01427), between words and patches instead of two
    patches; the product finds what matches in far fewer steps than attention trained from nothing.
    """

    paper = Paper(
        "santoro2017simple", "A simple neural network module for relational reasoning", "Santoro, Adam and others",
        2017, arxiv="1706.01427",
    )  # fmt: skip

    def __init__(
        self,
        known: Sequence[str],
        size: tuple[int, int],
        patch: int,
        width: int = 32,
        reach: int = 4,
        seed: int = 0,
    ) -> None:
        """
        Args:
            known: the vocabulary, as ``vocabulary`` takes it from texts.
            size: rows and columns of every image.
            patch: the rows and the columns of a patch; divides those of the image.
            width: of each of the four parts of a state.
            reach: how many words to either side a word is read with.
            seed: of the weights.
        """
        super().__init__(known, size, patch, width=width, reach=reach, seed=seed)
        self.blocks = {"text": 4 * width}
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.words = nn.Embedding(len(known) + 1, width)
            self.near = nn.Conv1d(width, width, 2 * reach + 1, padding=reach)
            self.see = nn.Sequential(nn.Linear(self.pixels, 2 * width), nn.ReLU(), nn.Linear(2 * width, width))
            self.where = nn.Parameter(0.5 * torch.randn(self.count, width))
            self.asked, self.shown, self.there = (nn.Linear(width, width) for _ in range(3))
            self.met = nn.Conv1d(3 * width, width, 2 * reach + 1, padding=reach)

    def prepare(self, examples: Sequence[Example]) -> Sequence[Seen]:
        """Raises a GuerdonError where an example has no image, or one of another size."""
        return [self.seen(example) for example in examples]

    def seen(self, example: Example) -> Seen:
        words = list(WORD.finditer(example.response.lower()))
        return Seen(
            example,
            self.in_patches(self.fitting(image(example))[None])[0],
            torch.tensor(self.word_ids([word.group() for word in words]), dtype=torch.long),
            torch.tensor([word.end() for word in words], dtype=torch.long),
        )

    def cost(self, item: Seen) -> int:
        return len(item.ids)

    def forward(self, items: Sequence[Seen]) -> Encoded:
        device = self.where.device
        lengths = [len(item.ids) for item in items]
        room = torch.zeros(1, dtype=torch.long)  # a convolution needs a place, even where no response has a word
        ids = nn.utils.rnn.pad_sequence([*(item.ids for item in items), room], batch_first=True)[:-1].to(device)
        real = (torch.arange(ids.shape[1]) < torch.tensor(lengths)[:, None]).to(device)
        states = self.states(ids, real[..., None].float(), torch.stack([item.patches for item in items]).to(device))
        rows = tuple(row[:length] for row, length in zip(states, lengths, strict=True))
        return Encoded(
            torch.stack([row.sum(0) / max(1, len(row)) for row in rows]),
            self.blocks,
            tuple(item.example for item in items),
            States(rows, tuple(item.ends for item in items)),
        )

    def states(
        self, ids: Int[Tensor, "n t"], real: Float[Tensor, "n t 1"], pixels: Float[Tensor, "n patches pixels"]
    ) -> Float[Tensor, "n t width"]:
        """The states of words; a convolution sees nothing where ``real`` is 0."""
        words = self.words(ids) * real
        patches = self.see(pixels) + self.where
        near = words + self.near(words.mT).mT.relu()
        pairs = self.asked(near)[:, :, None] * self.shown(patches)[:, None] + self.there(patches)[:, None]
        found = torch.cat([near, pairs.relu().amax(2), pairs.relu().mean(2)], dim=-1) * real
        return torch.cat([found, self.met(found.mT).mT.relu()], dim=-1)
