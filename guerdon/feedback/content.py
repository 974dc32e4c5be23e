"""What a piece of feedback says, whichever kind it is: its answers, its key, and what is wrong with it."""

from dataclasses import replace
from functools import singledispatch
from hashlib import blake2b
from typing import Any

from guerdon.feedback.format import Feedback
from guerdon.types import Comparison, Example, Message, Ranking, Rating


@singledispatch
def answers(feedback: Any) -> tuple[Example, ...]:
    """The examples that a piece of feedback is about."""
    raise TypeError(f"{type(feedback).__name__} is no kind of feedback")


@answers.register
def _(feedback: Comparison) -> tuple[Example, ...]:
    return feedback.chosen, feedback.rejected


@answers.register
def _(feedback: Rating) -> tuple[Example, ...]:
    return (feedback.example,)


@answers.register
def _(feedback: Ranking) -> tuple[Example, ...]:
    return feedback.examples


@singledispatch
def labels(feedback: Any) -> list[Any]:
    """What is said of each of the ``answers``."""
    raise TypeError(f"{type(feedback).__name__} is no kind of feedback")


@labels.register
def _(feedback: Comparison) -> list[Any]:
    # Rounded, so that a comparison and its mirror image say exactly the same.
    return [round(feedback.target, 9), round(1 - feedback.target, 9)]


@labels.register
def _(feedback: Rating) -> list[Any]:
    return [sorted(feedback.values.items())]


@labels.register
def _(feedback: Ranking) -> list[Any]:
    return list(feedback.ranks)


def fault(feedback: Feedback) -> str | None:
    """Why nothing can be learned from a piece of feedback, where that is so."""
    texts = [example.response for example in answers(feedback)]
    if not all(text.strip() for text in (answers(feedback)[0].prompt_text, *texts)):
        return "empty"
    return "identical answers" if len(texts) > 1 and len(set(texts)) == 1 else None


def question(feedback: Feedback) -> int:
    """A 64-bit key that two pieces of feedback share when they have the same prompt."""
    prompt = answers(feedback)[0].prompt
    turns = [prompt] if isinstance(prompt, str) else [text for turn in prompt for text in (turn.role, turn.content)]
    return digest("\x1f".join(turns))


def statement(feedback: Feedback) -> int:
    """A 64-bit key that two pieces of feedback share when they say the same of the same answers.

    The order of the answers does not matter. Meta does: two cells of a benchmark that happen to have the same texts
    are two statements.
    """
    said = zip(answers(feedback), labels(feedback), strict=True)
    sides = sorted(f"{example.response}\x1f{label}\x1f{example.meta}\x1f{example.context}" for example, label in said)
    return digest("\x1e".join([*sides, str(question(feedback)), str(feedback.annotator)]))


def digest(text: str) -> int:
    """64 bits of a hash."""
    return int.from_bytes(blake2b(text.encode("utf-8", "replace"), digest_size=8).digest(), "big")


@singledispatch
def as_chat(feedback: Any) -> Any:
    """The same feedback with its text prompt as the first message of a chat."""
    raise TypeError(f"{type(feedback).__name__} is no kind of feedback")


@as_chat.register
def _(feedback: Comparison) -> Comparison:
    return replace(feedback, chosen=said_in_chat(feedback.chosen), rejected=said_in_chat(feedback.rejected))


@as_chat.register
def _(feedback: Rating) -> Rating:
    return replace(feedback, example=said_in_chat(feedback.example))


@as_chat.register
def _(feedback: Ranking) -> Ranking:
    return replace(feedback, examples=tuple(said_in_chat(example) for example in feedback.examples))


def said_in_chat(example: Example) -> Example:
    if not isinstance(example.prompt, str):
        return example
    return replace(example, prompt=(Message("user", example.prompt),))
