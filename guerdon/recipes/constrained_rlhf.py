"""Constrained RLHF: does each part of a reward end where the evaluation is best when its weight moves by itself?"""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int

from guerdon.audit import proxy_point
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.candidate_tables import Answers, table, tasks, told
from guerdon.recipes.weighed_training import Parts, constrained, summed
from guerdon.shape import Affine, AtMost, Exactly, Lagrangian, Measure, PromptRelevance
from guerdon.testbeds import Chooser

paper = Lagrangian.paper
room = "shape"
claim = Claim("evaluation at the end of training, each part held at its point minus their plain sum", 0.5, "gold")
STOPPED = Claim(
    "the same, minus the best of five weighted sums stopped at their best, which the points were found from",
    0.0,
    "gold",
)
REAL = Claim(
    "chance that GPT-4 prefers what the policy chooses to the baseline's, each part held at its point minus their sum",
    at_least=0.01, unit="probability",
)  # fmt: skip
SUMS = ((1.0, 1.0), (1.0, 0.5), (0.5, 1.0), (1.0, 0.0), (0.0, 1.0))
"""Fixed weights of the parts."""


@dataclass
class Config:
    prompts: int = 40
    """Prompts of the made world."""
    answers: int = 60
    """Candidates of each."""
    correlation: float = 0.5
    """Of the two parts."""
    best: tuple[float, float] = (1.0, 0.5)
    """Where the evaluation is highest: -(J_1 - best_1)^2 - (J_2 - best_2)^2, J the means of the parts."""
    steps: int = 600
    """Of each training, of 64 answers each."""
    price: float = 0.02
    """What a nat of divergence costs the sums, in units of the parts."""
    real: int = 40
    """Instructions of AlpacaEval, where it is at hand; 0 leaves them out."""
    models: int = 40
    """Models whose answers are chosen among there."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Policies under fixed sums, and under weights that move to the points that the sums' logs show."""
    rng = np.random.default_rng([seed, 71])
    first, other = rng.normal(size=(2, config.prompts, config.answers))
    second = config.correlation * first + (1 - config.correlation**2) ** 0.5 * other
    values, groups = {"first": first, "second": second}, tasks(*first.shape)

    def evaluate(prompts: Int[np.ndarray, "n"], chosen: Int[np.ndarray, "n"]) -> float:
        means = [float(each[prompts, chosen].mean()) for each in values.values()]
        return -sum((mean - best) ** 2 for mean, best in zip(means, config.best, strict=True))

    reward = told(groups, first).named("first") + told(groups, second).named("second")
    found = measured(config, Parts(reward, values, evaluate), seed)
    sums = found["weighted sums, stopped at their best"]
    outcomes = [
        Outcome(found["sum"], found["exactly"], "candidates", found),
        Outcome(sums, found["exactly"], "candidates, against weighted sums", claim=STOPPED),
    ]
    answers = Answers.drawn(config.real, config.models, 0, seed)
    if answers is not None:
        every = [one for group in answers.groups for one in group]
        rules = {"length": Measure("log_words"), "relevance": PromptRelevance.of([one.response for one in every])}
        scaled = {name: rule >> Affine.standardising(rule, every) for name, rule in rules.items()}
        real = {name: table(each, answers.groups) for name, each in scaled.items()}
        wins = answers.wins
        reward = scaled["length"].named("length") + scaled["relevance"].named("relevance")
        found = measured(config, Parts(reward, real, lambda x, y: float(wins[x, y].mean())), seed)
        outcomes.append(Outcome(found["sum"], found["exactly"], "alpaca-eval, length and relevance", found, REAL))
    return outcomes


def measured(config: Config, world: Parts, seed: int) -> dict[str, float]:
    """The evaluation at the end of each training, on prompts that no weight and no target was chosen by."""
    sums = [summed(world, weights, config.price, config.steps, seed) for weights in SUMS]
    best = max(sums, key=lambda log: max(log.tuning))
    point = proxy_point([row for log in sums for row in log.parts], [value for log in sums for value in log.tuning])
    held = {
        name: constrained(world, point.targets, bound, config.steps, seed)
        for name, bound in (("exactly", Exactly()), ("at most", AtMost()))
    }
    found = {"sum": sums[0].end, "weighted sums, stopped at their best": best.test[int(np.argmax(best.tuning))]}
    found |= {"best weighted sum at its end": max(sums, key=lambda log: log.tuning[-1]).end}
    found |= {"without training": sums[0].test[0]} | {name: log.end for name, log in held.items()}
    found |= {f"point of {name}": value for name, value in point.targets.items()}
    found |= {"variance that the surface explains": point.explained}
    for name in point.targets:
        late = [row[name] for row in held["exactly"].parts[-len(held["exactly"].parts) // 4 :]]
        found |= {
            f"{name} at the end, exactly": float(np.mean(late)),
            f"how far {name} still moves": float(np.std(late)),
        }
    calls = float(config.steps * Chooser(1, 1).batch)
    return found | {"reward calls, sum": calls, "reward calls, exactly": (len(SUMS) + 1) * calls}
