"""AdaptiveStep: are steps that begin where the policy was in doubt worth more labels than steps cut anywhere?"""

from collections.abc import Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass

import numpy as np
import torch
from jaxtyping import Float

from guerdon.audit.selection import picked
from guerdon.budget import Budget
from guerdon.feedback import rollout_labels
from guerdon.learn import CausalEncoder, FineTune, Likelihood, RewardModel, ScalarHead, UnitHead, UnitLabels, fit, tiny
from guerdon.learn.segmenters import EqualCuts, LowConfidence, RandomCuts, Segmenter
from guerdon.learn.segmenters.uncertainty import read
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.statistics import auroc
from guerdon.testbeds import Chains
from guerdon.types import Example

paper = Paper(
    "liu2025adaptivestep", "AdaptiveStep: Automatically Dividing Reasoning Step through Model Confidence",
    "Liu, Yuliang and others", 2025, arxiv="2502.13943",
)  # fmt: skip

room = "learn"
claim = Claim(
    "right answers among the best of 16 by the least value of a step, steps cut where the model was in doubt minus steps "
    "cut at random, for equal rollouts",
    at_least=0.02,
    unit="share of the questions",
)
POLICY = 7
"""What random numbers of continuations are drawn for."""
Groups = Sequence[tuple[Example, ...]]


@dataclass
class Config:
    corpus: int = 800
    """Answers that the language model learns from."""
    rollouts: int = 3000
    """Continuations that each way to cut may spend on labels."""
    quantile: float = 0.1
    """The share of tokens that open a step: two steps an answer."""
    continuations: int = 4
    """Rollouts from the end of each step."""
    questions: int = 60
    """Questions drawn anew, of which each gets as many answers as best-of-n picks from."""
    n: int = 16
    """Answers that best-of-n picks from."""


def run(config: Config, seed: int) -> Outcome:
    """One policy and its language model; the same number of rollouts for each way to cut its answers into steps."""
    world = Chains(seed, base=3, sums=2, slip=0.3, elsewhere=0.0)
    answers = [row.example for row in world.corpus(config.corpus)]
    texts = [f"{answer.prompt_text} {answer.response}" for answer in answers]
    language = CausalEncoder(tiny(texts, layers=1, spread=0.125), language=True)
    solver = FineTune(epochs=5, learning_rate=4e-3, patience=None)
    fit(RewardModel(language, ScalarHead()), world.corpus(config.corpus), Likelihood(), solver=solver, seed=seed)
    doubt = LowConfidence.at(language, answers, config.quantile)
    apart = spacing(answers, doubt)
    ways = {"doubt": doubt, "random": RandomCuts(apart, seed), "every sum": EqualCuts(6)}
    groups = world.candidates(config.questions, config.n)
    truth = [np.array([float(world.correct(one)) for one in group]) for group in groups]
    rewards = {f"steps cut by {name}": valued(world, language, units, config, seed) for name, units in ways.items()}
    scores = {name: grouped(reward.score(flat(groups)).values, groups) for name, reward in rewards.items()}
    scores |= {f"{how} log-probability alone": row for how, row in confidence(language, groups).items()}
    controls = {name: float(picked(found, truth, config.n).mean()) for name, found in scores.items()}
    every = np.concatenate(truth) > 0.5
    controls |= {f"AUROC of answers, {name}": auroc(np.concatenate(found), every) for name, found in scores.items()}
    controls |= {"one answer": float(np.mean(truth)), "any right": float(np.max(truth, axis=1).mean())}
    controls["words between cuts"] = apart
    controls["chance that the language model gives to right sums"] = known(language, flat(groups), world)
    return Outcome(controls["steps cut by random"], controls["steps cut by doubt"], "chains", controls)


def spacing(answers: Sequence[Example], units: Segmenter) -> float:
    """The words for each cut, so that as many are made at random: one in so many of the spaces between words."""
    spaces = sum(len(answer.response.split()) - 1 for answer in answers)
    return spaces / sum(len(places) - 1 for places in units(answers))


def valued(world: Chains, language: CausalEncoder, units: Segmenter, config: Config, seed: int) -> RewardModel:
    """The value of each step, learned from as many answers as the rollouts last for."""
    rng = np.random.default_rng([seed, POLICY])
    answers = [row.example for row in world.corpus(config.corpus)]
    ends = [places.tolist() for places in units(answers)]
    spent = np.cumsum([config.continuations * (len(places) - 1) for places in ends])
    paid = int(np.searchsorted(spent, config.rollouts, side="right"))
    labels = rollout_labels(
        answers[:paid],
        ends[:paid],
        lambda begun, n: [world.complete(begun, rng) for _ in range(n)],
        world.correct,
        config.continuations,
        budget=Budget(rollouts=config.rollouts),
    )
    model = RewardModel(deepcopy(language), UnitHead("min", units), seed)
    solver = FineTune(epochs=4, learning_rate=2e-3, patience=None)
    fit(model, labels, UnitLabels(), solver=solver, seed=seed)
    return model


def known(language: CausalEncoder, answers: Sequence[Example], world: Chains) -> float:
    """How probable the language model finds the results of sums where they are right: whether it has learned to add."""
    right = torch.tensor([world.sums_right(answer) for answer in answers])
    return float(torch.stack(list(read(language, answers).logprobs or ())).exp()[:, 4::6][right].mean())


def confidence(language: CausalEncoder, groups: Groups) -> Mapping[str, list[Float[np.ndarray, "n"]]]:
    """What the language model's own doubt says of each answer."""
    said = read(language, flat(groups)).logprobs or ()
    pooled = {"mean": [row.mean() for row in said], "least": [row.min() for row in said]}
    return {how: grouped(torch.stack(rows), groups) for how, rows in pooled.items()}


def flat(groups: Groups) -> list[Example]:
    return [example for group in groups for example in group]


def grouped(values: Float[torch.Tensor, "m"], groups: Groups) -> list[Float[np.ndarray, "n"]]:
    """One array for each question."""
    return list(values.double().numpy().reshape(len(groups), -1))
