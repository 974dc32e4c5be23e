"""RM-Bench: can a reward see a small error, and does it look past style?"""

from typing import ClassVar

from guerdon.bench.base import Benchmark
from guerdon.bench.contest import Contest, contests
from guerdon.bench.rules import PairAccuracy, StyleCells
from guerdon.feedback import load
from guerdon.papers import Paper

SECTIONS = {
    "alpacaeval": "chat",
    "chat": "chat",
    "bigcode": "code",
    "code": "code",
    "xstest": "safety",
    "refusals": "safety",
    "safety": "safety",
}
"""By how the name of a subset or domain begins; whatever else there is, is mathematics."""


class RMBench(Benchmark):
    """Three right and three wrong responses to each prompt, one of each in each of three styles, every pair compared.

    Strict: a tie is wrong. ``hard`` is where the wrong response looks better, ``normal`` where both look alike. The two
    files of safety are one section by rows, as in the official script.

    Source: Liu et al. 2024 (arXiv 2410.16184).
    """

    name = "rm-bench"
    paper = Paper(
        "liu2024rmbench", "RM-Bench: Benchmarking Reward Models of Language Models with Subtlety and Style",
        "Liu, Yantao and Yao, Zijun and Min, Rui and Cao, Yixin and Hou, Lei and Li, Juanzi", 2024,
        arxiv="2410.16184",
    )  # fmt: skip
    measures: ClassVar = {
        "accuracy": PairAccuracy(),
        "hard": StyleCells(-1),
        "normal": StyleCells(0),
        "easy": StyleCells(1),
    }
    counts: ClassVar = {"chat": 129, "code": 228, "math": 529, "safety": 441}

    def contests(self) -> list[Contest]:
        """Raises a FeedbackError where the data is neither at hand nor on the hub."""
        rows = load("rm-bench", whole=True).comparisons()
        return contests(rows, lambda row: (row.source, row.chosen.meta["row"]), lambda row: row.source or "unnamed")

    def section(self, subset: str) -> str:
        return next((section for start, section in SECTIONS.items() if subset.startswith(start)), "math")
