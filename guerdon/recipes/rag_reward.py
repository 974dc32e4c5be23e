"""RAG-Reward: does a reward of grounded answers have to read the passages, and do four criteria make good labels?

Pairs are answers with citations against themselves made worse by one of four edits, one for each criterion. Rewards learn
from three criteria and are tested on the fourth, on other questions.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.audit import examine
from guerdon.feedback import KNOWN, by_criteria, cite, load, ungrounded
from guerdon.feedback.criteria import paper as paper
from guerdon.learn import Encoder, Features, Interaction, Joined, Surface
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import READ, TextReward, learned
from guerdon.recipes.grounded import Case, Covered, Support, corrected, invented, shuffled
from guerdon.records import Comparisons
from guerdon.shape import Measure, Recorded
from guerdon.testbeds import SwayedJudge
from guerdon.types import Comparison, Example
from guerdon.verify.citations import Citations

room = "feedback"
claim = Claim(
    "accuracy on hallucination and attribution, each learned without its kind, a reward that reads the passages minus one "
    "that does not", at_least=0.1, unit="accuracy",
)  # fmt: skip
STYLE = Claim("the same, minus the reward that reads the passages of another question", 0.1, "accuracy")
MERGED = Claim(
    "share of the labels by four simulated judges that are right, where verdicts add up to two or more minus wherever they "
    "are no draw", at_least=0.03, unit="share",
)  # fmt: skip
PEOPLE = Claim(
    "agreement with people on answers of QA-Feedback, verifiers of three criteria minus the best of them on as many pairs",
    at_least=0.02, unit="share",
)  # fmt: skip
CRITERIA = ("hallucination", "comprehensiveness", "verbosity", "attribution")
NEED = ("hallucination", "attribution")


@dataclass
class Config:
    train: int = 80
    """Questions to learn from."""
    test: int = 50
    """Other questions to test on."""
    errs: float = 0.2
    """The share of a simulated judge's answers that is wrong, each time he is asked."""
    judged: int = 400
    """Pairs that simulated judges label."""
    real: bool = True
    """Whether QA-Feedback takes part, where it is at hand."""


def run(config: Config, seed: int) -> list[Outcome]:
    """Rewards with and without passages, and labels by criteria, on invented facts and on QA-Feedback."""
    n = config.train + config.test
    found = compared([(each, each.better) for each in invented(n, seed)], config, "invented facts", seed)
    found.append(merged(config, seed))
    if config.real and KNOWN["qa-feedback"].found():
        cases = [(each, each.grounded) for each in corrected(n, seed)]
        found += compared(cases, config, "qa-feedback, made worse", seed)
        found.append(people(config, seed))
    return found


def compared(cases: Sequence[tuple[Case, str]], config: Config, data: str, seed: int) -> list[Outcome]:
    """Each criterion by rewards that have learned from the other three, on answers to questions with passages."""
    rng = np.random.default_rng([seed, 62])  # what is cited must not be known from its place
    context = [{"passages": rng.permutation(each.passages).tolist()} for each, _ in cases]
    answers = [cite(Example(each.question, said, here)) for (each, said), here in zip(cases, context, strict=True)]
    every = ungrounded(answers, seed)
    failed = {
        row
        for side in zip(*((row.chosen, row.rejected) for row in every), strict=True)
        for row in Citations().score(side).failed
    }
    pairs = every.select([row for row in range(len(every)) if row not in failed])
    asked = {each.prompt for each in answers[: config.train]}
    train, test = (Comparisons.of(row for row in pairs if (row.prompt in asked) is part) for part in (True, False))
    plain: list[Encoder] = [Interaction(max_tokens=READ), Surface()]
    reading = Features({"support": Support(), "citations": Citations(), "covered": Covered()})
    elsewhere = {one.prompt: other.context for one, other in zip(answers, [*answers[1:], answers[0]], strict=True)}
    found: dict[str, dict[str, float]] = {}
    for criterion in CRITERIA:
        rest = Comparisons.of(row for row in train if row.source != criterion)
        own = Comparisons.of(row for row in test if row.source == criterion)
        moved = [Comparisons.of(shuffled(row, elsewhere) for row in rows) for rows in (rest, own)]
        blind, aware = learned(rest, Joined(*plain), seed), learned(rest, Joined(*plain, reading), seed)
        arms: dict[str, tuple[TextReward, Comparisons]] = {
            "without passages": (blind, own), "with passages": (aware, own),
            "with those of another question": (learned(moved[0], Joined(*plain, reading), seed), moved[1]),
            "support": (Support(), own), "citations": (Citations(), own), "length": (Measure("log_words"), own),
        }  # fmt: skip
        for name, (reward, rows) in arms.items():
            found.setdefault(name, {})[criterion] = float(examine(reward, rows).correct.mean())
    controls = {f"{criterion}, {name}": value for name, row in found.items() for criterion, value in row.items()}
    controls["pairs without a sentence to support, left out"] = float(len(failed))
    means = {name: float(np.mean([row[criterion] for criterion in NEED])) for name, row in found.items()}
    method = means["with passages"]
    return [
        Outcome(means["without passages"], method, data, controls),
        Outcome(means["with those of another question"], method, f"{data}, against other passages", claim=STYLE),
    ]


def merged(config: Config, seed: int) -> Outcome:
    """Answers that are better or worse by each of four criteria; the truth is the sum of the four."""
    drawn = np.random.default_rng([seed, 61]).normal(size=(config.judged, 2, len(CRITERIA)))
    sides = [[Example(f"question {row}", f"answer {side}") for side in range(2)] for row in range(config.judged)]
    worth = {sides[row][side].identity: drawn[row, side] for row in range(config.judged) for side in range(2)}
    judges = {
        name: SwayedJudge(
            Recorded({key: float(each[place]) for key, each in worth.items()}), config.errs, 0.1, seed + place
        )
        for place, name in enumerate(CRITERIA)
    }
    gold = Recorded({key: float(each.sum()) for key, each in worth.items()})
    pairs = Comparisons.of(Comparison(one, other) for one, other in sides)
    made = {least: by_criteria(pairs, judges, least).records for least in (1, 2, 3)}
    right = {least: float(examine(gold, rows).correct.mean()) for least, rows in made.items()}
    controls = {f"share of the pairs kept, {least} or more": len(rows) / len(pairs) for least, rows in made.items()}
    return Outcome(right[1], right[2], "simulated judges", controls | {"labels right, 3 or more": right[3]}, MERGED)


def people(config: Config, seed: int) -> Outcome:
    """What verifiers of three criteria say of natural answers, where people have preferred one."""
    records = load("qa-feedback").comparisons()
    drawn = np.random.default_rng(seed).permutation(len(records))[: config.judged].tolist()
    pairs = Comparisons.of(row for row in records.select(drawn) if row.target != 0.5)
    preferred = {frozenset((row.chosen.identity, row.rejected.identity)): row.chosen.identity for row in pairs}
    judges = {"hallucination": Support(), "comprehensiveness": Covered(), "verbosity": -Measure("log_words")}
    made = by_criteria(pairs, judges, least=1, tie=0.0).records
    agreed = [preferred[frozenset((row.chosen.identity, row.rejected.identity))] == row.chosen.identity for row in made]
    alone = {}
    for name, judge in judges.items():
        gaps = examine(judge, pairs).gap
        alone[name] = float((gaps[np.argsort(-np.abs(gaps), kind="stable")[: len(made)]] > 0).mean())
    controls = {f"agreement, {name}": value for name, value in alone.items()} | {
        "share of the pairs kept": len(made) / len(pairs)
    }
    controls["words of chosen minus rejected"] = float(examine(Measure("log_words"), made).word_gap.mean())
    return Outcome(max(alone.values()), float(np.mean(agreed)), "qa-feedback, labels by criteria", controls, PEOPLE)
