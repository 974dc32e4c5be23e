"""Conversations: messages from a row, transcripts into messages, and where two conversations part."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from typing import Any

from guerdon.feedback.errors import RowError
from guerdon.feedback.fields import Row, find, printable, unexpected
from guerdon.types import Message, Prompt

Messages = tuple[Message, ...]
SPEAKER = re.compile(r"(?:\A|\n\n)(Human|Assistant):")
EITHER = "text or chat messages"
ROLES = {"Human": "user", "Assistant": "assistant"}


def conversation(row: Row, *path: str) -> Prompt:
    """The text or the chat messages at a path."""
    value = find(row, path)
    if isinstance(value, str):
        return printable(value, path)
    if isinstance(value, list | tuple):
        return messages(value, path)
    if isinstance(value, int | float) and not isinstance(value, bool):
        raise unexpected(path, value, EITHER, "If the file holds ratings, use --format ratings.")
    raise unexpected(path, value, EITHER)


def messages(turns: Sequence[Any], path: tuple[str, ...]) -> Messages:
    """Chat messages from a list of objects with ``role`` and ``content``."""
    for place, turn in enumerate(turns, 1):
        if not isinstance(turn, dict) or not all(isinstance(turn.get(key), str) for key in ("role", "content")):
            raise RowError(f'message {place} of "{".".join(path)}" has no "role" and "content" in text')
        printable(turn["content"], path)
    return tuple(Message(turn["role"], turn["content"]) for turn in turns)


def transcript(row: Row, *path: str) -> Messages:
    r"""The messages of a transcript that marks each turn by ``\n\nHuman:`` or ``\n\nAssistant:``."""
    value = find(row, path)
    if not isinstance(value, str):
        raise unexpected(path, value, "a transcript")
    before, *pieces = SPEAKER.split(printable(value, path))
    if before.strip() or not pieces:
        raise RowError(f'"{".".join(path)}" is no transcript: it does not begin with "Human:" or "Assistant:"')
    turns = zip(pieces[::2], pieces[1::2], strict=True)
    return tuple(Message(ROLES[speaker], said.strip()) for speaker, said in turns)


def part(first: Messages, second: Messages) -> tuple[Messages, str, str]:
    """The prompt that two conversations share, and the response of each.

    They part at the last answer of the assistant before which both are the same. A conversation that goes on after
    it keeps the rest in its response, as a transcript. Where no answer has a shared past, the prompt is empty.
    """
    shared = agreement(first, second)
    answers = [
        place
        for place in range(min(shared + 1, len(first), len(second)))
        if first[place].role == second[place].role == "assistant"
    ]
    cut = answers[-1] if answers else 0
    return first[:cut], response(first[cut:]), response(second[cut:])


def response(turns: Messages) -> str:
    """The turns of a response as one text: the first answer as it is, what follows with its speakers named."""
    if not turns:
        return ""
    opening = turns[0].content if turns[0].role == "assistant" else f"{turns[0].role.capitalize()}: {turns[0].content}"
    return "\n\n".join([opening, *(f"{turn.role.capitalize()}: {turn.content}" for turn in turns[1:])])


def part_text(first: str, second: str) -> tuple[str, str, str]:
    """The prompt that two texts share and the rest of each: the longest common beginning, cut between words.

    The space before the parting belongs to the rests, so that prompt and rest together are always the text.
    """
    cut = agreement(first, second)
    if any(text[cut - 1 : cut].isalnum() and text[cut : cut + 1].isalnum() for text in (first, second)):
        while cut and first[cut - 1].isalnum():
            cut -= 1
    while cut and first[cut - 1] == " ":
        cut -= 1
    return first[:cut], first[cut:], second[cut:]


def agreement(first: Sequence[Any], second: Sequence[Any]) -> int:
    """How many items two sequences have in common at their start."""
    both = range(min(len(first), len(second)))
    return bisect_left(both, True, key=lambda last: first[: last + 1] != second[: last + 1])
