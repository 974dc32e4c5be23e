"""What a reward scores: a prompt and a response."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from guerdon.types.content import content_hash


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a conversation, in the roles that chat templates know."""

    role: str
    content: str

    def __post_init__(self) -> None:
        for name, value in (("role", self.role), ("content", self.content)):
            if not isinstance(value, str):
                raise TypeError(f"a message's {name} is {type(value).__name__}, expected text")


Prompt = str | tuple[Message, ...]


@dataclass(frozen=True)
class Example:
    """A prompt and one response to it: what a reward scores.

    Two examples with the same prompt, response, context and media are the same to every reward, which is
    what ``identity`` says and what scoring removes duplicates by.
    """

    prompt: Prompt
    """Text, or the messages so far."""
    response: str
    """The text that is judged."""
    context: Mapping[str, Any] = field(default_factory=dict)
    """What a reward may condition on: passages, criterion, user, language. JSON values only."""
    reference: str | None = None
    """A right answer, where one is known."""
    steps: tuple[str, ...] = ()
    """The response cut into reasoning steps, where the data gives them; together they are the response."""
    media: tuple[Any, ...] = ()
    """Images, frames or a trajectory that belong to the example."""
    meta: Mapping[str, Any] = field(default_factory=dict)
    """Anything that no reward reads: generator, category, row of the source."""

    def __post_init__(self) -> None:
        if not isinstance(self.response, str):
            raise TypeError(f"an example's response is {type(self.response).__name__}, expected text")
        if isinstance(self.prompt, str):
            return
        turns = tuple(self.prompt) if isinstance(self.prompt, Sequence) else (self.prompt,)
        strange = [type(turn).__name__ for turn in turns if not isinstance(turn, Message)]
        if strange:
            raise TypeError(f"an example's prompt has {strange[0]} in it, expected text or messages")
        object.__setattr__(self, "prompt", turns)

    @cached_property
    def identity(self) -> str:
        """The content hash (32 hexadecimal digits) of all that a reward reads."""
        prompt = self.prompt if isinstance(self.prompt, str) else [[m.role, m.content] for m in self.prompt]
        media = [content_hash(item) for item in self.media]
        read = (prompt, self.response, self.reference, self.steps, sorted(self.context.items()), media)
        text = json.dumps(read, ensure_ascii=False, default=str)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]

    @property
    def messages(self) -> tuple[Message, ...]:
        """The whole conversation, the response as its last turn."""
        turns = (Message("user", self.prompt),) if isinstance(self.prompt, str) else self.prompt
        return (*turns, Message("assistant", self.response))

    @property
    def prompt_text(self) -> str:
        """The prompt as plain text: itself, or its turns with the speaker named wherever there are several."""
        if isinstance(self.prompt, str):
            return self.prompt
        if len(self.prompt) == 1:
            return self.prompt[0].content
        return "\n\n".join(f"{turn.role.capitalize()}: {turn.content}" for turn in self.prompt)
