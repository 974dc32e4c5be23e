"""RewardBench: pairs of a better and a worse response in 23 subsets."""

from collections.abc import Iterator
from typing import ClassVar

from guerdon.feedback.fields import Row, label, optional, text
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example


class RewardBench(Format):
    """``prompt, chosen, rejected, chosen_model, rejected_model, subset``: the subset is the source.

    Source: Lambert et al. 2024, "RewardBench: Evaluating Reward Models for Language Modeling" (arXiv 2403.13787).
    """

    name = "reward-bench"
    columns = frozenset({"prompt", "chosen", "rejected", "chosen_model", "rejected_model", "subset"})
    kind = Comparisons
    id_column: ClassVar = "id"

    def rows(self, row: Row) -> Iterator[Comparison]:
        chosen, rejected = (
            Example(text(row, "prompt"), text(row, side), meta={"model": text(row, f"{side}_model")})
            for side in ("chosen", "rejected")
        )
        yield Comparison(chosen, rejected, source=text(row, "subset"), id=optional(label, row, "id") or "")
