"""Finds the parts of a room: every file of a folder may bring one, and no list has to name it."""

import inspect
import pkgutil
from importlib import import_module
from typing import TypeVar

Part = TypeVar("Part")


def modules(package: str) -> list[str]:
    """The full names of the modules in a package, in alphabetical order."""
    found = pkgutil.iter_modules(import_module(package).__path__)
    return sorted(f"{package}.{module.name}" for module in found)


def parts(package: str, base: type[Part]) -> list[type[Part]]:
    """The concrete subclasses of ``base`` that the modules of a package define, in order of module and definition.

    A module may be a folder, which brings the parts that its ``__init__`` exports from its own files.
    """
    return [
        member
        for name in modules(package)
        for member in vars(import_module(name)).values()
        if inspect.isclass(member)
        and issubclass(member, base)
        and f"{member.__module__}.".startswith(f"{name}.")
        and not inspect.isabstract(member)
    ]
