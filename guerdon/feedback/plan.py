"""A chain of curation as a TOML file: which steps, in which order, with which options."""

import tomllib
import types
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Union, get_args, get_origin, get_type_hints

from guerdon.discover import parts
from guerdon.errors import GuerdonError
from guerdon.feedback.curate import step_name
from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.selectors import Selector
from guerdon.feedback.steps import Step, Texts
from guerdon.reward import Reward
from guerdon.types import Example

USE = "use"
"""The key that names a part."""


@dataclass(frozen=True)
class Lookup:
    """How the names in a plan become what they stand for."""

    reward: Callable[[str], Reward[Sequence[Example]]]
    texts: Callable[[str], tuple[str, ...]]


@dataclass(frozen=True)
class Plan:
    """The steps of a file, ready to be taken."""

    steps: tuple[Step, ...]
    seed: int = 0


class RefusedError(ValueError):
    """A value of a plan that cannot be used; whoever knows the file and the step makes a ``FeedbackError`` of it."""


def read_plan(path: Path, lookup: Lookup) -> Plan:
    """The plan of a file: ``seed``, and a table ``[[step]]`` for each step with its name under ``use``.

    Args:
        path: a TOML file.
        lookup: finds rewards and texts by their names.

    Raises:
        FeedbackError: the file cannot be read, or a step, an option or a value is not known; names the closest.
    """
    try:
        found = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise FeedbackError(f"{path}: cannot be read ({(error.strerror or str(error)).lower()})") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise FeedbackError(f"{path}: not valid TOML ({error})") from error
    try:
        check_names(found, ("seed", "step"), "key")
        seed, steps = converted(int, found.get("seed", 0), lookup), found.get("step")
        if not isinstance(steps, list) or not steps:
            raise RefusedError("there are no steps: write a table [[step]] for each")
    except RefusedError as error:
        raise FeedbackError(f"{path}: {error}") from None
    if seed < 0:
        raise FeedbackError(f"{path}: seed is {seed}, expected 0 or more")
    return Plan(tuple(one(path, number, each, lookup) for number, each in enumerate(steps, start=1)), seed)


def one(path: Path, number: int, table: Any, lookup: Lookup) -> Step:
    """A step of a file."""
    name = table.get(USE) if isinstance(table, Mapping) else None
    where = f"{path}, step {number}" + (f" ({name})" if isinstance(name, str) else "")
    try:
        made = part(Step, table, lookup)
        assert isinstance(made, Step), "asked for one"
    except (RefusedError, GuerdonError) as error:
        raise FeedbackError(f"{where}: {error}") from None
    return made


def known(base: type) -> dict[str, type]:
    """The parts of a kind by their names: those of the folder that its interface is in."""
    found: list[type] = parts(base.__module__.rpartition(".")[0], base)
    return {step_name(kind): kind for kind in found}


def part(base: type, value: Any, lookup: Lookup) -> Any:
    """A part by its name, or by a table of its name and options."""
    table = {USE: value} if isinstance(value, str) else value
    if not isinstance(table, Mapping) or not isinstance(table.get(USE), str):
        raise RefusedError(f'expected a name, or a table with the name of a {base.__name__.lower()} under "{USE}"')
    kinds = known(base)
    check_names([table[USE]], kinds, base.__name__.lower())
    kind: Any = kinds[table[USE]]
    hints = get_type_hints(kind)
    options = {name: each for name, each in table.items() if name != USE}
    check_names(options, [field.name for field in fields(kind)], "option")
    made = {}
    for name, each in options.items():
        try:
            made[name] = converted(hints[name], each, lookup)
        except RefusedError as error:
            raise RefusedError(f"{name}: {error}") from None
    lacking = [name for name in required(kind) if name not in made]
    if lacking:
        raise RefusedError(f"the option {lacking[0]!r} is missing")
    try:
        return kind(**made)
    except ValueError as error:
        raise RefusedError(str(error)) from None


def required(kind: type) -> list[str]:
    """The options of a part that have no default."""
    return [each.name for each in fields(kind) if each.default is MISSING and each.default_factory is MISSING]


def converted(kind: Any, value: Any, lookup: Lookup) -> Any:
    """A TOML value as what a field is annotated with."""
    origin, inner = get_origin(kind) or kind, get_args(kind)
    if origin in (types.UnionType, Union):  # X | None, whose spelling decides which it is
        return converted(next(each for each in inner if each is not types.NoneType), value, lookup)
    if origin is tuple:
        return tuple(converted(inner[0], each, lookup) for each in (value if isinstance(value, list) else [value]))
    if origin is Mapping:
        require(value, Mapping, "a table")
        return {name: converted(inner[1], each, lookup) for name, each in value.items()}
    if origin in MADE:
        return MADE[origin](value, lookup)
    raise RefusedError(f"{kind} cannot be written in a file")


def whole(value: Any, lookup: Lookup) -> int:
    if isinstance(value, bool):
        raise RefusedError(f"{value!r} is no whole number")
    return int(require(value, int, "a whole number"))


def number(value: Any, lookup: Lookup) -> float:
    if isinstance(value, bool):
        raise RefusedError(f"{value!r} is no number")
    return float(require(value, int | float, "a number"))


def text(value: Any, lookup: Lookup) -> str:
    return str(require(value, str, "text"))


def reward(value: Any, lookup: Lookup) -> Reward[Sequence[Example]]:
    return lookup.reward(text(value, lookup))


def texts(value: Any, lookup: Lookup) -> Texts:
    name = text(value, lookup)
    return Texts(name, lookup.texts(name))


MADE: dict[Any, Callable[[Any, Lookup], Any]] = {
    int: whole,
    float: number,
    str: text,
    Reward: reward,
    Texts: texts,
    Selector: lambda value, lookup: part(Selector, value, lookup),
}
"""How a value of each type is made."""


def require(value: Any, kind: Any, what: str) -> Any:
    if not isinstance(value, kind):
        raise RefusedError(f"{value!r} is not {what}")
    return value


def check_names(given: Iterable[str], known: Iterable[str], what: str) -> None:
    """Raises RefusedError with the closest name for the first that is not known."""
    names = sorted(known)
    for name in given:
        if name not in names:
            near = get_close_matches(name, names, 1)
            hint = f"did you mean {near[0]!r}?" if near else f"use one of {', '.join(names) or 'none'}"
            raise RefusedError(f"there is no {what} {name!r}; {hint}")
