"""Follow-up likelihood: does what a user would say next tell right answers from wrong ones better than their likelihood?

The language model is trained here on dialogues of one template, in which people react to answers; it sees no preference.
Nothing is claimed of real dialogues: there reactions are rarer, and flattery earns thanks too.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from torch import Tensor

from guerdon import llm
from guerdon.judge import BANK, FollowUp, Reactions
from guerdon.llm import Continuation, LanguageModel, Template
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.speakers import learned, untrained
from guerdon.types import Example

paper = FollowUp.paper
room = "judge"
claim = Claim(
    "right answers put before wrong ones, follow-up likelihood minus the better of the answer's likelihood and its mean",
    at_least=0.1, unit="accuracy",
)  # fmt: skip
WORDINGS = ("{}", "It is {}.", "I think that {} is more.", "Of these two numbers the greater one is {}.")
Bank = Mapping[str, Reactions]


@dataclass
class Config:
    dialogues: int = 1600
    """That the language model learns from."""
    epochs: int = 3
    """Passes over them."""
    numbers: int = 6
    """How many numbers users ask to compare, from 0."""
    skill: float = 0.6
    """The share of the answers in the dialogues that are right."""
    errs: float = 0.1
    """The share of the reactions that are of the wrong kind."""
    dimensions: tuple[str, ...] = ("understanding", "relevance", "correctness")
    """What reactions are about."""
    phrases: int = 2
    """Reactions of each kind, of each dimension."""
    llm: str = ""
    """A language model for ``guerdon.llm.load``, in place of the one that is trained here."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Right and wrong answers in wordings of their own, to questions that were in the dialogues and to ones that were not."""
    rng = np.random.default_rng(seed)
    pairs = [(a, b) for a in range(config.numbers) for b in range(a)]
    order = rng.permutation(len(pairs)).tolist()
    new, known = [pairs[row] for row in order[::4]], [pairs[row] for row in order if row not in order[::4]]
    kinds = {name: BANK[name] for name in config.dimensions}
    bank = {
        name: Reactions(one.pleased[: config.phrases], one.displeased[: config.phrases]) for name, one in kinds.items()
    }
    with TemporaryDirectory() as folder:
        template = llm.template("dialogue") if config.llm else None
        corpus = list(dialogues(known, bank, config, rng))
        start = untrained(f"{each.prompt} {each.response}" for each in corpus)
        model = llm.load(config.llm) if config.llm else learned(start, corpus, Path(folder), seed, config.epochs)
        found = {
            "dialogues on numbers": measured(model, template, bank, known[: len(new)], rng),
            "dialogues on numbers, new questions": measured(model, template, bank, new, rng),
        }
    return [
        Outcome(max(row["log-probability"], row["mean log-probability"]), row["follow-up likelihood"], data, row)
        for data, row in found.items()
    ]


def measured(
    model: LanguageModel,
    template: Template | None,
    bank: Bank,
    pairs: Sequence[tuple[int, int]],
    rng: np.random.Generator,
) -> dict[str, float]:
    """In what share of the pairs of answers each score puts the right one first, and what the follow-ups cost."""
    asked = [pair for pair in pairs for _ in range(12)]
    answers = [answered(pair, right, rng) for right in (True, False) for pair in asked]
    started = {name: model.budget.spent[name] for name in ("calls", "tokens")}
    scores = FollowUp(model, bank, template).score(answers).require()
    spent = {f"{name} of follow-ups": float(model.budget.spent[name] - started[name]) for name in started}
    told = model.likelihoods([Continuation(each.messages[:-1], each.response) for each in answers])
    values = {
        "follow-up likelihood": scores.values,
        "log-probability": Tensor([each.total for each in told]),
        "mean log-probability": Tensor([each.mean for each in told]),
        "kinds of reactions mixed": FollowUp(model, {name: mixed(one) for name, one in bank.items()}, template).score(answers).values,
        "complaints alone": -scores.parts["displeased"],
        "thanks alone": scores.parts["pleased"],
        **{f"{name} alone": scores.parts[name] for name in bank},
    }  # fmt: skip
    return {name: ahead(*column.chunk(2)) for name, column in values.items()} | spent


def ahead(right: Tensor, wrong: Tensor) -> float:
    """The share of pairs in which the first is greater, a tie counting half."""
    return float((right > wrong).double().mean() + (right == wrong).double().mean() / 2)


def mixed(reactions: Reactions) -> Reactions:
    """Thanks and complaints on both sides."""
    both = [*reactions.pleased, *reactions.displeased]
    return Reactions(tuple(both[::2]), tuple(both[1::2]))


def dialogues(
    pairs: Sequence[tuple[int, int]], bank: Bank, config: Config, rng: np.random.Generator
) -> Iterator[Example]:
    """Questions with their answers, and what the users say then, as one response in the marks of the model's template."""
    kinds = list(bank.values())
    for row in rng.integers(len(pairs), size=config.dialogues).tolist():
        right = bool(rng.random() < config.skill)
        one = kinds[int(rng.integers(len(kinds)))]
        said = one.pleased if right != (rng.random() < config.errs) else one.displeased
        answer = answered(pairs[row], right, rng)
        yield Example(answer.prompt, f"{answer.response}<end><user>{rng.choice(said)}")


def answered(pair: tuple[int, int], right: bool, rng: np.random.Generator) -> Example:
    """A question which of two numbers is more, and an answer in some wording."""
    first, second = pair if rng.random() < 0.5 else pair[::-1]
    number = max(pair) if right else min(pair)
    return Example(f"Which is more, {first} or {second}?", str(rng.choice(WORDINGS)).format(number))
