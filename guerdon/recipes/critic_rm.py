"""Critic-RM: do critiques tell which labels are to be learned from?

The critic of the filter is simulated, with an error for each answer that no number of critiques averages out; so is the judge
who ranks critiques, and shares that error, as the same model would. The texts and the labels, some of which are turned round,
are real where they are at hand. The schedule of the joint loss is a control of ``cloud``, where a model writes.
"""

from dataclasses import dataclass, replace

import numpy as np

from guerdon import llm as models
from guerdon.audit import examine
from guerdon.feedback import Confidence
from guerdon.judge import Critic, CriticGrade, PointwiseJudge, RankedCritiques, Refinement
from guerdon.judge.critique import CRITIC_RM as PAPER
from guerdon.learn import Interaction, Joined, Surface
from guerdon.llm import Grade, LanguageModel, Sampling, SimulatedJudge, template
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import READ, learned
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.shape import Recorded
from guerdon.testbeds import Errands, GradeAccuracy
from guerdon.types import Comparison, Message

paper = PAPER
room = "judge"
claim = Claim(
    "accuracy on true labels, a reward that learned from the pairs on which the critic agrees minus from as many at random",
    at_least=0.01, unit="accuracy",
)  # fmt: skip
ALL = Claim("the same minus a reward that learned from all pairs", 0.01, "accuracy")
RANK = Claim("true labels among kept pairs, by the best critiques minus by as many at random", 0.01, "share of pairs")
MEAN = Claim("the same minus by all critiques, of which no judge is asked", 0.01, "share of pairs")
Judges = tuple[LanguageModel, LanguageModel]  # who writes critiques, and who grades them


@dataclass
class Config:
    pairs: int = 140
    """Comparisons to learn from, before the filter."""
    tests: int = 140
    """Comparisons of other prompts, with true labels."""
    flips: float = 0.25
    """The share of labels that is turned round."""
    critiques: int = 10
    """Of each answer."""
    gap: float = 1.4
    """What the critic sees between a better and a worse answer, in standard deviations of quality."""
    blind: float = 0.7
    """Its error on an answer, the same in each of its critiques."""
    noise: float = 1.5
    """Its error in each critique."""
    best: int = 2
    """Critiques of each answer that are kept where they are ranked."""
    meta_noise: float = 1.0
    """The error of whoever ranks them, in standard deviations of quality by which a grade is wrong."""
    llm: str = ""
    """A language model as critic and judge of critiques, as ``guerdon.llm.load`` names it; simulated ones when empty."""


def run(config: Config, seed: int) -> list[Outcome]:
    """The filter on texts of a testbed, and of people where they are at hand."""
    made = Errands(seed, noise=0.001).comparisons(config.pairs + config.tests)
    outcomes = filtered(list(made), "errands", config, seed)
    real = at_hand("rmb", config.pairs + config.tests, seed)
    if real is not None:
        outcomes += filtered(list(real), "rmb", config, seed)
    return outcomes


def filtered(rows: list[Comparison], data: str, config: Config, seed: int) -> list[Outcome]:
    """Rewards of one kind that learned from all pairs, from those that a critic kept, and from as many by chance."""
    rng = np.random.default_rng([seed, 21])
    rows = [row if row.target >= 0.5 else row.flipped() for row in rows]
    train, test = Comparisons.of(rows).split(config.tests / len(rows), seed, purpose="test")
    flips = rng.random(len(train)) < config.flips
    noisy = Comparisons.of(
        replace(row, chosen=row.rejected, rejected=row.chosen, id="") if flip else row
        for row, flip in zip(train, flips.tolist(), strict=True)
    )
    judges = (models.load(config.llm),) * 2 if config.llm else simulated(rows, config, rng, seed)
    critic = judges[0]
    kept = {n: keeps(noisy, critic, n, seed) for n in sorted({1, config.critiques})}
    places = kept[config.critiques]
    parts = {
        "all": list(range(len(noisy))),
        "kept": places,
        "as many by chance": rng.permutation(len(noisy))[: len(places)].tolist(),
        "as many with true labels": [*np.flatnonzero(~flips), *np.flatnonzero(flips)][: len(places)],
    }
    removed = sorted(set(range(len(test))) - set(keeps(test, critic, config.critiques, seed)))
    controls = {f"{what} of the critic": float(critic.budget.spent[what]) for what in ("calls", "tokens")}
    controls["true labels, kept by one critique"] = float((~flips)[kept[1]].mean())
    for name, some in parts.items():
        reward = learned(
            noisy.select([int(one) for one in some]), Joined(Interaction(max_tokens=READ), Surface()), seed
        )
        right = examine(reward, test).correct
        controls |= {
            f"accuracy, {name}": float(right.mean()),
            f"accuracy where the critic is wrong, {name}": float(right[removed].mean()) if removed else float("nan"),
            f"true labels, {name}": float((~flips)[some].mean()),
            f"pairs, {name}": float(len(some)),
        }
    found = {name: controls[f"accuracy, {name}"] for name in parts}
    return [
        Outcome(found["as many by chance"], found["kept"], data, controls),
        Outcome(found["all"], found["kept"], f"{data}, against all pairs", {}, ALL),
        *ranked(noisy, ~flips, judges, f"{data}, ranked", config, seed),
    ]


def ranked(rows: Comparisons, true: np.ndarray, judges: Judges, data: str, config: Config, seed: int) -> list[Outcome]:
    """The filter by the best critiques of each answer, and by as many at random, which are the first that were written."""
    critic, meta = judges
    best = RankedCritiques(PointwiseJudge(meta, template=template("critique-grade")), config.best)
    kept = {
        "the best critiques": keeps(rows, critic, config.critiques, seed, best),
        "as many at random": keeps(rows, critic, config.best, seed),
        "all critiques": keeps(rows, critic, config.critiques, seed),
    }
    shares = {name: float(true[places].mean()) for name, places in kept.items()}
    controls = {f"true labels, by {name}": share for name, share in shares.items()}
    for name, places in kept.items():
        controls[f"pairs, by {name}"] = float(len(places))
        controls[f"labels judged rightly, by {name}"] = float((true == np.isin(np.arange(len(rows)), places)).mean())
    controls["calls of the model that judges critiques"] = float(meta.budget.spent["calls"])
    ranks, chance, every = shares.values()
    return [Outcome(chance, ranks, data, controls, RANK), Outcome(every, ranks, f"{data}, against all", {}, MEAN)]


def simulated(rows: list[Comparison], config: Config, rng: np.random.Generator, seed: int) -> Judges:
    """A critic who errs on each answer and in each critique, and a judge of critiques who sees the second error alone."""
    seen: dict[str, float] = {}
    worth: dict[tuple[Message, ...], float] = {}
    for row in rows:
        for side, sign in ((row.chosen, 0.5), (row.rejected, -0.5)):
            seen.setdefault(side.identity, sign * config.gap + config.blind * float(rng.normal()))
            worth[side.messages] = seen[side.identity]
    critic = SimulatedJudge(Recorded(seen), config.noise, seed=seed)
    return critic, SimulatedJudge(GradeAccuracy(worth), config.meta_noise, seed=seed)


def keeps(rows: Comparisons, llm: LanguageModel, n: int, seed: int, refine: Refinement | None = None) -> list[int]:
    """The places of the pairs on which the mean grade of n critiques, or of what remains of them, agrees with the label."""
    critic = Critic(llm, form=Grade(), sampling=Sampling(n, 1.0, seed=seed), refine=refine)
    judged = Confidence(CriticGrade(critic)).judge(rows)
    return [place for place, dropped in enumerate(judged) if dropped is None]
