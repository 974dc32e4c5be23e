"""CALM: how good must a judge of sub-goals be, before its verdicts may be paid for?"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from guerdon import llm
from guerdon.judge import PointwiseJudge
from guerdon.papers import Paper
from guerdon.recipes.base import Claim, Outcome
from guerdon.reward import Reward
from guerdon.shape import steps
from guerdon.testbeds.door_key import DoorKey
from guerdon.testbeds.door_key_steps import labelled_steps
from guerdon.testbeds.q_learning import Memory, QLearning, Tasks
from guerdon.types import Transitions

paper = Paper(
    "pignatelli2024assessing", "Assessing the Zero-Shot Capabilities of LLMs for Action Evaluation in RL",
    "Pignatelli, Eduardo and others", 2024, arxiv="2409.12798",
)  # fmt: skip
room = "judge"
RATE = "share of the best rate of success"
claim = Claim(
    "how often episodes succeed while learning, with a judge that finds 80 % of achievements and makes up 5 %, each "
    "sub-goal paid once an episode minus paid every time",
    at_least=0.2, unit=RATE,
)  # fmt: skip
PERFECT = Claim("the same with a judge that never errs, paid every time minus no bonus", at_least=0.1, unit=RATE)
USEFUL = Claim("the same, paid once an episode minus no bonus", at_least=0.1, unit=RATE)
POTENTIAL = Claim("the same, a potential on what was achieved minus paid once an episode", at_least=0.1, unit=RATE)
ALIKE = Claim(
    "the same where the judge always errs alike, paid once an episode minus paid every time", at_least=0.2, unit=RATE
)
JUDGED = Claim("steps that a model judges right, half of them achievements, minus chance", at_least=0.2, unit="share")
Ways = dict[str, Callable[[steps.Labeller], tuple[Reward[Transitions], Memory | None]]]


@dataclass
class Config:
    worlds: int = 8
    """Layouts of DoorKey, 6 by 6, that are learned one by one."""
    steps: int = 1500
    """Of each of the sixteen environments of a layout."""
    size: float = 0.1
    """Of the bonus for a sub-goal; success pays 1."""
    hits: float = 0.8
    """The share of achievements that the judge finds, where that is not what varies."""
    false_alarms: float = 0.05
    """The share of other steps that it takes for achievements, where that is not what varies."""
    llm: str = ""
    """A language model, such as openai:gpt-4.1-mini, that is asked about a hundred steps too; none where empty."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The same learner and worlds with each way to pay for each judge."""
    rng = np.random.default_rng([seed, 5])
    worlds = [DoorKey.drawn(rng) for _ in range(config.worlds)]
    tasks = Tasks.of([world.tabular for world in worlds], [world.goal for world in worlds])
    goal = steps.StateValues(tuple(tasks.ends.astype(float).tolist()))
    achieved = {
        "key": np.concatenate([world.carrying for world in worlds]),
        "door": np.concatenate([world.unlocked for world in worlds]),
    }
    truth = steps.EnteredLabels({name: tuple(np.flatnonzero(held).tolist()) for name, held in achieved.items()})
    learner = QLearning(envs=16)
    ways = payments(config.size, learner.discount)

    def success(judge: steps.Labeller, way: str) -> float:
        bonus, memory = ways[way](judge)
        ended = learner.learn(tasks, goal + bonus, config.steps, seed, memory)
        return learner.rate_of_success(tasks, ended)

    p, q = config.hits, config.false_alarms
    usual, errs_alike = named(p, q), "errs alike"
    judges = {"no errors": steps.Misjudged(truth, 1.0, 0.0, seed), **drawn(truth, config, seed)}
    judges[errs_alike] = steps.MisjudgedAlike(truth, p, q, seed)
    plain = ("every time", "once", "potential")
    found = {f"{way}, {name}": success(judge, way) for name, judge in judges.items() for way in plain}
    found |= {f"{way}, {usual}": success(judges[usual], way) for way in ways if way not in plain}
    found["no bonus"] = learner.rate_of_success(tasks, learner.learn(tasks, goal, config.steps, seed))
    chance = float(np.mean(1 / tasks.fewest_steps()))
    found |= {f"F1, {what}, {usual}": f1(p, q, share) for what, share in (("balanced", 0.5), ("on the way", chance))}
    where = f"DoorKey, {usual}"
    return [
        Outcome(found[f"every time, {usual}"], found[f"once, {usual}"], where, found),
        Outcome(found["no bonus"], found["every time, no errors"], "DoorKey, no errors", claim=PERFECT),
        Outcome(found["no bonus"], found[f"once, {usual}"], f"{where}, against no bonus", claim=USEFUL),
        Outcome(found[f"once, {usual}"], found[f"potential, {usual}"], f"{where}, potential", claim=POTENTIAL),
        Outcome(
            found[f"every time, {errs_alike}"], found[f"once, {errs_alike}"], f"{where}, {errs_alike}", claim=ALIKE
        ),
        *(asked(config.llm, worlds, seed) if config.llm else ()),
    ]


def asked(model: str, worlds: list[DoorKey], seed: int) -> list[Outcome]:
    """A language model on steps as text, one by one and without examples."""
    shown = labelled_steps(worlds, 100, seed)
    judge = PointwiseJudge(llm.load(model), form=llm.YesOrNo(), template=llm.template("sub-goal"))
    said = judge.score([step for step, _ in shown]).values.numpy()
    achieved = np.array([label for _, label in shown])
    right = np.where(np.isnan(said), 0.5, (said == 1) == achieved)
    rates = {"finds": float(np.nanmean(said[achieved])), "makes up": float(np.nanmean(said[~achieved]))}
    return [Outcome(0.5, float(right.mean()), "DoorKey, steps as text", rates, JUDGED)]


def payments(size: float, discount: float) -> Ways:
    """Ways to pay for verdicts; where the agent sees what was said to be achieved, the payment is a function of it."""

    def refunded(judge: steps.Labeller) -> tuple[Reward[Transitions], None]:
        return steps.Refunded(steps.OncePerEpisode(judge, size), lambda batch: batch.terminated, discount), None

    def once(judge: steps.Labeller) -> tuple[steps.OncePerEpisode, steps.OncePerEpisode]:
        bonus = steps.OncePerEpisode(judge, size)
        return bonus, bonus

    def potential(judge: steps.Labeller) -> tuple[steps.AchievedPotential, steps.AchievedPotential]:
        bonus = steps.AchievedPotential(judge, size, discount)
        return bonus, bonus

    return {
        "every time": lambda judge: (steps.Bonus(judge, size), None),
        "once": lambda judge: (once(judge)[0], None),
        "refunded": refunded,
        "potential": lambda judge: (potential(judge)[0], None),
        "once, seen": once,
        "potential, seen": potential,
    }


def drawn(truth: steps.Labeller, config: Config, seed: int) -> dict[str, steps.Misjudged]:
    """Judges that vary in what they make up, and in what they find."""
    rates = [(config.hits, q) for q in (0.0, 0.01, config.false_alarms)] + [(0.5, config.false_alarms)]
    return {named(p, q): steps.Misjudged(truth, p, q, seed) for p, q in rates}


def named(hits: float, false_alarms: float) -> str:
    return f"finds {hits:.0%}, makes up {false_alarms:.0%}"


def f1(hits: float, false_alarms: float, share: float) -> float:
    """The F1 of a judge where a share of the steps are achievements."""
    right = share * hits
    return 2 * right / (right + (1 - share) * false_alarms + share)
