"""HH-RLHF labelled for two objectives: annotators who disagree because they want different things."""

from collections.abc import Iterator
from dataclasses import replace

from guerdon.feedback.fields import Row, label, text
from guerdon.feedback.formats.hh_rlhf import HHRLHF
from guerdon.types import Comparison


class HHObjectives(HHRLHF):
    """``prompt, chosen, rejected, objective, data_subset``: the objective is the annotator, the subset the source.

    ``chosen`` follows the label that the row's objective gives, which is not always the original one.

    Source: Poddar et al. 2024, "Personalizing RLHF with Variational Preference Learning" (arXiv 2408.10075).
    """

    name = "hh-objectives"
    columns = frozenset({"prompt", "chosen", "rejected", "objective", "data_subset"})

    def rows(self, row: Row) -> Iterator[Comparison]:
        for read in super().rows(row):
            yield replace(read, annotator=text(row, "objective"), source=label(row, "data_subset"), id="")
