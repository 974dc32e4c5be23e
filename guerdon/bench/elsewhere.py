"""Benchmarks that ask for something else than a reward of texts, so that ``guerdon bench`` cannot run them: how they are run."""

from dataclasses import dataclass

from guerdon.bench import genies, instructir, label_choice
from guerdon.papers import Paper


@dataclass(frozen=True)
class Elsewhere:
    """A benchmark that is a function."""

    name: str
    asks: str
    """What it is given in the place of a reward of texts."""
    call: str
    """How Python calls it."""
    recipe: str
    """The recipe that shows it at work, on data that is made for it."""
    paper: Paper


ELSEWHERE = (
    Elsewhere(
        "genies", "ways to train, each from comparisons to a reward",
        "guerdon.bench.generalise(trainers, shifts)", "genies", genies.paper,
    ),
    Elsewhere(
        "instructir, whole corpus", "what gives texts vectors, and ranks all passages as a search engine does",
        "guerdon.bench.retrieve(embed)", "instructir", instructir.InstructIR.paper,
    ),
    Elsewhere(
        "vista", "a reward of episodes, and problem sets with a description for each",
        "guerdon.bench.label_choice(reward, sets)", "vista", label_choice.paper,
    ),
)  # fmt: skip
