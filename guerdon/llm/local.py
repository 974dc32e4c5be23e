"""A language model of transformers in this process."""

import json
from collections.abc import Iterator, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from jinja2 import TemplateError
from torch import Tensor
from transformers import GenerationConfig, LogitsProcessor, LogitsProcessorList, StoppingCriteria, StoppingCriteriaList
from transformers.generation.logits_process import TemperatureLogitsWarper, TopPLogitsWarper

from guerdon.budget import Budget
from guerdon.errors import GuerdonError
from guerdon.llm.base import GREEDY, Choice, Continuation, LanguageModel, Likelihood, Reply, Request, Sampling
from guerdon.transformer import (
    Cut,
    Tokens,
    load_language_model,
    of_like_length,
    packable,
    padded,
    shared,
    trunk,
    window,
)
from guerdon.transformer.tokens import TokenIds
from guerdon.types import Example, Message

PASS = {"cpu": 8_192, "cuda": 262_144}
"""Tokens, written ones included, of the answers that are drawn together."""
ROWS = 64
"""Continuations that are read together."""


class Local(LanguageModel):
    """A causal language model and its tokenizer.

    Several answers to one request read it once, and so do several continuations of one conversation. A sample depends
    on the seed, the request and its number alone, not on what is asked beside it.
    """

    def __init__(
        self,
        name: str,
        max_tokens: int | None = None,
        dtype: torch.dtype | None = None,
        trust_remote_code: bool = False,
        budget: Budget | None = None,
    ) -> None:
        """
        Args:
            name: a hub name or a folder.
            max_tokens: the longest conversation, answers included; the model's own limit, at most 2,048, when not given.
            dtype: of the weights; that of its file on a GPU, full precision elsewhere, when not given.
            trust_remote_code: whether code that the model brings along may run.
            budget: what answers are counted in.

        Raises:
            GuerdonError: the name cannot be loaded as a causal language model.
        """
        super().__init__(budget)
        self.device = torch.device("cuda" if torch.cuda.is_available() else "cpu")
        self.source, self.trusted = name, trust_remote_code
        kept = dtype or (torch.float32 if self.device.type == "cpu" else torch.bfloat16)
        self.tokenizer, self.model = load_language_model(name, kept, trust_remote_code)
        self.model.to(self.device).eval()
        self.limit = window(self.tokenizer, self.model.config, max_tokens)
        self.packs = packable(trunk(self.model))
        self.readers: dict[str, Tokens] = {}

    @property
    def name(self) -> str:
        return f"local:{self.source}"

    def identity(self) -> dict[str, Any]:
        """The name; for a folder also its files, for a model that was trained again is another one."""
        folder = Path(self.source)
        files = sorted(folder.glob("*")) if folder.is_dir() else []
        seen = [[file.name, file.stat().st_size, file.stat().st_mtime_ns] for file in files]
        return {"model": self.name, "files": seen, "window": self.limit}

    @property
    def cut(self) -> Cut:
        """What was left out of conversations that were too long to be read with what continues them."""
        return sum((reader.cut for reader in self.readers.values()), Cut())

    def pack(self, folder: Path) -> Mapping[str, Any]:
        """The name; the weights too where it is a folder of this machine."""
        if Path(self.source).is_dir():
            self.model.save_pretrained(folder)
            self.tokenizer.save_pretrained(folder)
        return {"source": self.source, "max_tokens": self.limit}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Local":
        there = (folder / "config.json").exists()
        return cls(str(folder) if there else config["source"], config["max_tokens"])

    def stream(self, requests: Sequence[Request], sampling: Sampling = GREEDY) -> Iterator[tuple[int, Reply]]:
        ids = [self.prompt_ids(request.messages) for request in requests]
        lengths = [len(row) for row in ids]
        long = [row for row, length in enumerate(lengths) if length + sampling.max_tokens > self.limit]
        for row in long:
            yield row, Reply(error=self.too_long(lengths[row], sampling.max_tokens))
        left = [row for row in range(len(requests)) if row not in set(long)]
        costs = [sampling.n * (lengths[row] + sampling.max_tokens) for row in left]
        for run in of_like_length(costs, max([PASS[self.device.type], *costs])):
            rows = [left[place] for place in run]
            reserved = [self.reserve(lengths[row], sampling) for row in rows]
            replies = self.drawn([ids[row] for row in rows], sampling)
            for row, reply, bill in zip(rows, replies, reserved, strict=True):
                bill.settle(calls=1, tokens=reply.tokens)
                yield row, reply

    def prompt_ids(self, messages: Sequence[Message]) -> Int[Tensor, "t"]:
        """A conversation up to where the assistant begins."""
        if not self.tokenizer.chat_template:
            text = Example(tuple(messages), "").prompt_text
            return torch.tensor(self.tokenizer(text, verbose=False)["input_ids"], dtype=torch.long)
        turns = [{"role": turn.role, "content": turn.content} for turn in messages]
        try:
            text = self.tokenizer.apply_chat_template(turns, add_generation_prompt=True, tokenize=False)
        except TemplateError as error:
            raise GuerdonError(f"the chat template of {self.source} refuses the conversation: {error}") from error
        return torch.tensor(
            self.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"], dtype=torch.long
        )

    def too_long(self, tokens: int, answer: int) -> str:
        return (
            f"the conversation has {tokens:,} tokens and the answer may have {answer:,}; {self.source} reads "
            f"{self.limit:,} in all: shorten one of them"
        )

    @torch.inference_mode()
    def drawn(self, ids: Sequence[Int[Tensor, "_t"]], sampling: Sampling) -> list[Reply]:
        """Answers to conversations of about the same length, in one pass."""
        pad, n = self.tokenizer.pad_token_id, sampling.n
        prompts = padded(ids, pad, self.device, left=True)
        inputs = {name: rows.repeat_interleave(n, 0) for name, rows in prompts.items()}
        drawing = Drawing(ids, sampling, self.device)
        written = self.model.generate(
            **inputs,
            **({} if n == 1 else {"past_key_values": self.read_once(prompts, n)}),
            generation_config=GenerationConfig(
                max_new_tokens=sampling.max_tokens, do_sample=False, pad_token_id=pad, eos_token_id=self.ends,
            ),
            logits_processor=LogitsProcessorList([drawing]),
            stopping_criteria=StoppingCriteriaList([Stopped(self.tokenizer, sampling.stop, inputs["input_ids"].shape[1])] if sampling.stop else []),
        )[:, inputs["input_ids"].shape[1] :].cpu()  # fmt: skip
        logprobs = torch.stack(drawing.logprobs, dim=1).cpu()
        rows = [self.choice(*row, sampling) for row in zip(written, logprobs, strict=True)]
        return [
            Reply(
                tuple(choice for choice, _ in rows[place * n : (place + 1) * n]), len(prompt),
                sum(tokens for _, tokens in rows[place * n : (place + 1) * n]),
            )
            for place, prompt in enumerate(ids)
        ]  # fmt: skip

    def read_once(self, prompts: Mapping[str, Tensor], n: int) -> Any:
        """The keys and values of all but the last token of each conversation, there for each of its answers."""
        mask = prompts.get("attention_mask", torch.ones_like(prompts["input_ids"]))
        places = (mask.cumsum(1) - 1).clamp_min(0)
        cache = self.model(
            input_ids=prompts["input_ids"][:, :-1], attention_mask=mask[:, :-1], position_ids=places[:, :-1],
            use_cache=True, logits_to_keep=1,
        ).past_key_values  # fmt: skip
        cache.batch_repeat_interleave(n)
        return cache

    @property
    def ends(self) -> list[int]:
        """The tokens that end an answer."""
        known = self.model.generation_config.eos_token_id
        ids = known if isinstance(known, list) else [known]
        return sorted({token for token in [*ids, self.tokenizer.eos_token_id] if token is not None})

    def choice(self, ids: Int[Tensor, "t"], logprobs: Float[Tensor, "t"], sampling: Sampling) -> tuple[Choice, int]:
        """One answer from its tokens, and how many these are."""
        marks = torch.isin(ids, torch.tensor(self.ends)).nonzero()
        ended = int(marks[0]) if len(marks) else None
        tokens = len(ids) if ended is None else ended + 1
        text = self.tokenizer.decode(ids[:ended], skip_special_tokens=True)
        places = [place for place in (text.find(stop) for stop in sampling.stop) if place >= 0]
        text = text[: min(places)] if places else text
        said = tuple(logprobs[:tokens].tolist()) if sampling.logprobs else None
        return Choice(text, said, ended is not None or bool(places)), tokens

    def likelihoods(self, continuations: Sequence[Continuation]) -> list[Likelihood]:
        """How probable each continuation is; conversations that several continue are read once.

        A conversation that is too long loses its start, which ``cut`` counts.
        """
        found: dict[int, Likelihood] = {}
        order = sorted(range(len(continuations)), key=lambda row: len(continuations[row].messages[-1].content))
        by_start: dict[Any, list[int]] = {}
        for row in order:
            by_start.setdefault((continuations[row].role, continuations[row].messages), []).append(row)
        rows = [row for some in by_start.values() for row in some]
        for start in range(0, len(rows), ROWS):
            some = rows[start : start + ROWS]
            found |= dict(zip(some, self.read([continuations[row] for row in some]), strict=True))
        return [found[row] for row in range(len(continuations))]

    @torch.inference_mode()
    def read(self, some: Sequence[Continuation]) -> list[Likelihood]:
        """How probable some continuations are, in one pass."""
        read = self.encoded(some)
        empty = [not row.response or row.response[0] == 0 for row in read]
        kept = [row for row, without in zip(read, empty, strict=True) if not without]
        starts = [each.messages for each, without in zip(some, empty, strict=True) if not without]
        reserved = self.budget.reserve(calls=len(kept), tokens=sum(len(row.ids) for row in kept))
        said = iter(self.of_tokens(kept, starts)) if kept else iter(())
        reserved.settle(**reserved.amounts)
        failed = Likelihood.failed("the text has no tokens after the conversation")
        return [failed if without else next(said) for without in empty]

    def encoded(self, some: Sequence[Continuation]) -> list[TokenIds]:
        """Each continuation behind its conversation, those of one role together."""
        found: dict[int, TokenIds] = {}
        for role in {each.role for each in some}:
            rows = [row for row, each in enumerate(some) if each.role == role]
            shown = [Example(some[row].messages, some[row].text) for row in rows]
            found |= dict(zip(rows, self.reader(role).encode(shown), strict=True))
        return [found[row] for row in range(len(some))]

    def of_tokens(self, read: Sequence[TokenIds], starts: Sequence[Any]) -> list[Likelihood]:
        """How probable the response tokens of each text are."""
        ids = [torch.tensor(row.ids) for row in read]
        places = [torch.tensor(row.response) for row in read]
        states = self.states(ids, starts)
        before = torch.cat([row[place - 1] for row, place in zip(states, places, strict=True)])
        said = self.model.get_output_embeddings()(before.to(self.model.dtype)).float().log_softmax(-1)
        tokens = torch.cat([row[place] for row, place in zip(ids, places, strict=True)]).to(said.device)
        logprobs = said.gather(1, tokens[:, None])[:, 0].cpu().split([len(place) for place in places])
        return [Likelihood(row, torch.tensor(text.ends)) for row, text in zip(logprobs, read, strict=True)]

    def states(self, ids: Sequence[Int[Tensor, "_t"]], starts: Sequence[Any]) -> list[Float[Tensor, "_t d"]]:
        """The last hidden states of each text."""
        if self.packs:
            return shared.states(trunk(self.model), ids, starts, self.device)
        inputs = padded(ids, self.tokenizer.pad_token_id, self.device)
        rows = trunk(self.model)(**inputs, use_cache=False).last_hidden_state
        return [row[: len(text)] for row, text in zip(rows, ids, strict=True)]

    def reader(self, role: str) -> Tokens:
        """What cuts texts into tokens where this role says what is judged."""
        if role not in self.readers:
            self.readers[role] = Tokens(self.tokenizer, self.limit, places=True, role=role)
        return self.readers[role]


class Drawing(LogitsProcessor):
    """Draws tokens by adding noise to logits, so that the likeliest of what results is a sample.

    With Gumbel noise g, argmax (l + g) is drawn from softmax(l) (Gumbel 1954). Each row has noise of its own.
    """

    def __init__(self, ids: Sequence[Int[Tensor, "_t"]], sampling: Sampling, device: torch.device) -> None:
        self.logprobs: list[Float[Tensor, "rows"]] = []
        self.generators: list[torch.Generator] = []
        self.shape: list[LogitsProcessor] = []
        if sampling.temperature:
            self.shape.append(TemperatureLogitsWarper(sampling.temperature))
            self.generators = [
                torch.Generator().manual_seed(seed_of(row, number, sampling.seed))
                for row in ids
                for number in range(sampling.n)
            ]
        if sampling.temperature and sampling.top_p < 1:
            self.shape.append(TopPLogitsWarper(sampling.top_p))
        self.device = device

    def __call__(self, input_ids: Tensor, scores: Tensor) -> Tensor:
        said = scores.float().log_softmax(-1)
        for warp in self.shape:
            scores = warp(input_ids, scores)
        if self.generators:
            uniform = torch.stack([torch.rand(scores.shape[1], generator=one) for one in self.generators])
            scores = scores.float() - uniform.clamp_min(1e-20).log().neg().log().to(self.device)
        self.logprobs.append(said.gather(1, scores.argmax(-1, keepdim=True))[:, 0])
        return scores


class Stopped(StoppingCriteria):
    """Ends the rows whose last tokens hold a text, whatever tokens it is cut into."""

    def __init__(self, tokenizer: Any, stop: Sequence[str], start: int) -> None:
        """Args: start: where the answers begin."""
        self.tokenizer, self.stop, self.start = tokenizer, stop, start
        self.reach = max(map(len, stop)) + 1
        """Tokens that may hold the end of a text: each has a character at least."""

    def __call__(self, input_ids: Tensor, scores: Any, **asked: Any) -> Bool[Tensor, "rows"]:
        ends = self.tokenizer.batch_decode(input_ids[:, max(self.start, input_ids.shape[1] - self.reach) :])
        return torch.tensor([any(stop in end for stop in self.stop) for end in ends], device=input_ids.device)


def seed_of(ids: Int[Tensor, "t"], number: int, seed: int) -> int:
    """What the noise of one sample is made from."""
    text = json.dumps([ids.tolist(), number, seed])
    return int.from_bytes(sha256(text.encode()).digest()[:7], "big")
