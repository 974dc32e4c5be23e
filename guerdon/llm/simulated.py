"""A judge whose taste and whose faults are known: the stand-in for a language model where none is at hand."""

import json
from collections.abc import Iterator, Sequence
from hashlib import sha256
from math import log
from time import sleep

import numpy as np
import torch

from guerdon.budget import Budget
from guerdon.llm.base import GREEDY, Choice, LanguageModel, Options, Reply, Request, Sampling
from guerdon.llm.forms import Form
from guerdon.reward import Reward
from guerdon.surface import words
from guerdon.types import Example

MUMBLED = "It depends on many things."


class SimulatedJudge(LanguageModel):
    """Answers questions about one example, or about two side by side, in the form that the request asks for.

        z = gold(e) + length_bias log(1 + words(e)) + drift answered / 1000 + noise g             of one
        z = gap of the same + position_bias + noise g,  0 where |z| < tie_band                    of two

    with g from N(0, 1), drawn for each question: asked the same twice he says the same, asked in another order or other
    words he errs anew, and so he does with each sample. One who drifts depends on the order of what he is asked.
    """

    def __init__(
        self,
        gold: Reward[Sequence[Example]],
        noise: float = 0.0,
        tie_band: float = 0.0,
        position_bias: float = 0.0,
        length_bias: float = 0.0,
        drift: float = 0.0,
        latency: float = 0.0,
        mumbles: float = 0.0,
        seed: int = 0,
        budget: Budget | None = None,
    ) -> None:
        """
        Args:
            gold: what he tries to see, in standard deviations from the usual.
            noise: the standard deviation of his errors.
            tie_band: smaller gaps are ties to him.
            position_bias: what being shown first is worth.
            length_bias: what a unit of log(1 + words) is worth.
            drift: how much kinder he is after a thousand answers.
            latency: seconds of each answer.
            mumbles: the share of his answers that cannot be read.
            seed: of errors and mumbling.
            budget: what answers are counted in; a word counts as a token.
        """
        super().__init__(budget)
        self.gold, self.noise, self.tie_band, self.position_bias = gold, noise, tie_band, position_bias
        self.length_bias, self.drift, self.latency, self.mumbles, self.seed = length_bias, drift, latency, mumbles, seed
        self.answered = 0

    @property
    def name(self) -> str:
        faults = {
            name: value
            for name in ("noise", "tie_band", "position_bias", "length_bias", "drift", "mumbles", "seed")
            if (value := getattr(self, name))
        }
        told = ", ".join(f"{name}={value:g}" for name, value in faults.items())
        return f"simulated:{self.gold.__name__}({told})"

    def stream(self, requests: Sequence[Request], sampling: Sampling = GREEDY) -> Iterator[tuple[int, Reply]]:
        for row, (request, seen) in enumerate(zip(requests, self.seen(requests), strict=True)):
            read = sum(len(words(turn.content)) for turn in request.messages)
            reserved = self.reserve(read, sampling)
            if not request.about or request.form is None or np.isnan(seen):
                reserved.settle()
                yield (
                    row,
                    Reply(error="a simulated judge needs to know what is asked about, and in which form to answer"),
                )
                continue
            sleep(self.latency)
            texts = [self.said(request, request.form, seen, sample) for sample in range(sampling.n)]
            self.answered += 1
            reply = Reply(tuple(map(Choice, texts)), read, sum(len(words(text)) for text in texts))
            reserved.settle(calls=1, tokens=reply.tokens)
            yield row, reply

    def choice_logits(self, requests: Sequence[Request], options: Sequence[Sequence[str]]) -> Options:
        """The first of two options with the probability sigmoid(z)."""
        if len(options) != 2:
            raise ValueError(f"{len(options)} options: a simulated judge decides between two")
        self.budget.spend("calls", len(requests))
        self.budget.spend("tokens", sum(len(words(turn.content)) for each in requests for turn in each.messages))
        z = torch.tensor(
            [seen + self.noise * self.rng(each, 0).standard_normal() for each, seen in zip(requests, self.seen(requests), strict=True)]
        )  # fmt: skip
        logits = torch.nn.functional.logsigmoid(torch.stack([z, -z], dim=1)).float().reshape(len(requests), 2)
        unknown = "a simulated judge needs to know what is asked about"
        return Options(logits, tuple(unknown if nothing else None for nothing in z.isnan().tolist()))

    def seen(self, requests: Sequence[Request]) -> list[float]:
        """What is asked about as he sees it but for his errors; nan where nothing is."""
        shown = [example for request in requests for example in request.about]
        worth = iter(self.gold.score(shown).values.tolist() if shown else [])
        perceived = [
            [next(worth) + self.length_bias * log(1 + len(words(e.response))) for e in r.about] for r in requests
        ]
        return [
            float("nan") if len(some) not in (1, 2) else some[0] if len(some) == 1 else some[0] - some[1] + self.position_bias
            for some in perceived
        ]  # fmt: skip

    def said(self, request: Request, form: Form, seen: float, sample: int) -> str:
        """One answer."""
        rng = self.rng(request, sample)
        z = seen + self.noise * rng.standard_normal()
        if rng.random() < self.mumbles:
            return MUMBLED
        if len(request.about) == 1:
            z += self.drift * self.answered / 1000
        elif abs(z) < self.tie_band:
            z = 0.0
        return form.write(form.judgement(z))

    def rng(self, request: Request, sample: int) -> np.random.Generator:
        """The chance of one answer."""
        asked = json.dumps([[turn.content for turn in request.messages], [e.identity for e in request.about]])
        return np.random.default_rng([self.seed, sample, int(sha256(asked.encode()).hexdigest()[:15], 16)])
