"""UltraFeedback: several completions of an instruction, each rated by GPT-4 on four aspects and overall."""

import math
from collections.abc import Iterator
from typing import Any

from guerdon.feedback.fields import Row, entries, items, label, number, optional, text
from guerdon.feedback.format import Format, Skip
from guerdon.records import Ratings
from guerdon.types import Example, Rating


class UltraFeedback(Format):
    """``instruction, completions``: a rating of each completion, named after the aspects and ``overall``.

    An aspect without a number ("N/A") is left out; a completion without any number is counted as dropped. Upstream's
    ``overall_score`` is known to hold some 10s that its own critiques speak of as 1s; the aspects are safer.

    Source: Cui et al. 2023, "UltraFeedback: Boosting Language Models with Scaled AI Feedback" (arXiv 2310.01377).
    """

    name = "ultrafeedback"
    columns = frozenset({"instruction", "completions"})
    kind = Ratings

    def rows(self, row: Row) -> Iterator[Rating | Skip]:
        instruction = text(row, "instruction")
        for completion in items(row, "completions"):
            one = {"completions": completion}
            model = optional(label, one, "completions", "model")
            example = Example(instruction, text(one, "completions", "response"), meta={"model": model} if model else {})
            values = scores(one)
            source = optional(label, row, "source")
            yield Rating(example, values, source=source, provenance="model") if values else Skip("unrated")


def scores(one: Row) -> dict[str, float]:
    """The numbers that a completion was given, by aspect."""
    aspects = optional(entries, one, "completions", "annotations") or {}
    given: dict[str, Any] = {name: latest(said).get("Rating") for name, said in aspects.items()}
    given["overall"] = entries(one, "completions").get("overall_score")
    return {name: number(given, name) for name, value in given.items() if not unrated(value)}


def unrated(value: Any) -> bool:
    """Whether upstream says that there is no number: in text, as null, or as nan."""
    return value in (None, "", "N/A") or (isinstance(value, float) and math.isnan(value))


def latest(said: Any) -> Row:
    """An aspect's annotation, which older files keep in a list."""
    annotation = said[-1] if isinstance(said, list) and said else said
    return annotation if isinstance(annotation, dict) else {}
