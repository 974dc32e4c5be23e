"""Wrong texts made from right ones by rule, and labels of the tokens that made them wrong."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

import numpy as np

from guerdon.errors import GuerdonError
from guerdon.papers import Paper
from guerdon.records import Ratings
from guerdon.types import Example, Rating

TOKEN = re.compile(r"[^\W_]+|[^\w\s]")
"""Words and single marks: what a label is given to."""
TRIES = 20
"""How often a wrong response is drawn before an example is given up."""
Rule = Callable[[str, np.random.Generator], str | None]
"""A text with something in it changed; None where the rule finds nothing to change."""

paper = Paper(
    "fu2024tldr", "TLDR: Token-Level Detective Reward Model for Large Vision Language Models",
    "Fu, Deqing and others", 2024, arxiv="2410.04734",
)  # fmt: skip


@dataclass(frozen=True)
class SwapWord:
    """Another word of a kind in the place of one that is there, both drawn evenly."""

    words: tuple[str, ...]
    """Words of one kind, such as colours: any of them could stand where another does."""

    def __call__(self, text: str, rng: np.random.Generator) -> str | None:
        places = [match.span() for match in TOKEN.finditer(text) if match.group() in self.words]
        if not places:
            return None
        start, end = places[int(rng.integers(len(places)))]
        others = [word for word in self.words if word != text[start:end]]
        return text[:start] + others[int(rng.integers(len(others)))] + text[end:]


def perturb(
    examples: Iterable[Example],
    rules: Mapping[str, Rule],
    correct: Callable[[Example], bool] = lambda example: False,
    seed: int = 0,
) -> Ratings:
    """Ratings of right responses, each followed by a wrong one, whose spans say which tokens are good.

    A rule is drawn evenly for each response, and another where it changes nothing or ``correct`` finds the result
    right all the same; after 20 of these the response is left out. The rating ``correct`` is 1 or 0; spans are those of
    ``changed``. The wrong response has the name of its rule in its meta.

    A rule can leave traces: words that only wrong texts have, places that only rules change. Train a model that cannot
    see what makes the texts wrong on the same labels: what it finds are the traces.

    Args:
        examples: with right responses.
        rules: by name; a language model that rewrites a text is one too.
        correct: whether a changed response is still right; never when not given.
        seed: decides what is drawn.

    Raises:
        GuerdonError: no rule changed any of the responses.

    Source: Fu et al. 2024, "TLDR" (arXiv 2410.04734), where a language model rewrites.
    """
    rng = np.random.default_rng(seed)
    made = [(example, wrong(example, rules, correct, rng)) for example in examples]
    pairs = [(right, other) for right, other in made if other]
    if not pairs:
        raise GuerdonError(f"none of the rules {', '.join(rules)} made any of {len(made):,} responses wrong")
    return Ratings.of(
        Rating(each, {"correct": value}, provenance="rule", spans=changed(right.response, each.response))
        for right, other in pairs
        for each, value in ((right, 1.0), (other, 0.0))
    )


def wrong(
    example: Example, rules: Mapping[str, Rule], correct: Callable[[Example], bool], rng: np.random.Generator
) -> Example | None:
    """The same example with a response that a rule made wrong, if one did."""
    names = list(rules)
    for _ in range(TRIES):
        name = names[int(rng.integers(len(names)))]
        text = rules[name](example.response, rng)
        if text is not None and text != example.response:
            drawn = replace(example, response=text, meta={**example.meta, "rule": name})
            if not correct(drawn):
                return drawn
    return None


def changed(right: str, wrong: str) -> tuple[tuple[int, float], ...]:
    """Where each token of a text ends, and whether it is good: 0 for those that another text has not, else 1.

    Where tokens are missing, the one that follows has the 0, for it is the first at which somebody who reads can tell;
    at the end of the text it is the last one.

    Args:
        right: the text as it was.
        wrong: the text that is labelled.
    """
    before, after = ([match.group() for match in TOKEN.finditer(text)] for text in (right, wrong))
    labels = [1.0] * len(after)
    for kind, _, _, start, end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind != "equal":
            blame(labels, start, end)
    return tuple((match.end(), label) for match, label in zip(TOKEN.finditer(wrong), labels, strict=True))


def blame(labels: list[float], start: int, end: int) -> None:
    """Makes the labels of some tokens 0; where there are none between start and end, that of a neighbour."""
    places: Sequence[int] = range(start, end) or [min(start, len(labels) - 1)]
    for place in places:
        if labels:
            labels[place] = 0.0
