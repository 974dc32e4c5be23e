"""Whether a response is JSON of a given form."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.types import Example, Scores
from guerdon.verify.anatomy import unfenced


@dataclass(frozen=True)
class JsonSchema(Reward[Sequence[Example]]):
    """r = 1 where the response is JSON, in a fence or not, that the context's ``schema`` allows, else 0.

    >>> JsonSchema().given(schema={"type": "object", "required": ["answer"]})

    Parts: ``json``, whether it is JSON at all. The rationale is the first thing that is wrong. ``nan`` where there is no
    schema.
    """

    def score(self, batch: Sequence[Example]) -> Scores:
        """Raises a GuerdonError where jsonschema is not installed, or a schema is none."""
        rows = [judged(each) for each in batch]
        values, parsed, told, errors = zip(*rows, strict=True) if rows else ((), (), (), ())
        return Scores(
            torch.tensor(values), parts={"json": torch.tensor(parsed)}, rationale=told if any(told) else None,
            errors=errors if any(errors) else None,
        )  # fmt: skip


def judged(example: Example) -> tuple[float, float, str | None, str | None]:
    """Value, whether it is JSON, what is wrong, and why nothing is known."""
    schema = example.context.get("schema")
    if schema is None:
        return torch.nan, torch.nan, None, 'there is no "schema" in the context'
    try:
        found = json.loads(unfenced(example.response), parse_constant=refuse)
    except (ValueError, RecursionError) as error:
        return 0.0, 0.0, f"no JSON: {error}", None
    problem = first_problem(found, schema)
    return float(problem is None), 1.0, problem, None


def refuse(name: str) -> Any:
    """Python reads NaN and Infinity; JSON has none."""
    raise ValueError(f"{name} is no JSON")


def first_problem(found: Any, schema: Any) -> str | None:
    try:
        from jsonschema import Draft202012Validator, SchemaError
        from referencing.exceptions import Unresolvable
    except ImportError as error:
        raise GuerdonError('checking JSON by a schema needs jsonschema: pip install "guerdon[verify]"') from error
    try:
        Draft202012Validator.check_schema(schema)
    except SchemaError as error:
        raise GuerdonError(f'the "schema" of a context is no JSON schema: {error.message}') from error
    try:
        problems = sorted(
            Draft202012Validator(schema).iter_errors(found), key=lambda problem: [*map(str, problem.path)]
        )
    except Unresolvable as error:
        raise GuerdonError(f'the "schema" of a context refers to what is not in it: {error}') from error
    return f"{problems[0].json_path}: {problems[0].message}" if problems else None
