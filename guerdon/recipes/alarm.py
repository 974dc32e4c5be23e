"""ALaRM: do aspects help that count only where the whole is already good, and were chosen because they go with it?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import torch

from guerdon.audit import examine, tilted_together
from guerdon.learn import Surface
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.candidate_tables import table, tasks, told
from guerdon.recipes.contenders import Shared, TextReward, learned
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.reward import Reward
from guerdon.shape import Affine, Gate, Measure, Squash, consistent_aspects, inconsistency
from guerdon.surface import words
from guerdon.types import Example, Scores

paper = Gate.paper
room = "shape"
claim = Claim(
    "gold of the best policy at one divergence, the consistent aspect above a threshold minus the holistic reward alone",
    at_least=0.05, unit="gold sd",
)  # fmt: skip
SUMS = Claim("the same, minus the best of three weighted sums with that aspect", at_least=0.0, unit=claim.unit)
WRONG = Claim("the same with the least consistent aspect, minus its sum under the same weight", 0.05, claim.unit)
REAL = Claim(
    "accuracy on people's preferences, the consistent aspect above a threshold minus the holistic reward alone",
    at_least=0.01, unit="accuracy",
)  # fmt: skip
WEIGHTS = (1.0, 5.0, 25.0)
"""Of the holistic reward, in sums; the gate has the middle one."""


@dataclass
class Config:
    prompts: int = 50
    """Prompts of the made world."""
    answers: int = 200
    """Candidates of each."""
    noise: float = 1.0
    """What the holistic reward gets wrong, in standard deviations of gold."""
    above: float = 0.6
    """The threshold, in standard deviations of the holistic reward."""
    units: float = 8.0
    """Sentences of a response, each with its aspect between 0 and 1."""
    nats: float = 1.0
    """The divergence of the policies from the first one."""
    real: int = 2052
    """Comparisons of QA-Feedback, where they are at hand: half to learn from; 0 leaves them out."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Policies of each combination, computed exactly on candidates; and rewards of real answers from passages."""
    rng = np.random.default_rng([seed, 61])
    gold, *errors = rng.normal(size=(5, config.prompts, config.answers))
    groups = tasks(*gold.shape)
    every = [one for some in groups for one in some]
    holistic = told(groups, gold + config.noise * errors[0])
    rates = {"correlated 0.7": 0.7, "correlated -0.3": -0.3, "unrelated": 0.0}
    raw = {
        name: told(groups, rate * gold + (1 - rate**2) ** 0.5 * error)
        for (name, rate), error in zip(rates.items(), errors[1:], strict=True)
    }
    found = inconsistency(holistic, raw, [(some[place], some[place + 1]) for some in groups for place in (0, 2)])
    order = consistent_aspects(found, keep=len(raw))
    h = holistic >> Affine.standardising(holistic, every)
    arms: dict[str, TextReward] = {"holistic": h}
    for name in order:
        arms |= combined(h, raw[name] >> Squash() >> Affine(config.units), config.above, name)
        arms[f"aspect alone, {name}"] = raw[name]
    got = {
        name: float((tilted_together(table(reward, groups), config.nats) * gold).sum(1).mean())
        for name, reward in arms.items()
    }
    best, worst = order[0], order[-1]
    controls = got | {f"inconsistency, {name}": each.share for name, each in found.items()}
    controls["the aspect that goes with gold is chosen"] = float(best == "correlated 0.7")
    gated, sums = got[f"gate, {best}"], [got[f"sum, weight {weight:g}, {best}"] for weight in WEIGHTS]
    return [
        Outcome(got["holistic"], gated, "candidates", controls),
        Outcome(max(sums), gated, "candidates, against weighted sums", claim=SUMS),
        Outcome(
            got[f"sum, weight {WEIGHTS[1]:g}, {worst}"], got[f"gate, {worst}"], "candidates, wrong aspect", claim=WRONG
        ),
        *answered(config, seed),
    ]


def combined(h: TextReward, aspect: TextReward, above: float, name: str) -> dict[str, TextReward]:
    """The published hierarchy and the sums that it is compared with."""
    sums: dict[str, TextReward] = {f"sum, weight {weight:g}, {name}": weight * h + aspect for weight in WEIGHTS}
    return sums | {f"gate, {name}": Gate(h, aspect, above, WEIGHTS[1])}


def answered(config: Config, seed: int) -> list[Outcome]:
    """Answers from passages: a holistic reward learned from half of the questions, aspects that are rules."""
    records = at_hand("qa-feedback", config.real, seed)
    if records is None:
        return []
    train, test = records.split(0.5, seed)
    answers = list({each.identity: each for row in train for each in (row.chosen, row.rejected)}.values())
    holistic = learned(train, Surface(), seed)
    raw: Mapping[str, TextReward] = {
        "said in the passages": Grounded(), "near the question": Shared.of([each.response for each in answers]),
        "length": Measure("log_words"),
    }  # fmt: skip
    found = inconsistency(holistic, raw, [(row.chosen, row.rejected) for row in train])
    (best,) = consistent_aspects(found)
    h = holistic >> Affine.standardising(holistic, answers)
    arms: dict[str, TextReward] = {"holistic": h}
    for name, reward in raw.items():
        scaled = reward >> Affine.standardising(reward, answers) >> Squash() >> Affine(config.units)
        arms |= combined(h, scaled, config.above, name) | {f"aspect alone, {name}": reward}
    accuracies = {name: accuracy(reward, test) for name, reward in arms.items()}
    controls = accuracies | {f"inconsistency, {name}": each.share for name, each in found.items()}
    controls |= {f"chosen, {name}": float(name == best) for name in raw}
    return [Outcome(accuracies["holistic"], accuracies[f"gate, {best}"], "qa-feedback, answers", controls, REAL)]


def accuracy(reward: TextReward, test: Comparisons) -> float:
    """On comparisons that people had a preference in."""
    judged = examine(reward, test)
    return float(judged.correct[judged.decided].mean())


@dataclass(frozen=True)
class Grounded(Reward[Sequence[Example]]):
    """The share of the response's words that its passages have: facts by a rule that knows none."""

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.tensor([self.share(example) for example in batch]))

    def share(self, example: Example) -> float:
        known = {word for passage in example.context["passages"] for text in passage for word in words(text)}
        said = words(example.response)
        return sum(word in known for word in said) / max(1, len(said))
