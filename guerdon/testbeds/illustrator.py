"""Images drawn for captions of shapes, as a text-to-image model draws them: often with something wrong."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

import numpy as np
import torch

from guerdon.reward import Reward
from guerdon.testbeds.captions import COLOURS, COUNTS, KINDS, PLACES, SHAPES, Thing, one_of, painted, rows_of, true_of
from guerdon.types import Example, Scores

CAPTIONS = tuple(
    f"{count} shapes, {colour} {shape} at the {place}"
    for count, colour, shape, place in product(COUNTS, COLOURS, SHAPES, PLACES)
)
"""All that ``Captions`` can say."""


@dataclass(frozen=True)
class Illustrator:
    """Draws what a caption asks for, each of its count, colour, shape and place right with some probability.

    What else is on the image is drawn evenly. An example has the caption as its prompt, the image in its context, and as
    its response the name of the image, from which gold knows what was drawn.
    """

    seed: int = 0
    right: float = 0.65
    """The probability of each of the four; what is wrong is another of its kind."""

    @property
    def gold(self) -> "IllustrationGold":
        return IllustrationGold(self)

    def drawn(self, caption: str, name: str) -> tuple[dict[int, Thing], np.random.Generator]:
        """The things on an image by place, and the generator that draws the rest of what is random about it."""
        digest = hashlib.sha256(f"{caption}/{name}".encode()).digest()
        rng = np.random.default_rng([self.seed, int.from_bytes(digest[:8], "big")])
        count, colour, shape, place = (self.kept(word, kind, rng) for word, kind in asked(caption))
        where = PLACES.index(place)
        others = [int(other) for other in rng.permutation(len(PLACES)) if other != where][: COUNTS.index(count) + 1]
        things = {where: (colour, shape), **{other: (one_of(COLOURS, rng), one_of(SHAPES, rng)) for other in others}}
        return {at: things[at] for at in sorted(things)}, rng

    def kept(self, word: str, kind: Sequence[str], rng: np.random.Generator) -> str:
        """A word, or sometimes another of its kind."""
        if rng.random() < self.right:
            return word
        return str(rng.choice([other for other in kind if other != word]))

    def images(self, caption: str, n: int) -> list[Example]:
        """The first n images of a caption."""
        names = [f"illustration {row}" for row in range(n)]
        return [Example(caption, name, {"image": rows_of(painted(*self.drawn(caption, name)))}) for name in names]


@dataclass(frozen=True)
class IllustrationGold(Reward[Sequence[Example]]):
    """1 where an image shows what its caption says, else 0."""

    illustrator: Illustrator = field(default_factory=Illustrator)

    def score(self, batch: Sequence[Example]) -> Scores:
        shown = [self.illustrator.drawn(example.prompt_text, example.response)[0] for example in batch]
        fits = [example.prompt_text in true_of(things) for example, things in zip(batch, shown, strict=True)]
        return Scores(torch.tensor(fits, dtype=torch.float32))


def asked(caption: str) -> list[tuple[str, Sequence[str]]]:
    """The count, colour, shape and place of a caption, each beside its kind."""
    words = set(caption.replace(",", " ").split())
    return [(next(word for word in kind if word in words), kind) for kind in KINDS.values()]
