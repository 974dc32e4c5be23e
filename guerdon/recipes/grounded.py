"""Questions with passages, grounded answers and answers that are not: invented, and from corrections that people made."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import torch

from guerdon.feedback import load
from guerdon.reward import Reward
from guerdon.surface import words
from guerdon.types import Comparison, Example, Prompt, Scores
from guerdon.verify.citations import passages

PEOPLE, TOWNS = (
    ("Ana", "Boris", "Chen", "Dora", "Emil", "Fay", "Gus", "Hana"),
    ("Oslo", "Lima", "Turin", "Cork", "Basel", "Quito"),
)
WORK = ("paints barns", "repairs clocks", "sells maps", "bakes rye bread", "tunes pianos")


@dataclass(frozen=True)
class Case:
    """A question, its passages, a grounded answer and one that is not, and a pair that people have an opinion on."""

    question: str
    passages: tuple[str, ...]
    grounded: str
    wrong: str
    better: str
    worse: str


def invented(n: int, seed: int) -> list[Case]:
    """People, where they live and what they do; the wrong answer has another town."""
    rng = np.random.default_rng(seed)
    found = []
    for number in range(n):
        person = f"{rng.choice(PEOPLE)} {chr(65 + number % 26)}{number}"
        town, other = rng.permutation(TOWNS)[:2].tolist()
        work = rng.choice(WORK)
        passages = (f"{person} {work} and lives in {town}.", f"Many people have heard of {other}.")
        right, wrong = (f"{person} lives in {place}." for place in (town, other))
        found.append(
            Case(
                f"Where does {person} live?",
                passages,
                right,
                wrong,
                f"Thank you for asking. {right}",
                f"{right} Now go away.",
            )
        )
    return found


def corrected(n: int, seed: int) -> list[Case]:
    """Questions of QA-Feedback whose first answer people corrected and of whose answers they prefer one."""
    by_question: dict[str, list[Comparison]] = {}
    for row in load("qa-feedback").comparisons():
        by_question.setdefault(row.chosen.prompt_text, []).append(row)
    cases = [case for question, rows in by_question.items() for case in case_of(question, rows)]
    return [cases[place] for place in np.random.default_rng(seed).permutation(len(cases))[:n]]


def case_of(question: str, rows: Sequence[Comparison]) -> Iterable[Case]:
    first = next((side for row in rows for side in (row.chosen, row.rejected) if side.meta["prediction"] == 1), None)
    decided = next((row for row in rows if row.target == 1), None)
    if first is not None and decided is not None and first.meta["corrected"] not in (None, "", first.response):
        passages = tuple(" ".join(passage) for passage in first.context["passages"])
        pair = decided.chosen.response, decided.rejected.response
        yield Case(question, passages, first.meta["corrected"], first.response, *pair)


@dataclass(frozen=True)
class Support(Reward[Sequence[Example]]):
    """The share of a response's runs of three words that stand in the passages of its context."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([supported(each) for each in batch]))


def supported(example: Example) -> float:
    said, known = runs(example.response), {run for passage in passages(example) for run in runs(passage)}
    return sum(run in known for run in said) / len(said) if said else 0.0


@dataclass(frozen=True)
class Covered(Reward[Sequence[Example]]):
    """The share of the different words of all passages of its context that a response has."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([covered(each) for each in batch]))


def covered(example: Example) -> float:
    known = {word for passage in passages(example) for word in words(passage)}
    return len(known & set(words(example.response))) / len(known) if known else 0.0


def shuffled(row: Comparison, elsewhere: Mapping[Prompt, Mapping[str, Any]]) -> Comparison:
    """The comparison with the context of another question, by the prompt of its own."""
    context = elsewhere[row.prompt]
    chosen, rejected = (replace(side, context=context) for side in (row.chosen, row.rejected))
    return replace(row, chosen=chosen, rejected=rejected, id="")


def runs(text: str) -> list[tuple[str, ...]]:
    found = words(text)
    return list(zip(found, found[1:], found[2:], strict=False))
