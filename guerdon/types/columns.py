"""Examples from the columns of trainers."""

import json
from collections.abc import Mapping
from typing import Any

from guerdon.types.examples import Example, Message, Prompt


def as_example(prompt: Any, completion: Any, context: Any = None, reference: str | None = None) -> Example:
    """A prompt and a completion as TRL's trainers pass them.

    Args:
        prompt: text, or chat messages as role and content.
        completion: the same.
        context: a mapping, or the JSON text of one.
        reference: a right answer.

    Raises:
        ValueError: the context is neither.
    """
    return Example(_prompt(prompt), _response(completion), _context(context), reference)


def _prompt(prompt: Any) -> Prompt:
    return prompt if isinstance(prompt, str) else tuple(Message(turn["role"], turn["content"]) for turn in prompt)


def _context(context: Any) -> Mapping[str, Any]:
    try:
        found = json.loads(context) if isinstance(context, str) else context or {}
    except json.JSONDecodeError:
        found = None
    if isinstance(found, Mapping):
        return found
    raise ValueError(
        f'a "context" is {str(context)[:40]!r}, expected a mapping or the JSON text of one: '
        "rename the column if the reward is not meant to read it"
    )


def _response(completion: Any) -> str:
    return completion if isinstance(completion, str) else completion[-1]["content"]
