"""A language model that decides which tool is called next."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from guerdon.judge.asking import PATIENCE, stop_if_hopeless, told
from guerdon.judge.planning import Call, Conclude, Move, Planner, Stuck
from guerdon.judge.trace import ACTION, CONCLUSION, INPUT, OBSERVATION, THOUGHT, Trace
from guerdon.llm import LanguageModel, Reply, Request, Sampling, Template, template, unreadable
from guerdon.papers import Paper
from guerdon.types import Example
from guerdon.verify.tools import Tool

FIELD = rf"^[ \t]*{{}}:[ \t]*(.*?)(?=^[ \t]*(?:{THOUGHT}|{ACTION}|{INPUT}|{OBSERVATION}|{CONCLUSION}):|\Z)"
"""What stands behind a label at the start of a line, up to the next one."""


@dataclass(frozen=True)
class ReactPlanner(Planner):
    """Asks for one thought and one call at a time, with the trace so far in the question.

    An answer that is neither a call nor a conclusion leaves its example stuck: counted, with what was said.

    Source: Yao et al. 2023, "ReAct" (arXiv 2210.03629); for rewards Li et al. 2024, "Tool-Augmented Reward Modeling"
    (arXiv 2310.01045), who train the model on such traces.
    """

    llm: LanguageModel
    template: Template = field(default_factory=lambda: template("tools"))
    sampling: Sampling = field(default_factory=lambda: Sampling(stop=(f"{OBSERVATION}:",)))
    patience: float = PATIENCE

    paper = Paper(
        "yao2023react", "ReAct: Synergizing Reasoning and Acting in Language Models", "Yao, Shunyu and others",
        2023, arxiv="2210.03629",
    )  # fmt: skip

    def moves(self, batch: Sequence[tuple[Example, Trace]], tools: Sequence[Tool]) -> list[Move]:
        """Raises a FailingError where the model too often says what is no move."""
        asked = [
            Request(self.template.messages(**told(example, tools=tools, trace=str(trace))), (example,))
            for example, trace in batch
        ]
        found: dict[int, Move] = {}
        failures: list[str] = []
        for row, reply in self.llm.stream(asked, self.sampling):
            move = found[row] = moved(reply)
            if isinstance(move, Stuck):
                failures.append(move.why)
                stop_if_hopeless(failures, len(found), self.patience, self.llm.name)
        return [found[row] for row in range(len(batch))]


def moved(reply: Reply) -> Move:
    """What a reply says is to be done."""
    if reply.error or not reply.choices:
        return Stuck(reply.error or "the model gave no answer")
    text = reply.choices[0].text
    tool, asked, conclusion, thought = (labelled(text, label) for label in (ACTION, INPUT, CONCLUSION, THOUGHT))
    if tool and asked is not None:
        return Call(tool, asked, thought or "")
    if conclusion:
        return Conclude(conclusion)
    return Stuck(str(unreadable(text, f'"{ACTION}: " and "{INPUT}: ", or "{CONCLUSION}: "')))


def labelled(text: str, label: str) -> str | None:
    """What stands behind a label; None where it is not there."""
    found = re.search(FIELD.format(label), text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else None
