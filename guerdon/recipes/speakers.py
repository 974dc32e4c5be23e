"""Small language models that recipes train for themselves: new ones, and ones that go on from others."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from guerdon.learn import FineTune, pretrain, tiny
from guerdon.llm import Local
from guerdon.records import Ratings
from guerdon.types import Example, Rating


def untrained(texts: Iterable[str], width: int = 32, layers: int = 2) -> str:
    """The name of a model that has learned nothing yet, with the words of some texts."""
    return tiny(texts, width=width, layers=layers, heads=2, spread=width**-0.5)


def learned(start: str, texts: Sequence[Example], folder: Path, seed: int, epochs: int = 1) -> Local:
    """A model that goes on from another, or a new one, with the responses of some texts; its name is its folder's."""
    solver = FineTune(epochs, batch_size=32, learning_rate=5e-3, patience=None)
    return Local(pretrain(start, Ratings.of(Rating(each, {}) for each in texts), folder, solver, seed))
