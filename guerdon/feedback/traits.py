"""What can be seen of a pair before anybody has labelled it, as numbers and as yes-or-no features.

To add a trait, write a function from a comparison to a number under ``@trait``. It must say the same whichever response
stands first, or it would tell the label.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from jaxtyping import Bool

from guerdon.records import Comparisons
from guerdon.surface import ATTRIBUTES, length, words
from guerdon.types import Comparison

Trait = Callable[[Comparison], float]
TRAITS: dict[str, Trait] = {}
"""Every trait by its name. The attributes of ``guerdon.surface`` are among them, as the gap between the responses."""
BINS = ("low", "middle", "high")


@dataclass(frozen=True, eq=False)
class Traits:
    """Yes-or-no features of the pairs of a pool."""

    names: tuple[str, ...]
    values: Bool[np.ndarray, "pairs features"]

    def __post_init__(self) -> None:
        if self.values.shape[1] != len(self.names):
            raise ValueError(f"{len(self.names)} names for {self.values.shape[1]} features")


def trait(measure: Trait) -> Trait:
    """Enters a function into ``TRAITS`` under its own name."""
    TRAITS[measure.__name__.replace("_", " ")] = measure
    return measure


@trait
def prompt_words(row: Comparison) -> float:
    """Words of the prompt."""
    return float(length(row.chosen.prompt_text))


@trait
def shorter(row: Comparison) -> float:
    """Words of the shorter response."""
    return float(min(length(row.chosen.response), length(row.rejected.response)))


@trait
def longer(row: Comparison) -> float:
    """Words of the longer response."""
    return float(max(length(row.chosen.response), length(row.rejected.response)))


@trait
def alike(row: Comparison) -> float:
    """The share of the distinct words of both responses that both have."""
    one, other = set(words(row.chosen.response)), set(words(row.rejected.response))
    return len(one & other) / len(one | other) if one | other else 1.0


@trait
def on_prompt(row: Comparison) -> float:
    """The share of the prompt's distinct words that a response has, of the response that has more of them."""
    asked = set(words(row.chosen.prompt_text))
    sides = (len(asked & set(words(each.response))) for each in (row.chosen, row.rejected))
    return max(sides) / len(asked) if asked else 0.0


def gap(attribute: str) -> Trait:
    """How far apart the responses of a pair are in an attribute of a text."""
    measure = ATTRIBUTES[attribute]
    return lambda row: abs(measure(row.chosen.response) - measure(row.rejected.response))


TRAITS |= {f"gap in {name.replace('_', ' ')}": gap(name) for name in ATTRIBUTES}


def traits(pool: Comparisons, names: Sequence[str] = ()) -> Traits:
    """Every trait of every pair, cut into thirds of the pool by rank.

    Thirds are of the pool, once: cut within each part of it that is looked at, they would hold a third of any part and
    say nothing. Equal numbers fall into one third; a third that has nobody in it, or everybody, is left out.

    Args:
        pool: the pairs; their labels play no part.
        names: of ``TRAITS``; all when empty.

    Source: the lexical features of Miranda et al. 2024, "Hybrid Preferences" (arXiv 2410.19133), whose tags by a
    language model may come as further columns.
    """
    wanted = names or tuple(TRAITS)
    columns = {}
    rows = list(pool)
    for name in wanted:
        numbers = np.array([TRAITS[name](row) for row in rows])
        below = np.searchsorted(np.sort(numbers), numbers, side="left") / max(1, len(rows))
        thirds = np.minimum((below * len(BINS)).astype(int), len(BINS) - 1)
        for place, label in enumerate(BINS):
            columns[f"{name}: {label}"] = thirds == place
    kept = {name: column for name, column in columns.items() if column.any() and not column.all()}
    values = np.stack([*kept.values()], axis=1) if kept else np.zeros((len(rows), 0), dtype=bool)
    return Traits(tuple(kept), values)
