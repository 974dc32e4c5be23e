"""Preferences in the columns that TRL users have, with the prompt in a column of its own."""

from collections.abc import Iterator
from typing import ClassVar

from guerdon.feedback.chat import conversation, response
from guerdon.feedback.columns import comparison
from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row
from guerdon.feedback.format import Format
from guerdon.records import Comparisons
from guerdon.types import Comparison, Message, Prompt


class Preference(Format):
    """``prompt, chosen, rejected``: text or chat messages, and any of guerdon's optional columns.

    Chat answers may repeat the prompt's messages at their start; the repetition is cut.
    """

    name = "preference"
    columns = frozenset({"prompt", "chosen", "rejected"})
    kind = Comparisons
    id_column: ClassVar = "id"

    def rows(self, row: Row) -> Iterator[Comparison]:
        prompt = conversation(row, "prompt")
        yield comparison(row, prompt, answer(row, "chosen", prompt), answer(row, "rejected", prompt))


def answer(row: Row, column: str, prompt: Prompt) -> str:
    said = conversation(row, column)
    if isinstance(said, str):
        return said
    asked = (Message("user", prompt),) if isinstance(prompt, str) else prompt
    turns = said[len(asked) :] if said[: len(asked)] == asked else said
    if turns and turns[0].role != "assistant":
        raise RowError(f'"{column}" begins with a turn of the {turns[0].role} that is not in "prompt"')
    return response(turns)
