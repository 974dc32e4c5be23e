"""What is asked of a language model, what it answers, and the one interface to all of them."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar

import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.budget import Budget, Reservation
from guerdon.errors import GuerdonError
from guerdon.llm.forms import Form
from guerdon.progress import progress
from guerdon.saving import Storable
from guerdon.terms import CALLS, MONEY, TOKENS
from guerdon.types import Example, Message

Answer = TypeVar("Answer")


@dataclass(frozen=True)
class Request:
    """A conversation that a model is to go on with."""

    messages: tuple[Message, ...]
    about: tuple[Example, ...] = field(default=(), compare=False)
    """What is asked about, in the order in which it is shown. Nobody sends it: models that play a part read it."""
    form: Form | None = field(default=None, compare=False)
    """What an answer looks like; models that play a part write theirs so."""

    @classmethod
    def of(cls, text: str) -> "Request":
        """One message of a user."""
        return cls((Message("user", text),))


@dataclass(frozen=True)
class Sampling(Storable):
    """How answers are drawn."""

    n: int = 1
    """Answers to each request."""
    temperature: float = 0.0
    """0 for the likeliest token each time."""
    top_p: float = 1.0
    """The share of the probability that tokens are drawn from, the likeliest first."""
    max_tokens: int = 512
    """The longest answer."""
    stop: tuple[str, ...] = ()
    """Texts that end an answer; they are not part of it."""
    seed: int = 0
    logprobs: bool = False
    """Whether the log-probability of each token of an answer is wanted."""
    schema: type | None = None
    """A pydantic model that answers are to be JSON of, where a server can see to that."""

    def __post_init__(self) -> None:
        if self.n < 1 or self.max_tokens < 1 or self.temperature < 0 or not 0 < self.top_p <= 1:
            raise ValueError(
                f"{self}: expected n and max_tokens from 1, temperature from 0, top_p above 0 and at most 1"
            )
        if self.n > 1 and not self.temperature:
            raise ValueError(
                f"{self.n} answers at temperature 0 are all the same: raise the temperature, or ask for one"
            )


GREEDY = Sampling()


@dataclass(frozen=True)
class Choice:
    """One answer."""

    text: str
    logprobs: tuple[float, ...] | None = None
    """Of each of its tokens, in nats."""
    finished: bool = True
    """Whether it came to its end; else it was cut at ``max_tokens``."""


@dataclass(frozen=True)
class Reply:
    """What a model answers to one request: ``n`` choices, or the reason why there are none."""

    choices: tuple[Choice, ...] = ()
    prompt_tokens: int = 0
    completion_tokens: int = 0
    error: str | None = None

    @property
    def tokens(self) -> int:
        """All that were read and written."""
        return self.prompt_tokens + self.completion_tokens

    @property
    def text(self) -> str:
        """The first answer.

        Raises:
            GuerdonError: there is none; says why.
        """
        if not self.choices:
            raise GuerdonError(self.error or "the model gave no answer and no reason")
        return self.choices[0].text


@dataclass(frozen=True)
class Continuation:
    """A text that somebody might say after a conversation."""

    messages: tuple[Message, ...]
    """The conversation; one message of a user for a plain text."""
    text: str
    role: str = "assistant"
    """Who says it."""


@dataclass(frozen=True)
class Likelihood:
    """How probable a model finds a continuation."""

    logprobs: Float[Tensor, "t"]
    """Of each of its tokens, in nats; empty where ``error`` says why there are none."""
    ends: Int[Tensor, "t"]
    """Where each token ends, as a character offset into the text."""
    error: str | None = None

    @classmethod
    def failed(cls, error: str) -> "Likelihood":
        return cls(torch.zeros(0), torch.zeros(0, dtype=torch.long), error)

    @property
    def total(self) -> float:
        """log p(text | conversation); nan where it failed."""
        return float("nan") if self.error else float(self.logprobs.sum())

    @property
    def mean(self) -> float:
        """The same for each token; nan where it failed."""
        return float("nan") if self.error else float(self.logprobs.mean())


@dataclass(frozen=True)
class Options:
    """How probable a model finds each of some answers."""

    logits: Float[Tensor, "n options"]
    """Log-probabilities, in nats; nan where a request failed."""
    errors: tuple[str | None, ...]


class LanguageModel(Storable, ABC):
    """Goes on with conversations. ``name`` and ``stream`` are what to write; the rest where the model can do it.

    What it spends is counted in ``budget``, and refused where that would pass a limit.
    """

    def __init__(self, budget: Budget | None = None) -> None:
        """Args: budget: in ``calls``, ``tokens`` and ``money``; counted without limits when not given."""
        self.budget = budget or Budget()

    @property
    @abstractmethod
    def name(self) -> str:
        """What identifies weights and settings, in caches and catalogues."""

    @abstractmethod
    def stream(self, requests: Sequence[Request], sampling: Sampling = GREEDY) -> Iterator[tuple[int, Reply]]:
        """Answers as they come: the place of each request, once, and the reply.

        Raises:
            BudgetExceededError: the next request would pass a limit; what was answered before has been given.
            GuerdonError: no request can be answered, for a reason that the user can mend.
        """

    def generate(self, requests: Sequence[Request], sampling: Sampling = GREEDY) -> list[Reply]:
        """Answers to requests, in their order; a request that failed has a reply that says why."""
        replies: dict[int, Reply] = dict(watched(self.stream(requests, sampling), len(requests), self.budget))
        return [replies[row] for row in range(len(requests))]

    def likelihoods(self, continuations: Sequence[Continuation]) -> list[Likelihood]:
        """How probable each continuation is, token by token: ``logprob(context, continuation)``.

        Raises:
            GuerdonError: this model does not tell.
        """
        raise GuerdonError(f"{self.name} does not say how probable a given text is: use a local model")

    def choice_logits(self, requests: Sequence[Request], options: Sequence[Sequence[str]]) -> Options:
        """How probable each option is as the answer to each request: as a continuation of it, all its tokens together.

        Args:
            requests: what is asked.
            options: the spellings of each, whose probabilities add: ``(("Yes", "yes"), ("No", "no"))``.

        Returns:
            log-probabilities. What they leave of the whole is the probability of other answers.
        """
        spellings = [spelling for option in options for spelling in option]
        said = self.likelihoods([Continuation(each.messages, text) for each in requests for text in spellings])
        logits = torch.tensor([each.total for each in said]).reshape(len(requests), len(spellings))
        merged = [part.logsumexp(1) for part in logits.split([len(option) for option in options], dim=1)]
        rows = range(0, len(said), len(spellings))
        errors = [next((each.error for each in said[row : row + len(spellings)] if each.error), None) for row in rows]
        return Options(torch.stack(merged, dim=1), tuple(errors))

    def reserve(self, prompt_tokens: int, sampling: Sampling) -> Reservation:
        """Sets aside the most that a request can take, until ``settle`` says what it took."""
        return self.budget.reserve(**{CALLS: 1, TOKENS: prompt_tokens + sampling.n * sampling.max_tokens})

    def identity(self) -> dict[str, Any]:
        """What a cache tells models by."""
        return {"model": self.name}


def watched(answers: Iterator[tuple[int, Answer]], n: int, budget: Budget) -> Iterator[tuple[int, Answer]]:
    """The same answers, with a bar of how many there are and what was spent."""
    with progress("ask", "requests") as bar:
        for done, answer in enumerate(answers, 1):
            yield answer
            spent = budget.spent
            money = f", {spent[MONEY]:.2f} in money" if spent[MONEY] else ""
            bar.update(done, n, f"{spent[TOKENS]:,.0f} tokens{money}")
