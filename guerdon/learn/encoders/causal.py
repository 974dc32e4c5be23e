"""A causal language model that keeps its head: token states, and how probable it finds each token."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.learn.encoders.base import Encoded, States
from guerdon.learn.encoders.text import adapt
from guerdon.learn.encoders.tokenised import TokenEncoder, Tokenised
from guerdon.transformer import Passed, Tokens, load_language_model, packable, padded, shared, trunk, window
from guerdon.types import Example

REFERENCE_ROWS = 16
"""Examples of one pass of the reference."""


@dataclass(frozen=True)
class Read(Tokenised):
    """With what is known of the tokens of the response."""

    response: Int[Tensor, "_r"]
    """Which of the ids are the response's."""
    ends: Int[Tensor, "_r"]
    """Where each of these ends, as a character offset into the response."""
    reference: Float[Tensor, "_r"] | None = None
    """How probable the reference finds each token of the response."""


class CausalEncoder(TokenEncoder):
    """The states of a causal language model over a prompt and a response; the last one stands for the whole.

    With ``language`` it also says how probable the model finds each token of the response, with gradients, so that an
    objective can keep it a language model while a head learns a reward; with ``reference`` also how probable the model
    found it before any training. Under LoRA that is the same weights with the adapters off, else a frozen copy. With
    ``attention`` it says how much the last token looks at each of the response.
    """

    def __init__(
        self,
        name: str,
        max_tokens: int | None = None,
        lora: bool = False,
        language: bool = False,
        reference: bool = False,
        attention: bool = False,
        frozen: bool = False,
        dtype: torch.dtype = torch.float32,
        trust_remote_code: bool = False,
    ) -> None:
        """
        Args:
            name: a hub name or a folder.
            max_tokens: the longest input; the model's own limit, at most 2,048, when not given.
            lora: train low-rank adapters instead of the weights; needs ``peft``.
            language: whether the probabilities and entropies of tokens are computed.
            reference: whether those under the first weights are too; implies ``language``.
            attention: whether it is told where the last token looks, which a model that can be packed tells in passing.
            frozen: whether the model stays as it is, so that each text passes it once.
            dtype: of the weights.
            trust_remote_code: whether code that the model brings along may run.

        Raises:
            GuerdonError: the name cannot be loaded, or ``peft`` is missing.
        """
        super().__init__()
        self.source = name
        self.lora = lora
        self.language = language or reference
        self.frozen = frozen
        self.model: Any  # transformers' own types say too little
        self.tokenizer, self.model = load_language_model(name, dtype, trust_remote_code)
        self.tokens = Tokens(self.tokenizer, window(self.tokenizer, self.model.config, max_tokens), places=True)
        self.blocks = {"text": self.model.config.hidden_size}
        self.packs = packable(self.model.base_model)
        self.copies = [deepcopy(self.model).eval()] if reference and not lora else []  # a list hides it from training
        self.reference, self.attention = reference, attention
        if frozen:
            self.model.requires_grad_(False)
        if lora:
            self.model = adapt(self.model)

    def prepare(self, examples: Sequence[Example]) -> list[Read]:
        """Token ids of each example, truncated to the window, and what the reference says of them."""
        items = [
            Read(torch.tensor(row.ids), example, torch.tensor(row.response).long(), torch.tensor(row.ends).long())
            for row, example in zip(self.tokens.encode(examples), examples, strict=True)
        ]
        if not self.reference:
            return items
        starts = range(0, len(items), REFERENCE_ROWS)
        return [item for start in starts for item in self.referred(items[start : start + REFERENCE_ROWS])]

    @torch.no_grad()
    def referred(self, items: Sequence[Read]) -> list[Read]:
        """The same items with what the reference says of their tokens."""
        with self.before_training() as model:
            said = language(model, [text.states for text in self.passed(model, items)], items)[0]
        return [replace(item, reference=row.cpu()) for item, row in zip(items, said, strict=True)]

    @contextmanager
    def before_training(self) -> Iterator[Any]:
        """The model as it was: a copy, or the adapters switched off."""
        if self.copies:
            self.copies[0].to(self.device)
            yield self.copies[0]
            return
        training = self.model.training
        with self.model.disable_adapter():
            yield self.model.eval()
        self.model.train(training)

    def passed(self, model: Any, items: Sequence[Read], looks: bool = False) -> list[Passed]:
        """What a model says of each item: packed, what items have in common there once, where the model can."""
        ids = [item.ids for item in items]
        if self.packs:
            return shared.passed(trunk(model), ids, [item.example.prompt for item in items], self.device, looks)
        inputs = padded(ids, self.tokenizer.pad_token_id, self.device)
        rows = trunk(model)(**inputs, use_cache=False).last_hidden_state.float()
        looked = [layers[-1].mean(0)[-1] for layers in self.attentions(items)] if looks else [None] * len(ids)
        return [Passed(row[: len(text)], look) for row, text, look in zip(rows, ids, looked, strict=True)]

    def forward(self, items: Sequence[Read]) -> Encoded:
        texts = self.passed(self.model, items, self.attention)
        states = [text.states for text in texts]
        logprobs, entropies = language(self.model, states, items) if self.language else (None, None)
        reference = tuple(item.reference.to(self.device) for item in items if item.reference is not None)
        looks = [text.looks[item.response] for text, item in zip(texts, items, strict=True) if text.looks is not None]
        return Encoded(
            torch.stack([row[-1] for row in states]),
            self.blocks,
            tuple(item.example for item in items),
            States(
                tuple(row[item.response] for row, item in zip(states, items, strict=True)),
                tuple(item.ends for item in items),
                logprobs,
                entropies,
                reference or None,
                tuple(looks) or None,
            ),
        )

    def logits(self, items: Sequence[Read]) -> tuple[Float[Tensor, "_r vocabulary"], ...]:
        """What the model says of the token that comes next, before it reads each token of each response."""
        states = [text.states for text in self.passed(self.model, items)]
        return next_logits(self.model, states, items).split([len(item.response) for item in items])

    @torch.no_grad()
    def attentions(self, items: Sequence[Read]) -> tuple[Float[Tensor, "layers heads _t _t"], ...]:
        """How much each token of each text, prompt included, looks at each before it; every row sums to 1.

        Each text passes alone, by the plain attention that keeps these numbers: for reading, not for speed.
        ``item.response`` says which tokens are the response's.
        """
        inner = self.model.get_base_model() if self.lora else self.model
        before = inner.config._attn_implementation
        inner.set_attn_implementation("eager")
        try:
            said = [
                self.model(input_ids=item.ids[None].to(self.device), output_attentions=True).attentions
                for item in items
            ]
        finally:
            inner.set_attn_implementation(before)
        return tuple(torch.cat(layers) for layers in said)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        """Writes the language model, adapters folded in, and its tokenizer; the reference is for training alone."""
        model = deepcopy(self.model).merge_and_unload() if self.lora else self.model
        model.save_pretrained(folder)
        self.tokenizer.save_pretrained(folder)
        told = {"language": self.language, "attention": self.attention}
        return {"source": self.source, "max_tokens": self.tokens.max_tokens, **told}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "CausalEncoder":
        told = {"language": config["language"], "attention": config["attention"]}
        encoder = cls(str(folder), config["max_tokens"], **told)
        encoder.source = config["source"]
        return encoder


def language(
    model: Any, states: Sequence[Float[Tensor, "_t d"]], items: Sequence[Read]
) -> tuple[tuple[Float[Tensor, "_r"], ...], tuple[Float[Tensor, "_r"], ...]]:
    """Of each token of each response: its log-probability, and the entropy of the distribution it was drawn from.

    A token is drawn from what the model says at the token before it; the very first of a text has none and counts 0.
    """
    said = next_logits(model, states, items).log_softmax(-1)
    places = [item.response for item in items]
    ids = torch.cat([item.ids[place] for item, place in zip(items, places, strict=True)]).to(said.device)
    known = (torch.cat(places) > 0).to(said)
    logprobs = said.gather(1, ids[:, None])[:, 0] * known
    entropies = -(said.detach().exp() * said.detach()).sum(-1) * known
    sizes = [len(place) for place in places]
    return logprobs.split(sizes), entropies.split(sizes)


def next_logits(
    model: Any, states: Sequence[Float[Tensor, "_t d"]], items: Sequence[Read]
) -> Float[Tensor, "u vocabulary"]:
    """The logits that each token of each response is drawn from, those of all responses in one matrix."""
    before = [row[(item.response - 1).clamp_min(0)] for row, item in zip(states, items, strict=True)]
    return model.get_output_embeddings()(torch.cat(before)).float()
