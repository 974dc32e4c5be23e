"""A judge that finds out before it scores: tools are called, and a reward reads what they said."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import torch

from guerdon.errors import GuerdonError
from guerdon.judge.observing import Observations
from guerdon.judge.planning import Call, Conclude, Planner, Stuck
from guerdon.judge.trace import Step, Trace
from guerdon.judge.written import Written, read
from guerdon.papers import Paper
from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.tools import Tool

NOTHING = "No tool was needed."
"""What a trace says in which nothing was done."""


@dataclass(frozen=True)
class ToolJudge(Reward[Sequence[Example]]):
    """r(x, y) = scorer(x, y, trace): a planner calls tools until it is done, and the scorer reads all that was said.

    The trace is the rationale: thoughts, calls, observations, a conclusion. A tool that fails says so in its step and is
    counted in the part ``failed calls``, beside ``calls``; the scorer sees it too, and the score stands. A planner that is
    stuck leaves no score: nan with what it said.

    The scorer is any reward that reads what stands behind an answer, such as a ``RewardModel`` on ``learn.FurtherTurn`` that
    was trained on what ``investigate`` finds out and ``appended`` puts behind answers.

    Source: Li et al. 2024, "Tool-Augmented Reward Modeling" (arXiv 2310.01045), where one model plans, concludes and scores.
    """

    planner: Planner
    tools: tuple[Tool, ...]
    scorer: Reward[Sequence[Example]]
    most: int = 4
    """Calls for one answer; then the planner is not asked again."""
    cache: str = ""
    """An SQLite file of observations, so that a tool is asked the same once in all runs; none when empty."""

    paper = Paper(
        "li2024tool", "Tool-Augmented Reward Modeling", "Li, Lei and Chai, Yekun and Wang, Shuohuan and others",
        2024, arxiv="2310.01045",
    )  # fmt: skip

    def __post_init__(self) -> None:
        names = [tool.name for tool in self.tools]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise GuerdonError(f"two tools are called {twice[0]}: traces tell tools by their names")

    @property
    def operands(self) -> tuple[Reward[Sequence[Example]], ...]:
        return (self.scorer,)

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a FailingError where a model that plans fails too often."""
        traces = investigate(batch, self.planner, self.tools, self.most, Path(self.cache) if self.cache else None)
        scores = read(self.scorer, batch, [written(each) for each in traces])
        done = [each if isinstance(each, Trace) else Trace() for each in traces]
        counts = {
            "calls": torch.tensor([float(len(trace.steps)) for trace in done]),
            "failed calls": torch.tensor([float(trace.failed) for trace in done]),
        }
        return replace(scores, parts={**scores.parts, **counts})


def investigate(
    batch: Sequence[Example], planner: Planner, tools: Sequence[Tool], most: int = 4, cache: Path | None = None
) -> list[Trace | Stuck]:
    """What was found out about each answer, or why nothing was: what a scorer is trained on, by ``written``.

    Args:
        batch: answers, which go on side by side, a call at a time.
        planner: says what is called.
        tools: what there is to call.
        most: calls for one answer.
        cache: an SQLite file of observations.
    """
    found: list[Trace | Stuck] = [Trace() for _ in batch]
    observations = Observations(cache)
    going_on = list(range(len(batch)))
    for _ in range(most):
        asked = [(row, trace) for row in going_on if isinstance(trace := found[row], Trace)]
        moves = planner.moves([(batch[row], trace) for row, trace in asked], tools) if asked else []
        going_on = []
        for (row, trace), move in zip(asked, moves, strict=True):
            if isinstance(move, Call):
                found[row] = replace(trace, steps=(*trace.steps, taken(move, tools, observations)))
                going_on.append(row)
            else:
                found[row] = replace(trace, conclusion=move.words) if isinstance(move, Conclude) else move
    return found


def taken(call: Call, tools: Sequence[Tool], observations: Observations) -> Step:
    """A call that was made; one of a tool that is not there fails."""
    tool = next((each for each in tools if each.name == call.tool), None)
    if tool is None:
        known = ", ".join(each.name for each in tools) or "none"
        return Step(call.tool, call.asked, f"there is no such tool; there are: {known}", call.thought, failed=True)
    said, failed = observations.of(tool, call.asked)
    return Step(call.tool, call.asked, said, call.thought, failed, call.shown)


def written(trace: Trace | Stuck) -> Written:
    """A trace as what stands behind an answer."""
    if isinstance(trace, Stuck):
        return Written(error=trace.why)
    return Written((trace.pieces or (NOTHING,),))
