"""Whether the reward was trained on what it is judged by."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, Self

import numpy as np
from jaxtyping import Float
from matplotlib.axes import Axes

from guerdon.audit.base import Finding, Judged, Unmeasured
from guerdon.audit.drawing import forest, mark
from guerdon.audit.findings.accuracy import share
from guerdon.audit.thresholds import LEAKED, SMALL_SLICE
from guerdon.duplicates import Corpus
from guerdon.statistics import Estimate


@dataclass(frozen=True)
class Leakage(Finding):
    """The share of the comparisons whose prompt or answers occur in the training data, exactly or nearly.

    A comparison leaks where its prompt is a near duplicate of a training prompt, or both of its answers are near
    duplicates of training answers. Answers that many prompts share, such as refusals, therefore count only in twos.
    """

    title: ClassVar = "Has it seen these before?"
    place: ClassVar = 80
    rule: ClassVar = f"A concern from {LEAKED:.0%} of the comparisons on."

    prompts: Estimate
    """The share of the comparisons whose prompt has the words of a training prompt."""
    near_prompts: Estimate
    """The same, near duplicates included."""
    answers: Estimate
    """The share of the comparisons both of whose answers have the words of training answers."""
    near_answers: Estimate
    leaked: Estimate
    clean_accuracy: Estimate | None
    """Accuracy on the comparisons that do not leak; None where they are too few."""
    leaked_accuracy: Estimate | None

    @classmethod
    def measure(cls, judged: Judged) -> Self | Unmeasured:
        if judged.train is None:
            return Unmeasured(
                "the training data were not given (--train)", unknown="whether it saw these comparisons in training"
            )
        train, groups = list(judged.train), judged.prompts
        prompts = Corpus(row.chosen.prompt_text for row in train)
        answers = Corpus(side.response for row in train for side in (row.chosen, row.rejected))
        same_prompts, near_prompts = found(prompts, [(row.chosen.prompt_text,) for row in judged.rows])
        same_answers, near_answers = found(answers, [(a.response, b.response) for a, b in judged.pairs])
        leaked = np.maximum(near_prompts, near_answers)

        def accuracy(where: np.ndarray) -> Estimate | None:
            rows = np.flatnonzero(where & judged.decided)
            enough = len(rows) >= SMALL_SLICE
            return share(judged.correct[rows], [groups[row] for row in rows]) if enough else None

        return cls(
            share(same_prompts, groups),
            share(near_prompts, groups),
            share(same_answers, groups),
            share(near_answers, groups),
            share(leaked, groups),
            accuracy(leaked == 0),
            accuracy(leaked == 1),
        )

    def estimates(self) -> dict[str, Estimate]:
        found = {
            "leaked": self.leaked,
            "same_prompt": self.prompts,
            "near_prompt": self.near_prompts,
            "same_answers": self.answers,
            "near_answers": self.near_answers,
            "accuracy_clean": self.clean_accuracy,
            "accuracy_leaked": self.leaked_accuracy,
        }
        return {name: each for name, each in found.items() if each is not None}

    def sentence(self) -> str:
        if not self.leaked.value:
            return f"None of the {self.leaked.n:,} comparisons occurs in the training data."
        said = f"{self.leaked.value:.1%} of the comparisons occur in the training data, exactly or nearly"
        if not (self.clean_accuracy and self.leaked_accuracy):
            return f"{said}."
        return f"{said}; it is right in {self.leaked_accuracy.value:.1%} of those and in {self.clean_accuracy.value:.1%} of the others."

    def concern(self) -> str | None:
        if self.leaked.value < LEAKED:
            return None
        return "to do as well on new prompts, because it saw some of these in training"

    def size(self) -> tuple[float, float]:
        return (6.4, 2.0)

    def draw(self, axes: Axes) -> None:
        rows = {
            "same prompt": self.prompts,
            "same or near prompt": self.near_prompts,
            "same answers": self.answers,
            "same or near answers": self.near_answers,
        }
        forest(axes, rows.items())
        mark(axes, LEAKED, "limit")
        axes.set_xlim(left=-0.002)
        axes.set_xlabel("share of the comparisons found in the training data")


def found(corpus: Corpus, rows: Sequence[tuple[str, ...]]) -> tuple[Float[np.ndarray, "n"], Float[np.ndarray, "n"]]:
    """1 for each row all of whose texts the corpus holds, and 1 for each whose texts all resemble one of it; else 0."""
    matches = {text: corpus.match(text) for row in rows for text in row}
    same = [all(matches[text] == "same" for text in row) for row in rows]
    near = [all(matches[text] for text in row) for row in rows]
    return np.array(same, dtype=float), np.array(near, dtype=float)
