"""Leaves out what a benchmark asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import ClassVar

from guerdon.feedback.content import answers
from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.steps.base import Dropped, Filter, Records, chunks
from guerdon.papers import Paper
from guerdon.records import Comparisons, Rankings, Ratings
from guerdon.surface import words


@dataclass(frozen=True)
class Texts:
    """Texts with a name that errors and accounts call them by."""

    name: str
    texts: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Decontamination(Filter):
    """Leaves out a row whose prompt has n words in a row in common with a text of a benchmark.

    Case and punctuation do not count. A text of fewer than n words counts where it is the whole prompt. What is left out
    by a small n may have a common phrase alone in common; the words are in the account.

    Source: the n-grams of Brown et al. 2020, "Language Models are Few-Shot Learners" (arXiv 2005.14165), appendix C,
    where n is 13; for preference data the release of Liu et al. 2024, "Skywork-Reward" (arXiv 2410.18451).
    """

    against: tuple[Texts, ...]
    """The prompts of benchmarks."""
    n: int = 13
    """How many words."""
    kinds: ClassVar = (Comparisons, Ratings, Rankings)

    paper = Paper(
        "brown2020language", "Language Models are Few-Shot Learners", "Brown, Tom B. and others", 2020,
        arxiv="2005.14165",
    )  # fmt: skip

    def __post_init__(self) -> None:
        if self.n < 1:
            raise FeedbackError(f"n is {self.n}, expected at least 1 word")

    @cached_property
    def known(self) -> dict[str, str]:
        """The name of the texts that each run of words is from."""
        return {run: each.name for each in reversed(self.against) for text in each.texts for run in runs(text, self.n)}

    def judge(self, records: Records) -> Sequence[Dropped | None]:
        rows = (row for some in chunks(records) for row in some)
        met = (self.met(answers(row)[0].prompt_text) for row in rows)
        return [
            Dropped(row, f"prompt in {self.known[found]}", found) if found else None for row, found in enumerate(met)
        ]

    def met(self, text: str) -> str | None:
        """The first run of words of a text that is known."""
        return next((run for run in runs(text, self.n) if run in self.known), None)


def runs(text: str, n: int) -> Iterator[str]:
    """Every n words in a row; all words of a text that has fewer, and nothing of one that has none."""
    found = words(text)
    for start in range(max(1, len(found) - n + 1) if found else 0):
        yield " ".join(found[start : start + n])
