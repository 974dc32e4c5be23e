"""guerdon cite: the papers that something rests on."""

from collections.abc import Sequence

from tyro.conf import Positional
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(cite)


def cite(thing: Positional[str]) -> None:
    """Print the BibTeX of what a system or a saved reward rests on.

    Args:
        thing: A system of guerdon systems, or the folder of a reward.
    """
    from guerdon.papers import cite as papers

    for paper in papers(thing):
        print(paper.bibtex)
