"""A small CLIP, trained from nothing: one reader of images and one of texts, into one space."""

from collections.abc import Sequence

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from torch.nn.functional import normalize

from guerdon.learn.encoders.base import Encoded
from guerdon.learn.encoders.patches import PatchEncoder
from guerdon.learn.encoders.words import words
from guerdon.papers import Paper
from guerdon.transformer.image_text import ImageText
from guerdon.types import Example, Image, image

Item = tuple[Example, Image, Int[Tensor, "_t"]]
"""An example, its image, and the ids of the words of its prompt."""


class TwoTowers(PatchEncoder, ImageText):
    """Unit vectors of an example's image and of its prompt, which say how well the two fit.

    With p_k the pixels of the k-th patch, put between -1 and 1, and q_k a vector of its place, and w_t the embedded words of the text:

        image = unit(A [relu(B p_k + q_k)]_k),  text = unit(C relu(D mean_t w_t))

    so that words count and their order does not. Once trained (``ImageTextContrast``
    with a ``CosineHead``), it is an ``ImageText`` that the rewards of ``judge`` take as they take a ``CLIP``.

    Source: the two encoders of Radford et al. 2021, "Learning Transferable Visual Models From Natural Language
    Supervision" (arXiv 2103.00020), at a size that learns simple scenes in seconds.
    """

    paper = Paper(
        "radford2021learning", "Learning Transferable Visual Models From Natural Language Supervision",
        "Radford, Alec and Kim, Jong Wook and others", 2021, arxiv="2103.00020",
    )  # fmt: skip

    def __init__(
        self,
        known: Sequence[str],
        size: tuple[int, int],
        patch: int,
        width: int = 32,
        dimensions: int = 32,
        seed: int = 0,
    ) -> None:
        """
        Args:
            known: the vocabulary, as ``vocabulary`` takes it from texts.
            size: rows and columns of every image.
            patch: the rows and the columns of a patch; divides those of the image.
            width: of what is kept of each patch and each word.
            dimensions: of the common space.
            seed: of the weights.
        """
        super().__init__(known, size, patch, width=width, dimensions=dimensions, seed=seed)
        self.blocks = {"image": dimensions, "text": dimensions}
        with torch.random.fork_rng():
            torch.manual_seed(seed)
            self.patches = nn.Linear(self.pixels, width)
            self.where = nn.Parameter(0.1 * torch.randn(self.count, width))
            self.whole = nn.Linear(self.count * width, dimensions)
            self.words = nn.EmbeddingBag(len(known) + 1, width, mode="mean")
            self.text = nn.Sequential(nn.Linear(width, 2 * width), nn.ReLU(), nn.Linear(2 * width, dimensions))

    @property
    def device(self) -> torch.device:
        return self.where.device

    def prepare(self, examples: Sequence[Example]) -> Sequence[Item]:
        """Raises a GuerdonError where an example has no image, or one of another size."""
        return [(each, self.fitting(image(each)), self.ids(each.prompt_text)) for each in examples]

    def forward(self, items: Sequence[Item]) -> Encoded:
        vectors = torch.cat([self.seen([one for _, one, _ in items]), self.told([ids for *_, ids in items])], dim=1)
        return Encoded(vectors, self.blocks, tuple(example for example, *_ in items))

    def see(self, images: Sequence[Image]) -> Float[Tensor, "n d"]:
        """Raises a GuerdonError where an image has another size."""
        return self.seen([self.fitting(each) for each in images])

    def read(self, texts: Sequence[str]) -> Float[Tensor, "n d"]:
        return self.told([self.ids(text) for text in texts])

    def ids(self, text: str) -> Int[Tensor, "_t"]:
        return torch.tensor(self.word_ids(words(text)) or [len(self.known)])

    def seen(self, images: Sequence[Image]) -> Float[Tensor, "n d"]:
        stacked = torch.stack(list(images)) if images else torch.zeros(0, *self.size, 3)
        kept = (self.patches(self.in_patches((2 * stacked - 1).to(self.device))) + self.where).relu()
        return normalize(self.whole(kept.flatten(1)), dim=1)

    def told(self, ids: Sequence[Int[Tensor, "_t"]]) -> Float[Tensor, "n d"]:
        starts = torch.tensor([0, *map(len, ids)], dtype=torch.long).cumsum(0)[:-1]
        flat = torch.cat(list(ids)) if ids else torch.zeros(0, dtype=torch.long)
        return normalize(self.text(self.words(flat.to(self.device), starts.to(self.device))), dim=1)
