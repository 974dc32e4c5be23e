"""Whether the passages that a response cites say what it says."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.surface import words
from guerdon.types import Example, Scores
from guerdon.verify import anatomy

MARKER = re.compile(r"\[(\d{1,3}(?:\s*,\s*\d{1,3})*)\]")
"""A citation: the number of a passage from 1, or several."""
SHORTEST = 4
"""Letters of a word that counts as content; shorter ones are in every passage."""


@dataclass(frozen=True)
class Citations(Reward[Sequence[Example]]):
    """r = 2 P R / (P + R), of the precision P and the recall R of citations such as [2] or [1, 3].

    The context's ``passages`` are the texts that may be cited. A sentence is supported by passages that have at least
    ``overlap`` of its content words (of four letters or more, and numbers) among them. R is the share of the sentences
    that the passages they cite support; P the share of the citations whose passage exists and supports its sentence alone.

    Parts: ``precision``, ``recall``, and ``valid``, the share of the citations that name a passage there is. A response
    that cites nothing scores 0. ``nan`` where there are no passages, or no sentence to support.

    Source: the measures of Gao et al. 2023, "ALCE" (arXiv 2305.14627), where a language model says what supports what;
    words in common are a weaker test, which a sentence that denies its passage passes.
    """

    overlap: float = 0.5

    paper = Paper(
        "gao2023alce", "Enabling Large Language Models to Generate Text with Citations", "Gao, Tianyu and others", 2023,
        arxiv="2305.14627",
    )  # fmt: skip

    def score(self, batch: Sequence[Example]) -> Scores:
        rows = [self.judged(each) for each in batch]
        columns = {name: torch.tensor([row[place] for row, _ in rows]) for place, name in enumerate(PARTS)}
        precision, recall = columns["precision"], columns["recall"]
        total = precision + recall
        values = torch.where(total > 0, 2 * precision * recall / total.clamp(min=1e-9), total)
        errors = tuple(error for _, error in rows)
        return Scores(values, parts=columns, errors=errors if any(errors) else None)

    def judged(self, example: Example) -> tuple[tuple[float, float, float], str | None]:
        known = [content(passage) for passage in passages(example)]
        claims = [(content(MARKER.sub("", each)), cited(each)) for each in sentences(example.response)]
        claims = [(said, numbers) for said, numbers in claims if said]
        if not known or not claims:
            return (torch.nan,) * 3, "no sentence needs support" if known else 'there are no "passages" in the context'
        exists = [[number for number in numbers if 1 <= number <= len(known)] for _, numbers in claims]
        total = sum(len(numbers) for _, numbers in claims)
        alone = sum(
            self.supports(said, known[number - 1])
            for (said, _), numbers in zip(claims, exists, strict=True)
            for number in numbers
        )
        together = sum(
            bool(numbers) and self.supports(said, set().union(*(known[number - 1] for number in numbers)))
            for (said, _), numbers in zip(claims, exists, strict=True)
        )
        valid = sum(map(len, exists))
        return (alone / total if total else 0.0, together / len(claims), valid / total if total else 0.0), None

    def supports(self, said: set[str], passage: set[str]) -> bool:
        return len(said & passage) >= self.overlap * len(said)


PARTS = ("precision", "recall", "valid")


def passages(example: Example) -> list[str]:
    """The passages of an example's context as text; those that come in pieces, such as title and text, joined."""
    found = example.context.get("passages") or []
    if isinstance(found, str):
        return [found]
    return [each if isinstance(each, str) else " ".join(map(str, each)) for each in found]


def sentences(text: str) -> list[str]:
    """Sentences with the citations that follow their stop."""
    moved = re.sub(rf"([.!?])((?:\s*{MARKER.pattern})+)", lambda match: f"{match[2]}{match[1]}", text)
    return anatomy.sentences(moved)


def cited(sentence: str) -> list[int]:
    return [int(number) for group in MARKER.findall(sentence) for number in group.split(",")]


def content(text: str) -> set[str]:
    return {word for word in words(text) if len(word) >= SHORTEST or word[0].isdigit()}
