"""RewardAgent: does a learned reward gain from checks that a router chooses, and more than the checks alone?

Constraints are read by patterns. Facts are judged by a stand-in of stated noise that sees how well an answer does its task;
with ``--llm`` a language model judges them, on the pairs of IFBench too. The pairs of IFBench are those whose prompts the
patterns were not written on.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

import numpy as np

from guerdon import llm
from guerdon.judge import PointwiseJudge
from guerdon.learn import Interaction, Joined, Surface
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import READ, TextReward, learned
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.shape import Affine, Measure, RoutedSum, Squash, Weigh
from guerdon.testbeds import Stipulated
from guerdon.types import Comparison, Example, Scores
from guerdon.verify import Always, Constraints, Router, StatesConstraints

paper = RoutedSum.paper
room = "judge"
claim = Claim("accuracy on pairs, a learned reward with chosen checks minus the reward alone", 0.05, "accuracy")
BEYOND = Claim("accuracy on pairs, a learned reward with chosen checks minus the checks, ties a half", 0.03, "accuracy")
LEARNED, SCALED, CONSTRAINTS, FACTS = "learned", "in standard deviations", "constraints", "facts"
FACTUAL = "factual correctness: whether what the answer says is true"
GRADES = llm.Grade()
ALL = 10_000
EQUAL = 1e-6


@dataclass
class Config:
    pairs: int = 120
    """Comparisons to learn the reward from: of the testbed, and of RMB for IFBench."""
    tests: int = 120
    """Pairs of the testbed to test on."""
    stipulated: float = 0.5
    """The share of its prompts that state a constraint."""
    noise: float = 1.0
    """Of the stand-in for a judge of facts, in standard deviations of what it tries to see."""
    real: int = 80
    """Pairs of IFBench, where it is at hand with RMB; 0 leaves them out."""
    llm: str = ""
    """A language model to judge facts, such as openai:gpt-4.1-mini; the stand-in where none is named."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Errands that stipulate a form, judged with both checks; IFBench with constraints alone unless a model is named."""
    world = Stipulated(seed, share=config.stipulated)
    sample = [each for group in world.candidates(20, 4) for each in group]
    content = world.gold.part("content")
    seen = content >> Affine.standardising(content, sample)
    model = llm.load(config.llm) if config.llm else llm.SimulatedJudge(seen, noise=config.noise, seed=seed)
    outcomes = compared(world.comparisons(config.pairs), tested(world, config.tests), "stipulated errands", seed, model)
    train, bench = (
        at_hand("rmb", config.pairs if config.real else 0, seed),
        at_hand("ifbench", config.real and ALL, seed),
    )
    if train is not None and bench is not None:
        unseen = [row for row in bench if sha256(row.chosen.prompt_text.encode()).digest()[0] % 2][: config.real]
        outcomes += compared(train, unseen, "ifbench", seed, model if config.llm else None)
    return outcomes


def compared(
    train: Comparisons, test: Sequence[Comparison], data: str, seed: int, model: llm.LanguageModel | None
) -> list[Outcome]:
    """Every arm is a weighing of the same scores, so that each judgement is made once."""
    plain = learned(train, Joined(Interaction(max_tokens=READ), Surface()), seed)
    scale = Affine.standardising(plain, [each for row in train for each in sides(row)])
    scaled = (plain.named(LEARNED) >> scale).named(SCALED) >> Squash()  # from 0 to 1, as the checks are
    checks: dict[str, TextReward] = {CONSTRAINTS: Constraints()}
    router: Router = StatesConstraints(CONSTRAINTS)
    if model is not None:
        unit = Affine(1 / (GRADES.high - GRADES.low), GRADES.low)
        checks[FACTS] = PointwiseJudge(model, FACTUAL, form=GRADES) >> unit
        router = router | Always(FACTS)
    examples = [each for row in test for each in sides(row)]
    scores = RoutedSum(scaled, checks, router).score(examples).require()
    asked = dict.fromkeys(checks, 1.0)
    arms = {
        LEARNED: {LEARNED: 1.0},
        "both": {"base": 1.0} | asked,
        "both, not on a scale": {LEARNED: 1.0} | asked,
        "both, in standard deviations": {SCALED: 1.0} | asked,
        "both, reward for ties": {"base": 1e-3} | asked,
        "checks": asked,
        "learned and constraints": {"base": 1.0, CONSTRAINTS: 1.0},
    }
    gaps = {name: gap(Weigh(weights)(scores, examples)) for name, weights in arms.items()}
    found = {name: accuracy(values) for name, values in gaps.items()}
    decided = gaps["checks"][np.abs(gaps["checks"]) > EQUAL]
    controls = found | {
        "length": accuracy(gap(Measure("log_words").score(examples))),
        "share that the checks decide": len(decided) / len(test),
        "checks right where they decide": accuracy(decided) if len(decided) else 0.5,
        "checks of a prompt": float(scores.parts["chosen"].mean()),
        "spread of the reward": float(scores.parts[LEARNED].std()),
        "judgements": float(len(examples) * (FACTS in checks)),
    }
    return [
        Outcome(found[LEARNED], found["both"], data, controls),
        Outcome(found["checks"], found["both"], f"{data}, against the checks", claim=BEYOND),
    ]


def sides(row: Comparison) -> tuple[Example, Example]:
    return row.chosen, row.rejected


def gap(scores: Scores) -> np.ndarray:
    """What the better response has more than the other of its pair, which stands behind it."""
    values = scores.values.detach().double().numpy()
    return values[::2] - values[1::2]


def accuracy(gaps: np.ndarray) -> float:
    """The share of the pairs that are won, ties a half."""
    return float((gaps > EQUAL).mean() + 0.5 * (np.abs(gaps) <= EQUAL).mean())


def tested(world: Stipulated, pairs: int) -> list[Comparison]:
    """Two answers to prompts that no comparison uses, the better one by gold as chosen; none that are equally good."""
    groups = world.candidates(pairs, 2)
    gold = world.gold.score([each for group in groups for each in group]).require().values.view(-1, 2)
    ordered = [
        (better, worse) if first > second else (worse, better)
        for (better, worse), (first, second) in zip(groups, gold.tolist(), strict=True)
        if first != second
    ]
    return [Comparison(chosen, rejected) for chosen, rejected in ordered]
