"""A language model behind any server that speaks the OpenAI protocol."""

import asyncio
import os
import queue
import threading
from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, Generic

import torch

from guerdon.budget import Budget
from guerdon.errors import GuerdonError
from guerdon.llm.attempts import Attempts, MalformedError, may_cost, refused
from guerdon.llm.base import (
    GREEDY,
    Answer,
    Choice,
    Continuation,
    LanguageModel,
    Likelihood,
    Options,
    Reply,
    Request,
    Sampling,
    watched,
)
from guerdon.llm.purse import Purse
from guerdon.terms import CALLS, MONEY, TOKENS, Price
from guerdon.types import Message

TOP = 20
"""The likeliest tokens that servers tell of."""
USUAL, FREE = Attempts(), Price()


class Remote(LanguageModel):
    """Asks a server, many requests at a time; what fails for a while is tried again.

    What is refused for good (a key, a model's name) ends the run; any other request that fails has a reply that says
    why. The key is read from the environment and stands in no file, log or error.
    """

    def __init__(
        self,
        model: str,
        base_url: str | None = None,
        key_variable: str = "OPENAI_API_KEY",
        concurrency: int = 16,
        attempts: Attempts = USUAL,
        price: Price = FREE,
        budget: Budget | None = None,
    ) -> None:
        """
        Args:
            model: what the server calls it.
            base_url: of the server, up to and with its version; ``OPENAI_BASE_URL``, or OpenAI's own, when not given.
            key_variable: the environment variable that holds the key. A server of one's own needs none.
            concurrency: requests under way at once.
            attempts: how often and how long each is tried.
            price: of tokens, for a budget in money.
            budget: limits in ``calls``, ``tokens`` and ``money``.

        Raises:
            GuerdonError: the ``openai`` package is missing.
        """
        super().__init__(budget)
        try:
            import openai  # noqa: F401
        except ImportError as error:
            raise GuerdonError('servers are asked through the openai package: pip install "guerdon[llm]"') from error
        if concurrency < 1:
            raise ValueError(f"concurrency={concurrency}, expected at least 1")
        self.model, self.base_url, self.key_variable = model, base_url, key_variable
        self.concurrency, self.attempts, self.price = concurrency, attempts, price

    @property
    def name(self) -> str:
        return f"openai:{self.model}"

    def identity(self) -> dict[str, Any]:
        return {"model": self.name, "server": self.server}

    @property
    def server(self) -> str:
        return self.base_url or os.environ.get("OPENAI_BASE_URL") or "https://api.openai.com/v1"

    def pack(self, folder: Path) -> Mapping[str, Any]:
        price = [self.price.read, self.price.written]
        settings = {"base_url": self.base_url, "key_variable": self.key_variable, "concurrency": self.concurrency}
        return {"model": self.model, **settings, "price": price}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Remote":
        return cls(**{**config, "price": Price(*config["price"])})

    def client(self) -> Any:
        """A client of the server.

        Raises:
            GuerdonError: the server wants a key, and there is none, or none that can be one.
        """
        from openai import AsyncOpenAI, DefaultAioHttpClient

        key = os.environ.get(self.key_variable)
        if not key and self.server.startswith("https://api.openai.com"):
            raise GuerdonError(
                f"{self.key_variable} is not set: put the key of {self.server} there, or name another server "
                "(OPENAI_BASE_URL, or http://HOST/v1#MODEL)"
            )
        if not (key or "").isascii():
            raise GuerdonError(f"{self.key_variable} holds characters that no key has: set it again")
        return AsyncOpenAI(
            api_key=key or "none",
            base_url=self.server,
            max_retries=0,
            timeout=self.attempts.timeout,
            http_client=DefaultAioHttpClient(),  # the usual one takes twice as long for a request
        )

    def stream(self, requests: Sequence[Request], sampling: Sampling = GREEDY) -> Iterator[tuple[int, Reply]]:
        settings, read = settings_of(sampling), partial(replied, n=sampling.n)
        written = sampling.n * sampling.max_tokens

        async def ask(client: Any, purse: Purse, row: int) -> Reply:
            return await self.answer(client, purse, chat(requests[row], settings, written, read))

        return Run(self, ask, lambda why: Reply(error=why)).stream(len(requests))

    async def answer(self, client: Any, purse: Purse, asking: "Asking[Answer]") -> Answer:
        """What is read of the server's answer.

        Each attempt has its own place in the budget. One of which nobody knows what it cost, because its answer was lost or
        cannot be read, counts as the most that it can have been.
        """

        async def attempt() -> Answer:
            async with purse.reserved(**self.cost(*asking.most)) as bill:
                try:
                    read, said = await self.post(client, asking)
                except Exception as error:
                    bill.settle(**(self.cost(*asking.most) if may_cost(error) else {}))
                    raise
                bill.settle(**self.cost(*used(said, asking.most)))
                return read

        return await self.attempts.made(attempt)

    async def post(self, client: Any, asking: "Asking[Answer]") -> tuple[Answer, dict[str, Any]]:
        """What is read of the JSON that the server answers, and the whole.

        The client's typed methods take as long as the rest of a request, so that whatever is not of the protocol's form is
        found here, where the request can be made again.
        """
        try:
            said = await client.post(asking.route, body={"model": self.model, **asking.body}, cast_to=object)
        except (UnicodeDecodeError, RecursionError) as error:
            raise MalformedError(f"the server's answer is no JSON ({type(error).__name__})") from error
        choices = said.get("choices") if isinstance(said, dict) else None
        if not isinstance(choices, list) or not choices:
            raise MalformedError("the server's answer holds no choices")
        try:
            return asking.read(said), said
        except (AttributeError, LookupError, TypeError, ValueError) as error:
            raise MalformedError(f"the server's answer is not of the protocol's form ({error!r})") from error

    def cost(self, read: int, written: int) -> dict[str, float]:
        """What tokens come to, by resource."""
        return {CALLS: 1, TOKENS: read + written, MONEY: self.price.of(read, written)}

    def choice_logits(self, requests: Sequence[Request], options: Sequence[Sequence[str]]) -> Options:
        """How probable each option is as the first token of the answer.

        A server tells of the likeliest tokens alone. An option that is not among them counts as the least likely that
        is, which is the most that it can be; where no option is, the request failed.
        """
        settings = settings_of(Sampling(max_tokens=1)) | {"logprobs": True, "top_logprobs": TOP}
        read = partial(of_options, options=options)

        async def ask(client: Any, purse: Purse, row: int) -> tuple[list[float], str | None]:
            return await self.answer(client, purse, chat(requests[row], settings, 1, read))

        nothing = [float("nan")] * len(options)
        asked = Run(self, ask, lambda why: (nothing, why)).stream(len(requests))
        rows = dict(watched(asked, len(requests), self.budget))
        found = [rows[row] for row in range(len(requests))]
        logits = torch.tensor([row for row, _ in found]).reshape(len(requests), len(options))
        return Options(logits, tuple(error for _, error in found))

    def likelihoods(self, continuations: Sequence[Continuation]) -> list[Likelihood]:
        """How probable texts are after a plain text, by the completions route of servers that echo what they are given.

        Chat templates are the server's own, so a conversation of several turns cannot be asked about.
        """

        async def ask(client: Any, purse: Purse, row: int) -> Likelihood:
            each = continuations[row]
            if len(each.messages) != 1:
                return Likelihood.failed("a server says how probable a text is after one message, not after several")
            return await self.answer(client, purse, echo(each.messages[0].content, each.text))

        asked = Run(self, ask, Likelihood.failed).stream(len(continuations))
        rows = dict(watched(asked, len(continuations), self.budget))
        return [rows[row] for row in range(len(continuations))]


@dataclass(frozen=True)
class Asking(Generic[Answer]):
    """What is sent to a server, and how its answer is read."""

    route: str
    body: Mapping[str, Any]
    most: tuple[int, int]
    """Tokens that the server can read and write for it, at most."""
    read: Callable[[dict[str, Any]], Answer]


def chat(
    request: Request, settings: Mapping[str, Any], written: int, read: Callable[[dict[str, Any]], Answer]
) -> Asking[Answer]:
    """A conversation that is to go on."""
    messages = [{"role": turn.role, "content": turn.content} for turn in request.messages]
    most = upper_bound(request.messages), written
    return Asking("/chat/completions", {"messages": messages, **settings}, most, read)


def echo(before: str, text: str) -> Asking[Likelihood]:
    """A text that is to be repeated, with how probable its tokens are."""
    asked = {"prompt": before + text, "echo": True, "logprobs": 1, "max_tokens": 1, "temperature": 0}
    most = len((before + text).encode(errors="surrogatepass")), 1
    return Asking("/completions", asked, most, partial(after, start=len(before)))


class Run(Generic[Answer]):
    """Requests under way: a loop in a thread of its own, so that it does not matter whether one runs already here."""

    def __init__(
        self,
        model: Remote,
        ask: Callable[[Any, Purse, int], Awaitable[Answer]],
        failed: Callable[[str], Answer],
    ) -> None:
        self.model, self.ask, self.failed = model, ask, failed
        self.answers: queue.SimpleQueue[tuple[int, Answer] | BaseException | None] = queue.SimpleQueue()
        self.loop = asyncio.new_event_loop()
        self.task: asyncio.Task[None] | None = None

    def stream(self, n: int) -> Iterator[tuple[int, Answer]]:
        """The answers as they come.

        Raises:
            GuerdonError: none of the others can be answered; those that were have been given.
        """
        thread = threading.Thread(target=self.work, args=(n,), daemon=True)
        thread.start()
        try:
            while (answer := self.answers.get()) is not None:
                if isinstance(answer, BaseException):
                    raise answer
                yield answer
        finally:
            if self.task and not self.loop.is_closed():
                with suppress(RuntimeError):  # it has ended since
                    self.loop.call_soon_threadsafe(self.task.cancel)
            thread.join()

    def work(self, n: int) -> None:
        """Asks everything, and closes the queue."""
        with asyncio.Runner(loop_factory=lambda: self.loop) as runner:
            try:
                runner.run(self.all(n))
            except BaseException as error:
                self.answers.put(error)
        self.answers.put(None)

    async def all(self, n: int) -> None:
        """So many requests at once until there are none left, or one shows that none can be answered."""
        self.task = asyncio.current_task()
        rows = iter(range(n))
        purse = Purse(self.model.budget)
        async with self.model.client() as client:
            workers = [asyncio.create_task(self.some(client, purse, rows)) for _ in range(self.model.concurrency)]
            try:
                await asyncio.gather(*workers)
            finally:
                for worker in workers:
                    worker.cancel()
                await asyncio.gather(*workers, return_exceptions=True)

    async def some(self, client: Any, purse: Purse, rows: Iterator[int]) -> None:
        """Takes requests one by one."""
        for row in rows:
            try:
                self.answers.put((row, await self.ask(client, purse, row)))
            except Exception as error:
                self.answers.put((row, self.failed(refused(error, self.model.server, self.model.key_variable))))


def settings_of(sampling: Sampling) -> dict[str, Any]:
    """How a server is told of the settings that matter."""
    settings: dict[str, Any] = {"temperature": sampling.temperature, "max_tokens": sampling.max_tokens}
    settings |= {"seed": sampling.seed, "n": sampling.n} if sampling.temperature else {}
    settings |= {"top_p": sampling.top_p} if sampling.top_p < 1 else {}
    settings |= {"stop": list(sampling.stop)} if sampling.stop else {}
    settings |= {"logprobs": True} if sampling.logprobs else {}
    if sampling.schema:
        from openai import pydantic_function_tool

        made = pydantic_function_tool(sampling.schema)["function"]  # strict: servers want every field, and no other
        schema = {"name": made["name"], "schema": made["parameters"], "strict": True}
        settings["response_format"] = {"type": "json_schema", "json_schema": schema}
    return settings


def upper_bound(messages: Sequence[Message]) -> int:
    """More tokens than a conversation has: no tokenizer makes more of them than there are bytes."""
    return sum(len(turn.content.encode(errors="surrogatepass")) + 16 for turn in messages)


def replied(said: Mapping[str, Any], n: int) -> Reply:
    """A reply from a server's answer. What the model refuses to answer is an answer, in its own words.

    Where there are fewer answers than ``n``, the server knows no ``n``, and would give as few again.
    """
    choices = []
    for one in said["choices"]:
        message, told = one["message"], (one.get("logprobs") or {}).get("content")
        logprobs = tuple(float(token["logprob"]) for token in told) if told else None
        text = message.get("content") or message.get("refusal") or ""
        if not isinstance(text, str):
            raise TypeError(f"a message of {type(text).__name__}, not text")
        choices.append(Choice(text, logprobs, one.get("finish_reason") != "length"))
    tokens = used(said, (0, 0))
    if len(choices) < n:
        return Reply((), *tokens, f"the server gave {len(choices)} of {n} answers: ask for one, or another server")
    return Reply(tuple(choices[:n]), *tokens)


def used(said: Mapping[str, Any], most: tuple[int, int]) -> tuple[int, int]:
    """Tokens read and written; the most that they can be where a server does not tell, so that no limit is passed unseen."""
    told = said.get("usage")
    counts = [told.get(name) if isinstance(told, dict) else None for name in ("prompt_tokens", "completion_tokens")]
    read, written = (
        count if isinstance(count, int) and count >= 0 else bound for count, bound in zip(counts, most, strict=True)
    )
    return read, written


def of_options(said: Mapping[str, Any], options: Sequence[Sequence[str]]) -> tuple[list[float], str | None]:
    """The log-probability of each option as the first token."""
    told = (said["choices"][0].get("logprobs") or {}).get("content")
    if not told or not told[0].get("top_logprobs"):
        return [float("nan")] * len(options), "the server does not say how probable tokens are"
    likeliest = {token["token"].strip(): float(token["logprob"]) for token in reversed(told[0]["top_logprobs"])}
    found = [[likeliest[text.strip()] for text in option if text.strip() in likeliest] for option in options]
    if not any(found):
        first = told[0]["token"]
        return [float("nan")] * len(options), f"the answer begins with {first!r}: none of the options is likely"
    least = min(likeliest.values())
    return [float(torch.tensor(some or [least]).logsumexp(0)) for some in found], None


def after(said: Mapping[str, Any], start: int) -> Likelihood:
    """The tokens that begin at a character of the text, or behind it; one that reaches over it counts to the text before."""
    told = said["choices"][0].get("logprobs")
    if not told:
        raise MalformedError("the server's answer holds no log-probabilities")
    places, tokens, logprobs = told["text_offset"], told["tokens"], told["token_logprobs"]
    own = [row for row, place in enumerate(places[: len(tokens) - 1]) if place >= start]
    if not own or logprobs[own[0]] is None:
        return Likelihood.failed("the text has no tokens after the conversation")
    values = torch.tensor([logprobs[row] for row in own], dtype=torch.float32)
    return Likelihood(values, torch.tensor([places[row] + len(tokens[row]) - start for row in own]))
