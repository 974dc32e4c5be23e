"""A reward that does not see the image: what it still gets right in a benchmark is told by the texts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from guerdon.reward import Alike
from guerdon.types import Example


@dataclass(frozen=True)
class Blind(Alike[Sequence[Example]]):
    """The reward of the same examples with another image, the same for all, or with none.

    >>> run(MultimodalRewardBench(), Blind(reward))
    """

    image: Any = None
    """What is shown instead, as the ``image`` of the context; None takes it away."""

    def seen(self, batch: Sequence[Example]) -> list[Example]:
        """The examples without their images."""
        shown = {} if self.image is None else {"image": self.image}
        texts = [{name: value for name, value in each.context.items() if name != "image"} for each in batch]
        return [replace(each, context=text | shown, media=()) for each, text in zip(batch, texts, strict=True)]
