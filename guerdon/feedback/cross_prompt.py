"""Comparisons across prompts: what answers another question loses, whatever it looks like."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, product

import numpy as np

from guerdon.duplicates import NEAR, Corpus, jaccard, runs
from guerdon.feedback.errors import FeedbackError
from guerdon.papers import Paper
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

paper = Paper(
    "liu2024rrm", "RRM: Robust Reward Model Training Mitigates Reward Hacking",
    "Liu, Tianqi and Xiong, Wei and Ren, Jie and Chen, Lichang and others", 2024, arxiv="2409.13156",
)  # fmt: skip


def cross_prompt(comparisons: Comparisons, ratio: float = 4.0, seed: int = 0) -> Comparisons:
    """New comparisons in which no artefact of a response says who wins.

    Each row i is joined with two others, j and k. To the prompt of i, each of its two responses wins over each of the
    four of j and k (8 comparisons of target 1), and any two of those four are even (6 of target 1/2). What is in a
    response whatever it answers, its length or a phrase, then wins as often as it loses.

    Args:
        comparisons: the rows that are joined; their labels play no part.
        ratio: at most how many new comparisons for each old one. All 14 would teach what is on topic and little else.
        seed: decides who is joined with whom, which comparisons are kept, and on which side a response is.

    Returns:
        the new comparisons alone, of provenance ``rule``: add them to the old ones to train. A row is never joined with
        itself, nor with one whose prompt is nearly its own (``guerdon.duplicates``), for that one's responses may
        answer it.

    Raises:
        FeedbackError: the prompts are too few or too alike.

    Source: Liu et al. 2024, "RRM: Robust Reward Model Training Mitigates Reward Hacking" (arXiv 2409.13156), section 3,
    whose shuffles may leave a row in its place. What a first model already gets right is dropped there: ``surprising``.
    """
    rows, rng = list(comparisons), np.random.default_rng(seed)
    alike = likeness(rows)
    first = shuffled(len(rows), alike, rng)
    second = shuffled(len(rows), lambda i, j: j == first[i] or alike(i, j), rng)
    made = [
        new
        for i, j, k in zip(range(len(rows)), first, second, strict=True)
        for new in joined(rows[i], rows[j], rows[k])
    ]
    kept = np.sort(rng.permutation(len(made))[: round(ratio * len(rows))])
    turned = rng.random(len(kept)) < 0.5
    return Comparisons.of(made[at].flipped() if turn else made[at] for at, turn in zip(kept, turned, strict=True))


def joined(row: Comparison, *others: Comparison) -> Iterator[Comparison]:
    """The comparisons that a row gives with others, to its own prompt."""
    own = (row.chosen, row.rejected)
    foreign = [moved(side, row.chosen) for other in others for side in (other.chosen, other.rejected)]
    for target, pairs in ((1.0, product(own, foreign)), (0.5, combinations(foreign, 2))):
        for one, two in pairs:
            if one.response != two.response:
                yield Comparison(one, two, target=target, source=row.source, provenance="rule")


def moved(response: Example, to: Example) -> Example:
    """A response as if it were one to another example's prompt."""
    return replace(response, prompt=to.prompt, context=to.context, reference=to.reference, media=to.media)


def likeness(rows: Sequence[Comparison]) -> Callable[[int, int], bool]:
    """Whether two rows are one, or have nearly one prompt."""
    corpus = Corpus(())
    found = [runs(corpus.words(row.chosen.prompt_text)) for row in rows]
    return lambda i, j: i == j or jaccard(found[i], found[j]) >= NEAR


def shuffled(n: int, barred: Callable[[int, int], bool], rng: np.random.Generator) -> list[int]:
    """A random order of n rows, each used once, in which no row is in a place that it is barred from."""
    order: list[int] = rng.permutation(n).tolist()
    for i in range(n):
        if not barred(i, order[i]):
            continue
        for m in rng.permutation(n).tolist():
            if not barred(i, order[m]) and not barred(m, order[i]):
                order[i], order[m] = order[m], order[i]
                break
        else:
            raise FeedbackError(
                f"{n:,} comparisons cannot each be joined with those of two other prompts: bring more prompts, "
                "or leave out what nearly repeats one"
            )
    return order
