"""Clipped and differenced step rewards: do they keep a policy from being paid for steps that do nothing?"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
import torch
from jaxtyping import Float

from guerdon.audit import repeat_attack
from guerdon.learn import FullBatch, OutcomeLabels, RewardModel, ScalarHead, Surface, fit
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import TextReward
from guerdon.recipes.real import by_prompt, solutions
from guerdon.records import Ratings
from guerdon.shape import Affine, Clip, Delta, Prefixes, Squash, Units
from guerdon.statistics import pearson
from guerdon.testbeds import AllRight, Checker, Plodder
from guerdon.testbeds.plodder import FILLER
from guerdon.types import Example

paper = Delta.paper
room = "shape"
claim = Claim(
    "right solutions of a policy after training, clipped and differenced step rewards minus plain ones, success paid too",
    at_least=0.2, unit="share of the solutions",
)  # fmt: skip
SUCCESS = Claim(
    "the same, clipped and differenced step rewards beside success minus success alone", at_least=0.01, unit=claim.unit
)
FOLLOWS = Claim(
    "how little the sum of the step rewards follows the number of steps (1 - |Pearson|), clipped and differenced minus "
    "plain", at_least=0.3, unit="correlation",
)  # fmt: skip


@dataclass
class Config:
    steps: int = 120
    """Of the policy's training, of 32 solutions each."""
    alpha: float = 0.2
    """What a step reward of 1 counts beside success."""
    eta: float = 0.8
    """The score of a sound step."""
    errs: float = 0.1
    """How often the reward of steps is wrong about a sum."""
    problems: int = 200
    """Of GSM8K, with four solutions each, where they are at hand: half to learn from; 0 leaves them out."""


def shapes(steps: TextReward, eta: float) -> dict[str, TextReward]:
    """Step rewards as they are, and as published."""
    clipped = steps >> Units(Affine(centre=eta)) >> Units(Clip(high=0.0))
    return {
        "plain": steps, "clipped": clipped, "differenced": steps >> Delta(), "clipped, differenced": clipped >> Delta(),
    }  # fmt: skip


def run(config: Config, seed: int) -> list[Outcome]:
    """Policies that learn from success and step rewards of each shape; and real solutions in the eyes of a model."""
    policy = Plodder()
    rewards = shapes(Checker(config.errs, seed=seed), config.eta)
    found, controls = {}, {}
    for name, (reward, share) in {
        "success alone": (None, 0.0),
        **{n: (r, config.alpha) for n, r in rewards.items()},
    }.items():
        _, history = policy.learn(Paid(reward, share, policy.sums), config.steps, seed)
        found[name] = float(np.mean([right for right, _ in history[-20:]]))
        controls[f"steps of a solution, {name}"] = float(np.mean([length for _, length in history[-20:]]))
    _, history = policy.learn(Paid(rewards["plain"], config.alpha, policy.sums, mean=True), config.steps, seed)
    controls["mean of the step rewards"] = float(np.mean([right for right, _ in history[-20:]]))
    written, _, _ = policy.solve(np.full((policy.sums, 3), 1 / 3), 60, np.random.default_rng([seed, 51]))
    for name, reward in rewards.items():
        controls[f"paid for a filler, {name}"] = repeat_attack(reward, written, FILLER).slope.value
    controls |= found | {"reward calls of each": float(config.steps * policy.batch)}
    method = found["clipped, differenced"]
    return [
        Outcome(found["plain"], method, "sums, step by step", controls),
        Outcome(found["success alone"], method, "sums, against success alone", claim=SUCCESS),
        *real(config, seed),
    ]


@dataclass(frozen=True)
class Paid:
    """What each step of a solution is paid: its share of the reward of steps, and success with the last."""

    reward: TextReward | None
    share: float
    sums: int
    mean: bool = False
    """Whether the rewards of steps are divided by their number."""

    def __call__(self, batch: Sequence[Example]) -> list[Float[np.ndarray, "_k"]]:
        paid = [np.zeros(len(each.steps)) for each in batch]
        dense = None if self.reward is None else self.reward.score(batch).dense
        if dense is not None:
            sizes = [len(row) if self.mean else 1 for row in paid]
            paid = [self.share * row.double().numpy() / n for row, n in zip(dense.values, sizes, strict=True)]
        for row, success in zip(paid, AllRight(self.sums).score(batch).values.tolist(), strict=True):
            row[-1] += success
        return paid


def real(config: Config, seed: int) -> list[Outcome]:
    """Solutions of four models, each line a step, scored by a model that learned from beginnings how they end."""
    rows = solutions(config.problems)
    if rows is None:
        return []
    learn, test = rows.split(0.5, seed)
    beginnings = Ratings.of(
        replace(row, example=replace(row.example, response="".join(lines(row.example)[:count])), id="")
        for row in learn for count in range(1, len(lines(row.example)) + 1)
    )  # fmt: skip
    model = RewardModel(Surface(), ScalarHead(), seed)
    fit(model, beginnings, OutcomeLabels(), solver=FullBatch(), seed=seed)
    groups = [[replace(row.example, steps=lines(row.example)) for row in group] for group in by_prompt(test)]
    truth = [np.array([row.values["correct"] for row in group]) for group in by_prompt(test)]
    every = [each for group in groups for each in group]
    counts = np.array([float(len(each.steps)) for each in every])
    dense = Prefixes(model >> Squash())
    scored = dense.score(every).dense
    assert scored is not None, "beginnings are units"
    level = float(torch.cat(scored.values).mean())
    follows, controls = {}, {"right at random": float(np.concatenate(truth).mean())}
    for name, reward in shapes(dense, level).items():
        totals = reward.score(every).to("response").values.double().numpy()
        follows[name] = 1 - abs(pearson(totals, counts))
        picked = np.split(totals, np.cumsum([len(group) for group in groups])[:-1])
        controls[f"right of the best of four, {name}"] = float(
            np.mean([each[one.argmax()] for each, one in zip(truth, picked, strict=True)])
        )
    controls |= {f"1 - |correlation with steps|, {name}": value for name, value in follows.items()}
    return [Outcome(follows["plain"], follows["clipped, differenced"], "gsm8k, four models", controls, FOLLOWS)]


def lines(example: Example) -> tuple[str, ...]:
    return tuple(example.response.splitlines(keepends=True))
