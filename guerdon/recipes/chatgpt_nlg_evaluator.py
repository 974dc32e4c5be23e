"""Models as raters: does what a model says of a text agree with people more than what counts shared words?

Where no model is named, one is simulated, which knows how good a text is and errs; it is asked by the same prompts, and its
answers are read in the same way.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from jaxtyping import Float

from guerdon import llm as models
from guerdon.audit import Agreement, agreement
from guerdon.audit.agreement import paper as paper
from guerdon.judge import PointwiseJudge
from guerdon.learn import SentenceEmbedder
from guerdon.llm import Grade, LanguageModel, SimulatedJudge
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.real import at_hand
from guerdon.shape import Recorded
from guerdon.surface import length, words
from guerdon.testbeds import Errands
from guerdon.types import Example

room = "audit"
claim = Claim("Kendall's tau-b with people within items, cosine of sentence vectors minus shared words", 0.05, "tau-b")
COARSE = Claim(
    "tau-b within items by the published mean, a judge of five grades minus the same judge of a hundred", 0.0, "tau-b"
)
LEVEL = "kendall tau-b"
SCALES = {"hundred": Grade(0, 100), "five": Grade(1, 5)}
CRITERION = "overall quality: how well the answer does what the task asks, in what it says and in how it says it"


@dataclass
class Config:
    items: int = 80
    """Tasks of the testbed, and tweets."""
    systems: int = 5
    """Answers to each task."""
    people: int = 3
    """Raters of the testbed."""
    noise: float = 0.7
    """Of raters and of the judge, in standard deviations of quality within a task."""
    failures: float = 0.1
    """The share of the simulated judge's answers that cannot be read."""
    llm: str = ""
    """A language model that grades in place of the simulated one, as ``guerdon.llm.load`` names it."""


def run(config: Config, seed: int) -> list[Outcome]:
    """A judge of known noise on the testbed, in grades of two kinds; metrics of paraphrases that people rated."""
    outcomes = [simulated(config, seed)]
    rows = at_hand("twitter-paraphrases", 10_000, seed)
    if rows is None:
        return outcomes
    rated: dict[str, dict[str, float]] = {}
    for row in rows:
        for side in (row.chosen, row.rejected):
            rated.setdefault(row.chosen.prompt_text, {})[side.response] = side.meta["score"]
    chosen = [name for name in rated if len(rated[name]) >= config.systems][: config.items]
    examples = [Example(name, text) for name in chosen for text in rated[name]]
    human = np.array([[score] for name in chosen for score in rated[name].values()])
    scored = metrics(examples)
    if config.llm:
        scored["grades of a model"] = grades(models.load(config.llm), examples, SCALES["hundred"])
    found = {name: judged(scores, human, examples) for name, scores in scored.items()}
    controls = {
        f"{level}, {how}, {name}": getattr(each, how).value
        for name, agreed in found.items()
        for level, each in agreed.correlations.items()
        for how in ("by_item", "pooled")
    }
    controls["tied pairs, people"] = found["cosine"].tied_people
    best = {name: agreed.correlations[LEVEL].by_item.value for name, agreed in found.items()}
    return [*outcomes, Outcome(best["shared words"], best["cosine"], "twitter-paraphrases", controls)]


def metrics(examples: Sequence[Example]) -> dict[str, Float[np.ndarray, "n"]]:
    """Scores of each response by what it has in common with its prompt."""
    embed = SentenceEmbedder(max_tokens=48)
    prompts, responses = embed([each.prompt_text for each in examples]), embed([each.response for each in examples])
    sets = [(frozenset(words(each.prompt_text)), frozenset(words(each.response))) for each in examples]
    return {
        "cosine": (prompts * responses).sum(1).astype(np.float64),
        "shared words": np.array([2 * len(a & b) / max(1, len(a) + len(b)) for a, b in sets]),
        "length": np.array([float(length(each.response)) for each in examples]),
    }


def judged(
    scores: Float[np.ndarray, "n"], human: Float[np.ndarray, "n people"], examples: Sequence[Example]
) -> Agreement:
    return agreement(scores, human, [each.prompt_text for each in examples])


def simulated(config: Config, seed: int) -> Outcome:
    """One judge asked by four prompts: in steps of a hundred and of five, with another answer beside it and without."""
    world = Errands(seed)
    drawn = world.candidates(config.items, config.systems + 1)
    groups = [group[:-1] for group in drawn]
    gold = np.array([world.gold.score(group).values.double().numpy() for group in groups])
    quality = ((gold - gold.mean()) / (gold - gold.mean(1, keepdims=True)).std()).ravel()
    rng = np.random.default_rng([seed, 7])
    human = np.round(quality[:, None] + config.noise * rng.normal(size=(len(quality), config.people)), 1)
    examples = [each for group in groups for each in group]
    beside = [replace(each, reference=group[-1].response) for group in drawn for each in group[:-1]]
    known = {
        each.identity: worth for some in (examples, beside) for each, worth in zip(some, quality.tolist(), strict=True)
    }
    judge: LanguageModel = SimulatedJudge(Recorded(known), config.noise, mumbles=config.failures, seed=seed)
    if config.llm:
        judge = models.load(config.llm)
    found = {name: judged(grades(judge, examples, form), human, examples) for name, form in SCALES.items()}
    found |= {
        f"{name}, reference": judged(grades(judge, beside, form), human, examples) for name, form in SCALES.items()
    }
    controls: dict[str, float] = {}
    for name, agreed in found.items():
        for level, each in agreed.correlations.items():
            controls[f"{level}, by item, {name}"] = each.by_item.value
            controls[f"{level}, by item or zero, {name}"] = each.by_item_or_zero.value
            controls[f"{level}, pooled, {name}"] = each.pooled.value
            controls[f"{level}, one person with the others"] = each.ceiling_by_item
        controls[f"items of one grade, {name}"] = float(agreed.constant_scores)
        controls[f"tied pairs, {name}"] = agreed.tied_scores
        controls[f"answers that could not be read, {name}"] = float(agreed.failed)
    controls |= {f"{what} of the judge": float(judge.budget.spent[what]) for what in ("calls", "tokens")}
    values = {name: agreed.correlations[LEVEL].by_item.value for name, agreed in found.items()}
    data = "errands, simulated judge" if not config.llm else f"errands, {judge.name}"
    return Outcome(values["hundred"], values["five"], data, controls, COARSE)


def grades(judge: LanguageModel, examples: Sequence[Example], form: Grade) -> Float[np.ndarray, "n"]:
    """What a model is asked for by one of the prompts; nan where its answer is no grade."""
    ends = {f"{form.low:g}": "as bad as an answer can be", f"{form.high:g}": "as good as one can be"}
    asked = PointwiseJudge(judge, CRITERION, ends, form, patience=0.5)  # a share of the answers is lost by design
    return asked.score(examples).values.double().numpy()
