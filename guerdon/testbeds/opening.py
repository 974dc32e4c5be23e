"""Opens a world by its name and settings."""

from dataclasses import Field, fields
from typing import Any
from urllib.parse import parse_qsl

from guerdon.discover import parts
from guerdon.testbeds.base import World


def open(spec: str, seed: int = 0) -> World:
    """The world that a spec names.

    Args:
        spec: the name of a world in lower case, and its settings after a question mark: ``errands`` or
            ``errands?length_bias=1&noise=0.5&families=sums,notes``.
        seed: the world's seed, unless the spec sets it.

    Raises:
        ValueError: the world, or a setting of it, is unknown or not valid; the known ones are named.
    """
    name, _, query = spec.partition("?")
    known = worlds()
    if name not in known:
        raise ValueError(f"there is no testbed {name!r}; known are {', '.join(sorted(known))}")
    world = known[name]
    settings = {field.name: field for field in fields(world)}  # type: ignore[arg-type]  # every world is a dataclass
    chosen: dict[str, Any] = {"seed": seed}
    for key, text in parse_qsl(query, keep_blank_values=True):
        if key not in settings:
            raise ValueError(f"the testbed {name} has no setting {key!r}; it has {', '.join(settings)}")
        chosen[key] = value(settings[key], text)
    return world(**chosen)


def worlds() -> dict[str, type[World]]:
    """Every world by its name."""
    return {world.__name__.lower(): world for world in parts("guerdon.testbeds", World)}


def value(field: Field, text: str) -> Any:
    """A setting from its text, in the type of its default."""
    kind: Any = type(field.default)
    try:
        return READERS[kind](text, field.default) if kind in READERS else kind(text)
    except (ValueError, KeyError):
        raise ValueError(f"{field.name}={text!r} is no {kind.__name__}") from None


READERS: dict[type, Any] = {
    tuple: lambda text, default: tuple(map(type(default[0]) if default else str, text.split(","))),
    bool: lambda text, default: {"true": True, "1": True, "false": False, "0": False}[text.lower()],
}
"""How settings are read whose type does not read text by itself, from the text and the default."""
