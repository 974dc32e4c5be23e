"""Contrast instructions: is a response right for its own instruction alone?"""

from collections.abc import Iterable
from dataclasses import replace
from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest
from guerdon.bench.rules import PairAccuracy
from guerdon.feedback import load
from guerdon.papers import Paper
from guerdon.types import Comparison

RESPONSES, INSTRUCTIONS = "responses", "instructions"


class ContrastInstructions(Benchmark):
    """The right response against that of a like instruction, and the right instruction against the like one.

    C_res: r(I1, R1) > r(I1, R2), the section ``responses``; C_ins: r(I1, R1) > r(I2, R1), ``instructions``. Strict, a
    tie is wrong; beside it with half a point for ties. The released code computes the first alone. Of a reward that
    compares pairs the second asks across prompts, which few such rewards are made for. Read the tasks one by one:
    summaries are told by the words that they share with their text, translations share none. In 16 of the 36 rows of
    summaries one response is right for both instructions: a tie, which no reward can win. The set of questions and
    answers of the paper (1,188 rows) is not among the files here.

    Source: Shen et al. 2023, "The Trickle-down Impact of Reward (In-)consistency on RLHF" (arXiv 2309.16155).
    """

    name = "contrast-instructions"
    paper = Paper(
        "shen2023trickle", "The Trickle-down Impact of Reward (In-)consistency on RLHF",
        "Shen, Lingfeng and Chen, Sihao and Song, Linfeng and others", 2023, arxiv="2309.16155",
    )  # fmt: skip
    measures: ClassVar = {"consistency": PairAccuracy(), "ties a half": PairAccuracy(0.5)}
    counts: ClassVar = {RESPONSES: 2_125, INSTRUCTIONS: 2_125}

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is not at hand."""
        return contrasts(load("contrast-instructions", whole=True).comparisons())

    def section(self, subset: str) -> str:
        return subset.partition(", ")[0]


def contrasts(rows: Iterable[Comparison]) -> list[Contest]:
    """Two contests of each row: its right response against the other one, and against itself under the other instruction.

    Args:
        rows: whose chosen responses have the other instruction in their meta, ``instead``.
    """
    found = []
    for row in rows:
        right = row.chosen
        elsewhere = replace(right, prompt=right.meta["instead"])
        for kind, wrong in ((RESPONSES, row.rejected), (INSTRUCTIONS, elsewhere)):
            found.append(Contest((right,), (wrong,), f"{kind}, {row.source}"))
    return found
