"""guerdon prompt: what judges ask, word for word."""

from collections.abc import Sequence
from typing import Annotated, Literal

from tyro.conf import Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(prompt)


def prompt(
    do: Positional[Literal["list", "show"]],
    name: Annotated[Positional[str], arg(metavar="[NAME]", help_behavior_hint="(required by show)")] = "",
) -> None:
    """List the prompts that judges ask with, or show one.

    To use a copy that you have changed, name its path: judge:pairwise:mine.jinja@MODEL.

    Args:
        do: List every prompt, or show one word for word.
        name: Which prompt: NAME for the latest version, NAME.vN for another, or a file that ends in .jinja.
    """
    from rich.console import Console
    from rich.table import Table

    from guerdon.errors import GuerdonError
    from guerdon.llm import template, templates

    if do == "show":
        if not name:
            raise GuerdonError("name a prompt: guerdon prompt list tells which there are")
        print(template(name).text, end="")
        return
    table = Table("prompt", "what it is for", "reads", box=None)
    for known in sorted(templates()):
        made = template(known)
        table.add_row(known, made.purpose.partition(": ")[2], ", ".join(sorted(made.places)))
    Console(highlight=False).print(table)
