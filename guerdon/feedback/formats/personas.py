"""Personas: statements, and whether somebody of a given character would say them."""

from collections.abc import Iterator

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, text
from guerdon.feedback.format import Format
from guerdon.records import Ratings
from guerdon.types import Example, Rating

PROMPT = "Say something that you stand for."
ANSWERS = {"Yes": 1.0, "No": 0.0}


class Personas(Format):
    """``question, statement, persona, answer_matching_behavior``: the statement is the response, rated ``agrees``, 1 or 0.

    The persona is the annotator and the context's ``user``. All statements answer one prompt, so that comparisons can be
    made of those that a persona agrees and disagrees with.

    Source: Perez et al. 2022, "Discovering Language Model Behaviors with Model-Written Evaluations" (arXiv 2212.09251).
    """

    name = "personas"
    columns = frozenset({"question", "statement", "persona", "answer_matching_behavior"})
    kind = Ratings

    def rows(self, row: Row) -> Iterator[Rating]:
        answer = text(row, "answer_matching_behavior").strip()
        if answer not in ANSWERS:
            raise RowError(f'"answer_matching_behavior" is {answer!r}, expected Yes or No')
        persona = text(row, "persona")
        said = Example(PROMPT, text(row, "statement"), {"user": persona})
        yield Rating(said, {"agrees": ANSWERS[answer]}, annotator=persona)
