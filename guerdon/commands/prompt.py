"""guerdon prompt: what judges ask, word for word."""

from collections.abc import Sequence
from typing import Literal

from tyro.conf import Positional
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(prompt)


def prompt(do: Positional[Literal["list", "show"]], name: Positional[str] = "") -> None:
    """List the prompts that judges ask with, or show one.

    A copy that you have changed is used by its path: judge:pairwise:mine.jinja@MODEL.

    Args:
        do: What to do.
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
