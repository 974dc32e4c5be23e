"""Answers that rely on passages, and what makes them worse: one edit for each criterion that such answers are judged by.

Each edit is a ``Rule`` of ``guerdon.feedback.perturb``: a text and a random generator in, another text out, or None where
there is nothing to edit. Sentences cite a passage by its number in brackets, such as [2].
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from guerdon.feedback.criteria import paper as paper
from guerdon.feedback.edits import edited
from guerdon.feedback.perturb import Rule
from guerdon.records import Comparisons
from guerdon.surface import words
from guerdon.types import Comparison, Example
from guerdon.verify.citations import MARKER, passages, sentences

NUMBER = re.compile(r"\d+")
STOPS = (".", "!", "?")
AGAIN = ("In other words, ", "To say it once more, ", "That is to say, ")


@dataclass(frozen=True)
class Invent:
    """A sentence that the passages do not support, put after one that is drawn: hallucination.

    What is put in may cite a passage, so that its look does not tell it from the others.
    """

    sentences: tuple[str, ...]
    """Sentences of answers to other questions."""

    def __call__(self, text: str, rng: np.random.Generator) -> str | None:
        said = sentences(text)
        foreign = [each for each in self.sentences if each not in text]
        if not said or not foreign:
            return None
        at = int(rng.integers(len(said))) + 1
        return " ".join([*said[:at], foreign[int(rng.integers(len(foreign)))], *said[at:]])


def omit(text: str, rng: np.random.Generator) -> str | None:
    """Half of the sentences left out, rounded down, at random: what is missing of comprehensiveness."""
    said = sentences(text)
    if len(said) < 2:
        return None
    kept = np.sort(rng.permutation(len(said))[: (len(said) + 1) // 2])
    return " ".join(said[place] for place in kept)


def pad(text: str, rng: np.random.Generator) -> str | None:
    """As many sentences more, each said before: verbosity."""
    said = sentences(text)
    if not said:
        return None
    drawn = rng.integers(len(said), size=len(said)).tolist()
    more = [f"{AGAIN[int(rng.integers(len(AGAIN)))]}{said[place][0].lower()}{said[place][1:]}" for place in drawn]
    return " ".join([*said, *more])


@dataclass(frozen=True)
class Misattribute:
    """Every citation moved to another passage by the same number of places: attribution."""

    passages: int
    """How many there are."""

    def __call__(self, text: str, rng: np.random.Generator) -> str | None:
        if self.passages < 2 or not MARKER.search(text):
            return None
        by = int(rng.integers(1, self.passages))
        return MARKER.sub(lambda found: NUMBER.sub(lambda one: moved(one, by, self.passages), found[0]), text)


def moved(number: re.Match[str], by: int, passages: int) -> str:
    return str((int(number[0]) - 1 + by) % passages + 1)


def cite(example: Example) -> Example:
    """The example with each sentence citing the passage that has most of its words.

    Of equals the first; citations that are there already are taken out.
    """
    known = [set(words(passage)) for passage in passages(example)]

    def marked(sentence: str) -> str:
        plain = MARKER.sub("", sentence)
        body, stop = (plain[:-1].rstrip(), plain[-1]) if plain[-1:] in STOPS else (plain.rstrip(), "")
        shared = [len(set(words(plain)) & passage) for passage in known]
        return f"{body} [{int(np.argmax(shared)) + 1}]{stop}" if known else f"{body}{stop}"

    return replace(example, response=" ".join(map(marked, sentences(example.response))))


def rules(example: Example, others: Sequence[str]) -> Mapping[str, Rule]:
    """The edit of each criterion for one answer. Args: others: sentences of answers to other questions."""
    return {
        "hallucination": Invent(tuple(others)),
        "comprehensiveness": omit,
        "verbosity": pad,
        "attribution": Misattribute(len(passages(example))),
    }


def ungrounded(examples: Iterable[Example], seed: int = 0) -> Comparisons:
    """Each answer against itself made worse by each criterion, which is the source of the comparison.

    The answer wins, by provenance ``rule``. An edit that finds nothing to change gives no comparison, so that criteria
    may have unlike numbers of them: count the sources.

    Args:
        examples: answers with ``passages`` in their context; ``cite`` gives them citations.
        seed: of what is drawn, which depends on it and the text alone.

    Source: the criteria of Zhang et al. 2025, "RAG-Reward" (arXiv 2501.13264), whose pairs are answers of unlike models
    that a language model judges; that each criterion has an edit is ours.
    """
    rows = list(examples)
    said = [sentences(each.response) for each in rows]
    made = []
    for example in rows:
        others = [one for row, some in zip(rows, said, strict=True) if row.prompt != example.prompt for one in some]
        for criterion, rule in rules(example, others).items():
            worse = edited(example, rule, seed=seed)
            if worse.response != example.response:
                made.append(Comparison(example, worse, source=criterion, provenance="rule"))
    return Comparisons.of(made)
