"""Samples of one prompt with their scores, and the interface of what takes one of them."""

from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from jaxtyping import Bool, Float

from guerdon.errors import GuerdonError
from guerdon.types import Example


@dataclass(frozen=True, eq=False)
class Group:
    """The samples of one prompt, and what is known of each."""

    examples: tuple[Example, ...]
    scores: Float[np.ndarray, "n"]
    """What a reward, or somebody, says of each."""
    parts: Mapping[str, Float[np.ndarray, "n"]] = field(default_factory=dict)
    """Further numbers by name: a second reward, whether an answer is right."""
    source: str | None = None
    """What the comparisons made from it are said to be from."""
    row: int = 0
    """Where the group begins in the records that it is from."""

    def __post_init__(self) -> None:
        for name, values in (("scores", self.scores), *self.parts.items()):
            if len(values) != len(self.examples):
                raise ValueError(f"{name} has {len(values)} numbers for {len(self.examples)} samples")

    def __len__(self) -> int:
        return len(self.examples)

    def part(self, name: str) -> Float[np.ndarray, "n"]:
        """The numbers of a name; the scores for the empty one.

        Raises:
            GuerdonError: there are none of that name.
        """
        if name and name not in self.parts:
            known = ", ".join(self.parts) or "none"
            raise GuerdonError(f"the samples have no numbers called {name!r}; there are: {known}")
        return self.parts[name] if name else self.scores

    def only(self, kept: Bool[np.ndarray, "n"]) -> "Group":
        """The group with some of its samples."""
        examples = tuple(each for each, here in zip(self.examples, kept, strict=True) if here)
        parts = {name: values[kept] for name, values in self.parts.items()}
        return replace(self, examples=examples, scores=self.scores[kept], parts=parts)


class Selector(ABC):
    """Takes one of the samples of a prompt. To add one, subclass it in a file of this folder."""

    @abstractmethod
    def __call__(self, group: Group, rng: np.random.Generator) -> int | None:
        """The place of the sample; None where the group has no such."""

    @property
    def gold(self) -> str:
        """The part that knows which samples are right, where the selector goes by one; it then decides who wins."""
        return ""
