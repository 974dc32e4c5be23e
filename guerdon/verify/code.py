"""Whether a program passes its tests."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

import torch

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.sandbox import Ran, Sandbox

FENCED = re.compile(r"```[ \t]*([\w+-]*)[^\n]*\n(.*?)(?:```|\Z)", re.DOTALL)
PYTHON = ("python", "py", "python3")


@dataclass(frozen=True)
class CodeTests(Reward[Sequence[Example]]):
    """r = 1 where the Python program of the response passes every test, else 0.

    The context has ``tests``: a text of Python, or several, each of which passes where it raises nothing; and may have
    ``entry_point``, the name of the function that is asked for. The program is the code between fences, all of it where
    there are several blocks, or the whole response where there are none. Where it does not define the entry point and the
    prompt does, it is the continuation of the prompt, as in HumanEval (Chen et al. 2021, arXiv 2107.03374).

    Parts: ``share`` of the tests that pass (a run that ends early fails those that it does not reach), and ``ran``,
    whether the program itself ran to its end. ``nan`` where there are no tests, where a test passes what cannot cross
    into the sandbox, or where the sandbox failed. The rationale is the first failure.

    Tests that call a function which the program brings besides can be fooled by it.
    """

    sandbox: Sandbox = field(default_factory=Sandbox)

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a GuerdonError where the tests of an example are no text."""
        asked = {row: (program(each), tests(each), entry(each)) for row, each in enumerate(batch) if tests(each)}
        distinct = list(dict.fromkeys(asked.values()))
        found = dict(zip(distinct, self.sandbox.run_all(distinct), strict=True))
        runs = [found[asked[row]] if row in asked else None for row in range(len(batch))]
        reasons = [failure(run) for run in runs]
        share = torch.tensor(
            [run.passed if run and not why else torch.nan for run, why in zip(runs, reasons, strict=True)]
        )
        ran = torch.tensor(
            [float(run.error is None) if run and not why else torch.nan for run, why in zip(runs, reasons, strict=True)]
        )
        values = torch.where(share.isnan(), share, (share == 1).float())
        told = tuple(first_error(run) for run in runs)
        return Scores(
            values, parts={"share": share, "ran": ran}, rationale=told if any(told) else None,
            errors=tuple(reasons) if any(reasons) else None,
        )  # fmt: skip


def failure(run: Ran | None) -> str | None:
    """Why nothing is known of a program."""
    if run is None:
        return 'there are no tests: put them into the context as "tests"'
    causes = [step.error for step in run.steps if step.lost] + [run.error] * run.lost
    return causes[0] if causes else None


def first_error(run: Ran | None) -> str | None:
    return None if run is None else run.error or next((step.error for step in run.steps if step.error), None)


def tests(example: Example) -> tuple[str, ...]:
    held = example.context.get("tests") or ()
    found = (held,) if isinstance(held, str) or not isinstance(held, Sequence) else tuple(held)
    if not all(isinstance(each, str) for each in found):
        raise GuerdonError(
            f'the "tests" of a context are {str(held)[:40]!r}, expected a text of Python or a list of such'
        )
    return found


def entry(example: Example) -> tuple[str, ...]:
    name = example.context.get("entry_point")
    return (str(name),) if name else ()


def program(example: Example) -> str:
    """The code of a response."""
    blocks = [(language.lower(), code) for language, code in FENCED.findall(example.response)]
    python = [code for language, code in blocks if language in PYTHON] or [
        code for language, code in blocks if not language
    ]
    code = "\n".join(python) if python else example.response
    for name in entry(example):
        defines = re.compile(rf"^(?:async )?(?:def|class) {re.escape(name)}\b|^{re.escape(name)}\s*=", re.MULTILINE)
        if not defines.search(code) and defines.search(example.prompt_text):
            return example.prompt_text + code
    return code
