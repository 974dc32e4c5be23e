"""guerdon cite: the papers that something rests on."""

from collections.abc import Sequence
from typing import Annotated

from tyro.conf import Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(cite)


def cite(thing: Annotated[Positional[str], arg(metavar="SYSTEM|REWARD")]) -> None:
    """Print the BibTeX of the papers behind a system or a saved reward.

    Args:
        thing: A name that guerdon systems lists, or the folder of a saved reward.
    """
    from guerdon.papers import cite as papers

    for paper in papers(thing):
        print(paper.bibtex)
