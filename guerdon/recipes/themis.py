"""Themis: does a reward model judge better when it reads what tools have observed?

The recorded calculator was told the right answer, so that its observations give the label away; the tools that run here are
told the answer that is judged and nothing else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from guerdon import llm as models
from guerdon.audit import examine
from guerdon.judge import Planner, ReactPlanner, ToolJudge
from guerdon.learn import (
    AnswerAlone,
    Echo,
    FullBatch,
    FurtherTurn,
    Interaction,
    Joined,
    RewardModel,
    ScalarHead,
    WordCounts,
    fit,
    vocabulary,
)
from guerdon.recipes.base import Claim, Outcome
from guerdon.recipes.contenders import READ, TextReward, learned
from guerdon.recipes.observed import RULES, called, observations, observed, recorded, swapped, toolbox
from guerdon.recipes.real import at_hand
from guerdon.records import Comparisons
from guerdon.shape import Measure
from guerdon.types import Comparison

paper = ToolJudge.paper
room = "judge"
claim = Claim(
    "mean accuracy over tasks, a reward that reads recorded observations minus one of answers alone", 0.1, "accuracy"
)
RUN = Claim("the same with the observations of tools that are called here by rules", 0.1, "accuracy")
WRONG = Claim("the same reward with its observations minus with those of another pair of the task", 0.1, "accuracy")
TASKS = ("calculator", "calendar", "code", "weather", "multi_tools")
ASK = "What did tools observe?"


@dataclass
class Config:
    train: int = 24
    """Pairs of each task to learn from, where they are at hand."""
    test: int = 16
    """Other pairs of each task."""
    llm: str = ""
    """A language model that decides which tools are called, as ``guerdon.llm.load`` names it; rules when empty."""


def run(config: Config, seed: int) -> list[Outcome]:
    """One encoder and head on answers alone, on recorded observations and on those of tools; the same pairs each time."""
    rows = at_hand("tool-augmented", 10_000, seed)
    if rows is None:
        return []
    train, test = drawn(rows, config, seed)
    tools = toolbox(rows)
    planner: Planner = ReactPlanner(models.load(config.llm)) if config.llm else RULES
    alone = learned(Comparisons.of(train), Interaction(max_tokens=READ), seed)
    found = {"answers alone": by_task(alone, test), "length": by_task(Measure("log_words"), test)}
    by_record, by_tool = (
        reader(observed(train, traces), seed) for traces in (recorded(train), called(train, planner, tools))
    )
    judge = ToolJudge(planner, tools, by_tool, cache=observations())
    found |= {
        "recorded": by_task(by_record, observed(test, recorded(test))),
        "recorded, of another pair": by_task(by_record, observed(test, swapped(test, recorded(test), seed))),
        "tools": by_task(judge, test),
        "tools, of another pair": by_task(by_tool, observed(test, swapped(test, called(test, planner, tools), seed))),
    }
    controls = {f"{task}, {name}": value for name, row in found.items() for task, value in row.items()}
    spent = judge.score([side for row in test for side in (row.chosen, row.rejected)]).parts
    controls |= {f"{name} of a test answer": float(spent[name].mean()) for name in ("calls", "failed calls")}
    mean = {name: float(np.mean(list(row.values()))) for name, row in found.items()}
    controls |= {f"mean, {name}": value for name, value in mean.items()}
    return [
        Outcome(mean["answers alone"], mean["recorded"], "tool-augmented", controls),
        Outcome(mean["answers alone"], mean["tools"], "tool-augmented, tools that are run", {}, RUN),
        Outcome(mean["tools, of another pair"], mean["tools"], "tool-augmented, another pair's tools", {}, WRONG),
    ]


def drawn(rows: Comparisons, config: Config, seed: int) -> tuple[list[Comparison], list[Comparison]]:
    """Some pairs of each task to learn from, and others of other questions."""
    sides: dict[str, list[list[Comparison]]] = {task: [[], []] for task in TASKS}
    rng = np.random.default_rng([seed, 1])
    apart: dict[str, int] = {}
    for row in rows:
        if row.source in TASKS:
            side = apart.setdefault(
                row.chosen.prompt_text, int(rng.random() < config.test / (config.test + config.train))
            )
            sides[row.source][side].append(row)
    train, test = (
        [row for task in TASKS for row in sides[task][k][:n]] for k, n in enumerate((config.train, config.test))
    )
    return train, test


def reader(rows: Sequence[Comparison], seed: int) -> RewardModel:
    """A linear reward on the columns of answers alone, the words of their traces, and how far the two say the same."""
    known = vocabulary(("".join(side.steps[1:]) for row in rows for side in (row.chosen, row.rejected)), least=5)
    encoder = Joined(AnswerAlone(Interaction(max_tokens=READ)), FurtherTurn(WordCounts(known), ASK), Echo())
    model = RewardModel(encoder, ScalarHead(), seed)
    fit(model, Comparisons.of(rows), solver=FullBatch(), seed=seed)
    return model


def by_task(reward: TextReward, rows: Sequence[Comparison]) -> Mapping[str, float]:
    """The accuracy on the pairs of each task."""
    tasks = list(dict.fromkeys(str(row.source) for row in rows))
    judged = {task: examine(reward, Comparisons.of(row for row in rows if row.source == task)) for task in tasks}
    return {task: float(each.correct.mean()) for task, each in judged.items()}
