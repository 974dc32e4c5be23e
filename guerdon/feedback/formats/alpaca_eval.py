"""AlpacaEval: a model's answer against a baseline's, with the probability that the judge prefers it."""

from collections.abc import Iterator
from functools import cached_property
from typing import ClassVar

from guerdon.feedback.errors import FeedbackError, RowError
from guerdon.feedback.fields import Row, label, number, optional, text
from guerdon.feedback.filetype import read_file
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Example


class AlpacaEval(Format):
    """``instruction, output_2, preference``: the preference runs from 1 (the baseline's answer) to 2 (the model's).

    target = preference - 1, the probability that ``output_2``, the model's answer, is preferred; it is ``chosen``
    whether or not it wins. The baseline's answer is ``output_1`` or, where that is not in the file, the ``output``
    for the same instruction in the one file named ``baseline*`` beside it.

    Source: Dubois et al. 2024, "Length-Controlled AlpacaEval" (arXiv 2404.04475).
    """

    name = "alpaca-eval"
    columns = frozenset({"instruction", "output_2", "preference"})
    kind = Comparisons
    companion: ClassVar = "baseline*"

    def rows(self, row: Row) -> Iterator[Comparison]:
        instruction = text(row, "instruction")
        preference = number(row, "preference")
        if not 1 <= preference <= 2:
            raise RowError(f'"preference" is {preference}, expected 1 (baseline) to 2 (model)')
        yield Comparison(
            Example(instruction, text(row, "output_2"), meta=model(row, "generator_2")),
            Example(instruction, self.baseline(row, instruction), meta=model(row, "generator_1")),
            target=preference - 1,
            annotator=optional(label, row, "annotator"),
            source=optional(label, row, "dataset"),
            provenance="model",
        )

    def baseline(self, row: Row, instruction: str) -> str:
        """The answer that the model's is compared with."""
        if "output_1" in row:
            return text(row, "output_1")
        if instruction not in self.baselines:
            raise RowError('"instruction" is not in the baseline\'s file', "Get the baseline of the same evaluation.")
        return self.baselines[instruction]

    @cached_property
    def baselines(self) -> dict[str, str]:
        """The baseline's answer to each instruction."""
        files = self.companions()
        if len(files) != 1:
            found = ", ".join(file.name for file in files) or "none"
            raise FeedbackError(
                f"{self.path or 'the data'}: there is no output_1, so the baseline's answers must be in one file "
                f"baseline*.jsonl beside it; found {found}. Put that file there."
            )
        return {text(answer, "instruction"): text(answer, "output") for _, answer in read_file(files[0])}


def model(row: Row, column: str) -> dict[str, str]:
    name = optional(label, row, column)
    return {"model": name} if name else {}
