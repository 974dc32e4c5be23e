"""Answers of which each is the better one to somebody: which of two wins is for the context to say."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.testbeds.base import World
from guerdon.testbeds.criteria import NEW, SCENARIOS, SEEN, Wanted
from guerdon.testbeds.vectors import labelled
from guerdon.types import Example, Scores

TASKS = {
    "keep a fern alive": "water it at the roots",
    "clean a cast iron pan": "scrub it with salt",
    "calm a barking dog": "reward it for silence",
    "fix a squeaky door": "oil the hinges well",
    "sleep better": "keep the bedroom dark",
    "cook rice": "rinse the grains first",
    "save money": "cancel what nobody uses",
    "learn a language": "speak it every day",
    "pack a suitcase": "roll the shirts tightly",
    "remove a stain": "dab it with vinegar",
}
CORES = {
    True: ("It is advisable to {}.", "One ought to {}."),
    False: ("Just go and {}, ok?", "Hey, simply {}, no biggie."),
}
ADDED = {
    "polite": ("Thank you for asking!", "Please feel welcome to ask again."),
    "hedged": ("This might depend, perhaps.", "I think it may vary."),
    "number": ("Allow 15 minutes.", "Repeat it 3 times."),
    "example": ("For example, my aunt does so.", "For instance, the neighbours do."),
    "long": (
        "The reason behind it is simple enough once the whole process has been looked at from its beginning to its end, "
        "with all of its parts in mind.",
        "There is more to be said about the way in which this works, about what goes on underneath, and about why the "
        "usual shortcuts disappoint in the end.",
    ),
}
"""What an answer that has an attribute says besides, in the order of its sentences."""
MARKS = {
    "formal": r"advisable|ought",
    "polite": r"Thank you|Please",
    "hedged": r"perhaps|I think",
    "number": r"\d",
    "example": r"[Ff]or (example|instance)",
    "long": r"(\S+\s+){31}",
}
"""What tells of each attribute in the text of an answer; a long one has more than 31 words."""
WORDINGS: Mapping[str, Mapping[Wanted, tuple[str, ...]]] = {"seen": SEEN, "new": NEW, "scenario": SCENARIOS}
CONTEXT = "criterion"


@dataclass(frozen=True)
class Reversals(World):
    """Pairs of answers, each asked about twice: under a context that wants the first, and under one that wants the second.

    An answer has or lacks six attributes, each of which anybody can see: ``long``, ``formal``, ``example``, ``number``,
    ``hedged``, ``polite``. A context, under ``criterion``, asks for one of them or for its absence; gold is 1 where the
    answer complies and -1 where not, and 0 where no context is given. The two contexts of a pair speak of different
    attributes. Whatever does not read the context is right on one comparison of each pair and wrong on the other.

    Source: the reasonable preference reversals of Pitis et al. 2024 (arXiv 2407.14916), whose texts a language model
    wrote.
    """

    seed: int = 0
    wordings: str = "seen"
    """Of ``seen``, ``new`` and ``scenario``: how contexts put what they want: as in training, in other words, or by who is asking."""
    flips: float = 0.0
    """The share of labels that is turned round."""

    def __post_init__(self) -> None:
        if self.wordings not in WORDINGS:
            raise ValueError(f"wordings={self.wordings!r}, expected one of {', '.join(WORDINGS)}")

    @property
    def gold(self) -> "ReversalGold":
        return ReversalGold()

    def comparisons(self, n: int) -> Comparisons:
        """``n`` comparisons of half as many pairs; the two of a pair stand together."""
        rng = np.random.default_rng([self.seed, *map(ord, self.wordings)])
        pairs = [pair for _ in range(-(-n // 2)) for pair in self.reversal(rng)][:n]
        return labelled(pairs, self.gold, float("inf"), self.flips, self.seed)

    def reversal(self, rng: np.random.Generator) -> list[tuple[Example, Example]]:
        """One pair under two contexts."""
        task = str(rng.choice(list(TASKS)))
        first, second = rng.random((2, len(MARKS))) < 0.5
        while (first != second).sum() < 2:
            second = rng.random(len(MARKS)) < 0.5
        names = list(MARKS)
        texts = [answer(rng, task, dict(zip(names, has.tolist(), strict=True))) for has in (first, second)]
        one, other = rng.permutation(np.flatnonzero(first != second))[:2]
        return [
            (pair[0], pair[1])
            for place, has in ((one, first), (other, second))
            for said in [str(rng.choice(WORDINGS[self.wordings][names[place], bool(has[place])]))]
            for pair in [[Example(f"How do I {task}?", text, {CONTEXT: said}) for text in texts]]
        ]

    def candidates(self, prompts: int, n: int) -> list[tuple[Example, ...]]:
        """Answers of all kinds to each task, under one context each."""
        rng = np.random.default_rng([self.seed, 1])
        drawn = []
        for _ in range(prompts):
            task, want = str(rng.choice(list(TASKS))), list(SEEN)[rng.integers(len(SEEN))]
            context = {CONTEXT: str(rng.choice(WORDINGS[self.wordings][want]))}
            kinds = (dict(zip(MARKS, has.tolist(), strict=True)) for has in rng.random((n, len(MARKS))) < 0.5)
            drawn.append(tuple(Example(f"How do I {task}?", answer(rng, task, has), context) for has in kinds))
        return drawn


@dataclass(frozen=True)
class ReversalGold(Reward[Sequence[Example]]):
    """Whether an answer has what its context asks for."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([complies(example) for example in batch]))


def complies(example: Example) -> float:
    """1 or -1 by the context that is known, 0 by any other."""
    want = WANTED.get(str(example.context.get(CONTEXT)))
    if want is None:
        return 0.0
    return 1.0 if (re.search(MARKS[want[0]], example.response) is not None) is want[1] else -1.0


WANTED = {said: want for wording in WORDINGS.values() for want, ways in wording.items() for said in ways}
"""What each context asks for."""


def answer(rng: np.random.Generator, task: str, has: Mapping[str, bool]) -> str:
    """An answer with some attributes."""
    core = str(rng.choice(CORES[has["formal"]])).format(TASKS[task])
    return " ".join([core, *(str(rng.choice(ways)) for name, ways in ADDED.items() if has[name])])
