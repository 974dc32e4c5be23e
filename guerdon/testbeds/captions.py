"""Captioned shapes: small images, and captions that are true of them or not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np
import torch
from jaxtyping import UInt8

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.vectors import labelled
from guerdon.types import Example, Scores

COUNTS = ("two", "three")
COLOURS: Mapping[str, tuple[int, int, int]] = {
    "red": (220, 40, 40), "green": (40, 200, 60), "blue": (50, 60, 220),
}  # fmt: skip
SHAPES: Mapping[str, tuple[str, ...]] = {
    "circle": (".###.", "#...#", "#...#", "#...#", ".###."),
    "square": ("#####", "#####", "#####", "#####", "#####"),
    "triangle": ("..#..", "..#..", ".###.", ".###.", "#####"),
}
PLACES = ("left", "centre", "right")
KINDS: Mapping[str, tuple[str, ...]] = {
    "count": COUNTS, "colour": tuple(COLOURS), "shape": tuple(SHAPES), "place": PLACES,
}  # fmt: skip
"""The words that could stand in each other's place; all that a caption can be wrong in."""
CELL = 6
"""How many pixels a place is wide and high."""
PAIRS, CANDIDATES, TEXTS = range(3)
"""What images are drawn for."""
Thing = tuple[str, str]
"""A colour and a shape."""


@dataclass(frozen=True)
class Captions(World):
    """Images of two or three shapes, and what they show: "three shapes, red circle at the left"

    An image is the ``image`` of an example's context: a text for each row, six hexadecimal digits for each pixel. Every
    shape is a pixel off its place at random. A caption names one of them. Counts, colours, shapes and places are drawn
    evenly, so that no caption is more probable than another before the image is seen, and a word that was replaced by
    another of its kind leaves no trace in the text. Gold is 1 where a caption is true.
    """

    seed: int = 0
    quality: float = float("inf")
    """How well annotators see a gap of 1, in logits."""

    @property
    def gold(self) -> "CaptionGold":
        return CaptionGold(self)

    def shown(self, prompt: str) -> dict[int, Thing]:
        """What is on the image that a prompt is about, by place from left to right."""
        return self.drawn(prompt)[0]

    def drawn(self, prompt: str) -> tuple[dict[int, Thing], np.random.Generator]:
        """The things on an image, and the generator that draws the rest of what is random about it."""
        rng = np.random.default_rng([self.seed, *map(int, prompt.split()[1:])])
        count = int(rng.integers(2, 4))
        places = sorted(rng.permutation(len(PLACES))[:count].tolist())
        return {place: (one_of(COLOURS, rng), one_of(SHAPES, rng)) for place in places}, rng

    def image(self, prompt: str) -> list[str]:
        """The image that a prompt is about, row by row."""
        return rows_of(painted(*self.drawn(prompt)))

    def captions(self, prompt: str) -> list[str]:
        """All that is true of an image, from left to right."""
        return true_of(self.shown(prompt))

    def caption(self, prompt: str, rng: np.random.Generator) -> str:
        """Something that is true of an image."""
        return str(rng.choice(self.captions(prompt)))

    def correct(self, example: Example) -> bool:
        """Whether a caption is true."""
        return example.response in self.captions(example.prompt_text)

    def captioned(self, n: int, purpose: int = TEXTS) -> list[Example]:
        """Images with true captions."""
        rng = np.random.default_rng([self.seed, purpose])
        prompts = [f"image {purpose} {row}" for row in range(n)]
        return [Example(one, self.caption(one, rng), {"image": self.image(one)}) for one in prompts]

    def comparisons(self, n: int) -> Comparisons:
        """What is true of each image against what is true of the next."""
        shown = self.captioned(n + 1, PAIRS)
        pairs = [(one, replace(one, response=other.response)) for one, other in pairwise(shown)]
        return labelled(pairs, self.gold, self.quality, seed=self.seed)

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """Captions of which each is true of the image, or of the next one, by a fair coin."""
        rng = np.random.default_rng([self.seed, CANDIDATES, 1])
        shown = self.captioned(prompts + 1, CANDIDATES)
        return [
            tuple(replace(one, response=self.caption(about.prompt_text, rng)) for about in either(one, other, n, rng))
            for one, other in pairwise(shown)
        ]


@dataclass(frozen=True)
class CaptionGold(Reward[Sequence[Example]]):
    """1 for a true caption, else 0."""

    world: Captions

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([float(self.world.correct(example)) for example in batch]))


def painted(things: Mapping[int, Thing], rng: np.random.Generator) -> UInt8[np.ndarray, "rows columns 3"]:
    """An image of some things; what lies between them is nearly black."""
    image = rng.integers(30, size=(CELL, len(PLACES) * CELL, 3), dtype=np.uint8)
    for place, (colour, shape) in things.items():
        down, across = rng.integers(2, size=2)
        mask = np.array([[mark == "#" for mark in row] for row in SHAPES[shape]])
        column = place * CELL + int(across)
        image[down : down + 5, column : column + 5][mask] = COLOURS[colour]
    return image


def rows_of(image: UInt8[np.ndarray, "rows columns 3"]) -> list[str]:
    """An image as contexts hold it: a text for each row, six hexadecimal digits for each pixel."""
    return [row.tobytes().hex() for row in image]


def true_of(things: Mapping[int, Thing]) -> list[str]:
    """All captions of some things, in their order."""
    count = COUNTS[len(things) - 2]
    return [f"{count} shapes, {' '.join(thing)} at the {PLACES[place]}" for place, thing in things.items()]


def one_of(names: Mapping[str, object], rng: np.random.Generator) -> str:
    return list(names)[int(rng.integers(len(names)))]


def either(one: Example, other: Example, n: int, rng: np.random.Generator) -> list[Example]:
    """One of two, n times, by a fair coin."""
    return [(one, other)[int(side)] for side in rng.integers(2, size=n)]
