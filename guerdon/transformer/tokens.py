"""From examples to token ids, with nothing cut that could be kept and every cut counted."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from guerdon.errors import GuerdonError
from guerdon.types import Example, Message, Prompt

STAND_IN = "(a response)"
PROMPT_SHARE = 0.25
"""How much of the window the end of the prompt may claim when the response alone would fill it."""


@dataclass(frozen=True)
class Cut:
    """What truncation removed."""

    examples: int = 0
    prompt_tokens: int = 0
    response_tokens: int = 0

    def __add__(self, other: "Cut") -> "Cut":
        return Cut(
            self.examples + other.examples,
            self.prompt_tokens + other.prompt_tokens,
            self.response_tokens + other.response_tokens,
        )

    def __str__(self) -> str:
        if not self.examples:
            return "nothing cut"
        return f"{self.examples:,} texts cut: {self.prompt_tokens:,} tokens of prompts, {self.response_tokens:,} of responses"


def window(tokenizer: Any, config: Any, asked: int | None) -> int:
    """The longest input: what is asked for, or else what the model takes, at most 2,048 tokens.

    Raises:
        GuerdonError: more is asked for than the model has positions.
    """
    limit = min(tokenizer.model_max_length, getattr(config, "max_position_embeddings", None) or 2**31)
    if asked and asked > limit:
        raise GuerdonError(f"max_tokens is {asked:,}, the model reads no more than {limit:,}: lower it")
    return asked or min(limit, 2048)


@dataclass(frozen=True)
class TokenIds:
    """One example as a model reads it."""

    ids: list[int]
    types: list[int] | None
    """Which of a pair of texts each token is from, for models that ask."""
    response: tuple[int, ...] = ()
    """Which of the ids are the response's, where that was asked for."""
    ends: tuple[int, ...] = ()
    """Where each of these ends, as a character offset into the response."""


@dataclass
class Tokens:
    """Token ids of a prompt and a response: through the chat template where the tokenizer has one, else as a pair.

    An example that is too long loses the start of its prompt first, whole turns before parts of one. Only a response
    that leaves no room for the last quarter of the window loses its end.
    """

    tokenizer: Any
    """Of transformers, with offsets."""
    max_tokens: int
    places: bool = False
    """Whether to say which tokens are the response's."""
    role: str = "assistant"
    """Who says the response, for chat templates."""
    cuts: dict[str, Cut] = field(default_factory=dict)
    """What was removed of each example, by its identity: an example that is read again counts once."""

    @property
    def cut(self) -> Cut:
        """What was removed of all examples so far."""
        return sum(self.cuts.values(), Cut())

    def encode(self, examples: Sequence[Example]) -> list[TokenIds]:
        """Each example within the window."""
        encoded = self.read(examples) if examples else []
        return [
            self.shorten(example) if len(row.ids) > self.max_tokens else row
            for row, example in zip(encoded, examples, strict=True)
        ]

    def read(self, examples: Sequence[Example]) -> list[TokenIds]:
        """Each example, whatever its length."""
        options = {"verbose": False, "return_offsets_mapping": self.places}
        responses = [example.response for example in examples]
        if self.tokenizer.chat_template:
            texts = [self.tokenizer.apply_chat_template(self.turns(example), tokenize=False) for example in examples]
            batch = self.tokenizer(texts, add_special_tokens=False, **options)
            after = self.after(examples[0]) if self.places else ""
            begins = [begin(*each, after) if self.places else 0 for each in zip(texts, responses, strict=True)]
        else:
            batch = self.tokenizer([example.prompt_text for example in examples], responses, **options)
            begins = [0] * len(examples)
        ids = batch["input_ids"]
        types = batch.get("token_type_ids") or [None] * len(ids)
        at = [self.place(batch, row, *span) for row, span in enumerate(zip(begins, responses, strict=True))]
        return [TokenIds(*columns) for columns in zip(ids, types, *zip(*at, strict=True), strict=True)]

    def after(self, example: Example) -> str:
        """What the chat template writes after a response."""
        turns = self.turns(replace(example, response=STAND_IN))
        return self.tokenizer.apply_chat_template(turns, tokenize=False).rpartition(STAND_IN)[2]

    def turns(self, example: Example) -> list[dict[str, str]]:
        """The conversation as chat templates take it."""
        said = [{"role": turn.role, "content": turn.content} for turn in example.messages]
        return [*said[:-1], {"role": self.role, "content": example.response}]

    def place(self, batch: Any, row: int, begin: int, response: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
        """Which tokens of a row are the response's, and where in it they end; its text begins at ``begin``."""
        if not self.places:
            return (), ()
        blank = len(response) - len(response.lstrip()) if self.tokenizer.chat_template else 0
        last = begin + len(response.strip()) if self.tokenizer.chat_template else len(response)
        second = None if self.tokenizer.chat_template else batch.sequence_ids(row)
        spans = enumerate(batch["offset_mapping"][row])
        inside = [
            (token, end - begin + blank)
            for token, (start, end) in spans
            if begin <= start < end <= last and (second is None or second[token] == 1)
        ]
        return tuple(token for token, _ in inside), tuple(end for _, end in inside)

    def shorten(self, example: Example) -> TokenIds:
        """An example that is cut so that it fits the window."""
        prompt, response = self.size(example.prompt), self.count(example.response)
        room = self.max_tokens
        while room > 0:
            keep_prompt = min(prompt, max(room - response, int(room * PROMPT_SHARE)))
            text = self.head(example.response, min(response, room - keep_prompt))
            kept = replace(example, prompt=self.tail(example.prompt, keep_prompt), response=text)
            [encoded] = self.read([kept])
            length = len(encoded.ids)
            if length <= self.max_tokens:
                self.cuts[example.identity] = Cut(1, prompt - self.size(kept.prompt), response - self.count(text))
                return encoded
            room = min(room - 1, room * self.max_tokens // length)  # each turn that goes takes its own marks with it
        raise GuerdonError(f"a window of {self.max_tokens} tokens has no room beside the template's own tokens")

    def size(self, prompt: Prompt) -> int:
        """The tokens of a prompt, or of what is said in its turns."""
        return self.count(prompt) if isinstance(prompt, str) else sum(self.count(turn.content) for turn in prompt)

    def count(self, text: str) -> int:
        return len(self.offsets(text))

    def offsets(self, text: str) -> list[tuple[int, int]]:
        return offsets(self.tokenizer, text)

    def head(self, text: str, tokens: int) -> str:
        """The first tokens of a text, as text."""
        offsets = self.offsets(text)
        return text if tokens >= len(offsets) else text[: offsets[tokens][0]] if tokens > 0 else ""

    def tail(self, prompt: Prompt, tokens: int) -> Prompt:
        """The last tokens of a prompt: of its text, or of its turns."""
        if isinstance(prompt, str):
            offsets = self.offsets(prompt)
            return prompt if tokens >= len(offsets) else prompt[offsets[-tokens][0] :] if tokens > 0 else ""
        kept: list[Message] = []
        for turn in reversed(prompt):
            if tokens <= 0:
                break
            size = self.count(turn.content)
            kept.insert(0, turn if size <= tokens else replace(turn, content=str(self.tail(turn.content, tokens))))
            tokens -= size
        asked = [place for place, turn in enumerate(kept) if turn.role != "assistant"]
        return tuple(kept[asked[0] :] if asked else kept)  # templates want a conversation to begin with its user


def begin(text: str, response: str, after: str) -> int:
    """Where a response begins in a conversation that a template has written, which may strip it, and ``after`` behind it.

    Raises:
        GuerdonError: the template has changed the response otherwise.
    """
    said = response.strip()
    body = text.removesuffix(after).rstrip()
    place = len(body) - len(said) if body.endswith(said) else text.rfind(said)
    if place < 0:
        raise GuerdonError(
            f"the chat template rewrites the response {said[:40]!r}, so that nothing can be said of its tokens: give the "
            "tokenizer a template that keeps responses as they are"
        )
    return place


@lru_cache(maxsize=256)
def offsets(tokenizer: Any, text: str) -> list[tuple[int, int]]:
    """Where each token of a text begins and ends; kept a while, for a long prompt is cut for each of its responses."""
    return tokenizer(text, add_special_tokens=False, return_offsets_mapping=True, verbose=False)["offset_mapping"]
