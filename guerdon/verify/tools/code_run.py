"""Runs a program against tests."""

import json
from dataclasses import dataclass, field
from typing import ClassVar

from guerdon.types import Example
from guerdon.verify.code import program
from guerdon.verify.sandbox import Sandbox
from guerdon.verify.tools.base import Tool, ToolError


@dataclass(frozen=True)
class CodeRun(Tool):
    """How many tests a program passes, in the sandbox: takes JSON of its ``code`` and its ``tests``, a list of statements."""

    sandbox: Sandbox = field(default_factory=Sandbox)

    name: ClassVar = "code_run"
    description: ClassVar = (
        'how many tests a Python program passes: {"code": "...", "tests": ["assert f(1) == 2", ...]}'
    )

    def __call__(self, text: str) -> str:
        try:
            asked = json.loads(text)
            code, tests = asked["code"], asked["tests"]
        except (KeyError, TypeError, ValueError, RecursionError) as error:
            raise ToolError(f"code_run takes JSON with code and tests, not {text[:60]!r}") from error
        if not isinstance(code, str) or not isinstance(tests, list) or not all(isinstance(each, str) for each in tests):
            raise ToolError("code_run takes the code as a text and the tests as a list of texts")
        ran = self.sandbox.run(program(Example("", code)), tests)
        lost = [step.error for step in ran.steps if step.lost]
        if lost or ran.lost:
            raise ToolError(f"code_run could not try the code: {(lost or [ran.error])[0]}")
        passed = sum(step.error is None for step in ran.steps)
        cause = next((step.error for step in ran.steps if step.error), None)
        reason = f" Failed reason: {cause}" if cause else ""
        return f"The pass rate is {ran.passed}. {passed} of {len(ran.steps)} tests passed.{reason}"
