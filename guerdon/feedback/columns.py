"""guerdon's own optional columns, which any table may have beside the ones that carry the feedback."""

from typing import Any

from guerdon.feedback.fields import Row, label, notes, number, optional, text, texts
from guerdon.types import Comparison, Example, Prompt


def about_label(row: Row) -> dict[str, Any]:
    """Who made a label, where it is from and what it weighs: the fields that all kinds of feedback have."""
    weight = optional(number, row, "weight")
    return {
        "annotator": optional(label, row, "annotator"),
        "source": optional(label, row, "source"),
        "provenance": optional(text, row, "provenance") or "human",
        "weight": 1.0 if weight is None else weight,
        "id": optional(label, row, "id") or "",
    }


def about_example(row: Row) -> dict[str, Any]:
    """What belongs to the prompt: context and reference."""
    return {"context": notes(row, "context"), "reference": optional(text, row, "reference")}


def steps(row: Row, column: str) -> tuple[str, ...]:
    """The reasoning steps of a response, where the row has them."""
    return optional(texts, row, column) or ()


def comparison(row: Row, prompt: Prompt, chosen: str, rejected: str) -> Comparison:
    """A comparison of two responses with whatever of guerdon's columns the row has."""
    about = about_example(row)
    probability = optional(number, row, "probability")
    return Comparison(
        Example(prompt, chosen, **about, steps=steps(row, "chosen_steps"), meta=notes(row, "chosen_meta")),
        Example(prompt, rejected, **about, steps=steps(row, "rejected_steps"), meta=notes(row, "rejected_meta")),
        target=1.0 if probability is None else probability,
        strength=optional(number, row, "strength"),
        margin=optional(number, row, "margin"),
        agreement=optional(number, row, "agreement"),
        **about_label(row),
    )
