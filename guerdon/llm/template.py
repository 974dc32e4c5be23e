"""Prompts as files: named, versioned, shown by ``guerdon prompt``, and replaced by a file of one's own.

A template is a Jinja file with a block for each message, named after who says it, and what it is for in a comment at its
top. ``NAME.vN.jinja`` in the folder ``prompts`` of a room is version N of NAME.

    {# grade v1: how good a response is, by a criterion #}
    {% block system %}You are a careful judge.{% endblock %}
    {% block user %}{{ prompt }} ... {{ form }}{% endblock %}
"""

import difflib
import re
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined, TemplateError, TemplateSyntaxError, UndefinedError, meta
from jinja2 import Template as Compiled
from jinja2.sandbox import SandboxedEnvironment

import guerdon
from guerdon.errors import GuerdonError
from guerdon.saving import Storable
from guerdon.types import Message

USED: set[str] = set()
"""The prompts that were filled in by this process, for records of what a result rests on."""
ROLES = ("system", "user", "assistant")
ENVIRONMENT = SandboxedEnvironment(undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
FILE = re.compile(r"(?P<name>.+)\.v(?P<version>\d+)\.jinja")


@dataclass(frozen=True)
class Template(Storable):
    """A prompt with places to fill in."""

    name: str
    version: str
    """A number, or the beginning of the text's hash for a file of one's own."""
    text: str

    def __str__(self) -> str:
        return f"{self.name}.v{self.version}" if self.version.isdigit() else f"{self.name}@{self.version}"

    @property
    def purpose(self) -> str:
        """What the comment at the top says."""
        found = re.match(r"\s*\{#(.*?)#\}", self.text, re.DOTALL)
        return " ".join(found[1].split()) if found else ""

    @cached_property
    def compiled(self) -> Compiled:
        """Raises a GuerdonError where the text is no template, or has no messages."""
        try:
            compiled = ENVIRONMENT.from_string(self.text)
        except TemplateSyntaxError as error:
            raise GuerdonError(f"the prompt {self}, line {error.lineno}: {error.message}") from error
        odd = [role for role in compiled.blocks if role not in ROLES]
        if odd or not compiled.blocks:
            said = f"has a block {odd[0]!r}" if odd else "has no block"
            raise GuerdonError(f"the prompt {self} {said}: each message is a block named {', '.join(ROLES)}")
        return compiled

    @property
    def places(self) -> set[str]:
        """The variables that it reads."""
        return meta.find_undeclared_variables(ENVIRONMENT.parse(self.text))

    def messages(self, /, **values: Any) -> tuple[Message, ...]:
        """The conversation with every place filled in; values that it does not read are left aside.

        Raises:
            GuerdonError: a place has no value, or the template fails.
        """
        USED.add(str(self))
        context = self.compiled.new_context(values)
        try:
            said = [(role, "".join(block(context)).strip()) for role, block in self.compiled.blocks.items()]
        except UndefinedError as error:
            raise GuerdonError(
                f"the prompt {self} reads {', '.join(sorted(self.places))}, and not all of them are there: {error.message}"
            ) from error
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise GuerdonError(f"the prompt {self} cannot be filled in: {error}") from error
        return tuple(Message(role, text) for role, text in said if text)


def templates() -> dict[str, Path]:
    """Every prompt of the package, as NAME.vN."""
    folder = Path(guerdon.__file__).parent
    return {file.name.removesuffix(".jinja"): file for file in sorted(folder.glob("*/prompts/*.jinja"))}


def template(name: str | Path) -> Template:
    """A prompt by its name, the latest version unless ``.vN`` says which, or from a file of one's own.

    Raises:
        GuerdonError: there is none; names the closest.
    """
    path = Path(name)
    if path.suffix == ".jinja":
        if not path.exists():
            raise GuerdonError(f"{path}: no such file")
        try:
            text = path.read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError) as error:
            raise GuerdonError(f"{path} cannot be read as text ({error}): a prompt is a Jinja file in UTF-8") from error
        return Template(path.stem, sha256(text.encode()).hexdigest()[:8], text)
    known = templates()
    versions = [
        found for each in known if (found := FILE.fullmatch(f"{each}.jinja")) and str(name) in (each, found["name"])
    ]
    if not versions:
        close = difflib.get_close_matches(str(name), known, 3, 0.4)
        raise GuerdonError(
            f"{name!r} is no prompt{': ' + ' or '.join(close) + '?' if close else ''}; see all with guerdon prompt list, "
            "or name a file that ends in .jinja"
        )
    latest = max(versions, key=lambda found: int(found["version"]))
    file = known[f"{latest['name']}.v{latest['version']}"]
    return Template(latest["name"], latest["version"], file.read_text(encoding="utf-8"))
