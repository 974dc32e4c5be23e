"""How every judge asks: a question for each example, answers as they come, and what cannot be read counted and kept apart."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from scipy.stats import binom

from guerdon.errors import GuerdonError
from guerdon.llm import Form, FormError, LanguageModel, Reply, Request, Sampling, Template
from guerdon.llm.attempts import UNANSWERED, UNREACHED, UNREADABLE, cause
from guerdon.llm.base import watched
from guerdon.types import Example, Scores

PATIENCE = 0.2
"""The share of questions that may fail before a run stops."""
SURE = 20
"""Answers that are waited for before that is judged."""
CHANCE = 0.001
"""How improbable so many failures must be, were the share of them no more than is put up with, before a run stops."""

ADVICE = {
    UNREACHED: "See whether the server runs and its address is right; the same command goes on from what was answered",
    UNANSWERED: "See what the server says, or ask another model; the same command goes on from what was answered",
    UNREADABLE: "See the prompt (guerdon prompt show), ask for longer answers, or ask another model",
}
"""What to do, by why questions fail."""


class FailingError(GuerdonError, RuntimeError):
    """So many questions have failed that going on would be a waste."""


@dataclass(frozen=True)
class Judgement:
    """What was answered to one question."""

    values: tuple[float, ...] = ()
    """Of the answers that could be read."""
    texts: tuple[str, ...] = ()
    """All answers."""
    unread: int = 0
    """Answers that could not be read."""
    error: str | None = None
    """Why there are no values."""

    @property
    def mean(self) -> float:
        """Over the answers that could be read; nan where there are none."""
        return float(np.mean(self.values)) if self.values else float("nan")

    @property
    def spread(self) -> float:
        """The standard deviation over answers; 0 of one alone."""
        return float(np.std(self.values)) if self.values else float("nan")


def judgements(
    llm: LanguageModel, requests: Sequence[Request], sampling: Sampling, patience: float = PATIENCE
) -> list[Judgement]:
    """What a model answers to questions, read by the form of each.

    Args:
        llm: who is asked.
        requests: each with the form of its answer.
        sampling: how answers are drawn.
        patience: the share of questions that may fail; a few more by chance stop nothing.

    Raises:
        FailingError: more of them have failed; tells the count, the first reason, and what to do.
        GuerdonError: none can be answered.
    """
    found: dict[int, Judgement] = {}
    failures: list[str] = []
    for row, reply in watched(llm.stream(requests, sampling), len(requests), llm.budget):
        form = requests[row].form
        assert form is not None, "whoever asks says what an answer looks like"
        found[row] = read(reply, form)
        if why := found[row].error:
            failures.append(why)
            stop_if_hopeless(failures, len(found), patience, llm.name)
    return [found[row] for row in range(len(requests))]


def read(reply: Reply, form: Form) -> Judgement:
    """The answers of a reply as numbers."""
    if reply.error or not reply.choices:
        return Judgement(error=reply.error or "the model gave no answer")
    values, errors = [], []
    for choice in reply.choices:
        try:
            values.append(form.read(choice.text))
        except FormError as error:
            errors.append(str(error) if choice.finished else f"the answer was cut before its end: {error}")
    texts = tuple(choice.text for choice in reply.choices)
    return Judgement(tuple(values), texts, len(errors), None if values else errors[0])


def stop_if_hopeless(failures: Sequence[str], answered: int, patience: float, name: str) -> None:
    """Raises a FailingError where enough was answered to say that too much fails.

    Where nobody was reached at all, no answer can come that would change that: then fewer questions are enough.
    """
    enough = answered >= SURE or (len(failures) == answered and {*map(cause, failures)} == {UNREACHED})
    if not enough or float(binom.sf(len(failures) - 1, answered, patience)) > CHANCE:
        return
    causes = [cause(each) for each in failures]
    commonest = max(ADVICE, key=causes.count)
    first = failures[causes.index(commonest)]
    raise FailingError(
        f"{len(failures):,} of the first {answered:,} questions to {name} have failed, more than the {patience:.0%} that "
        f"are put up with; such as: {first}. {ADVICE[commonest]}"
    )


def told(example: Example, /, **further: Any) -> dict[str, Any]:
    """What templates know of an example: its prompt, response and reference, all of its context, and what is added.

    ``criterion`` and ``passages`` are always there, empty where the context has none; what is added goes before an entry of
    the context of the same name.
    """
    known: dict[str, Any] = {"criterion": "", "passages": (), **example.context}
    known |= {"prompt": example.prompt_text, "response": example.response, "reference": example.reference}
    return known | further


def question(template: Template, form: Form, about: Sequence[Example], /, **values: Any) -> Request:
    """A template filled in, as a request.

    Raises:
        GuerdonError: a place of the template has no value.
    """
    return Request(template.messages(**{**values, "form": form}), tuple(about), form)


def scored(judgements: Sequence[Judgement]) -> Scores:
    """Mean values as scores: nan with a reason where there are none, the spread over samples as the uncertainty."""
    values = torch.tensor([each.mean for each in judgements], dtype=torch.float32)
    spread = torch.tensor([each.spread for each in judgements], dtype=torch.float32)
    errors = tuple(each.error for each in judgements)
    return Scores(
        values,
        std=spread if any(len(each.values) > 1 for each in judgements) else None,
        rationale=tuple("\n\n".join(each.texts) or None for each in judgements),
        errors=errors if any(errors) else None,
    )
