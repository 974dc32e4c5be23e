"""guerdon leaderboard: one page of saved benchmark results."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from tyro.conf import Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(leaderboard)


def leaderboard(
    folder: Annotated[Positional[Path], arg(metavar="FOLDER")],
    out: Annotated[Path | None, arg(metavar="PATH")] = None,
    title: str = "Leaderboard",
) -> None:
    """Put the results that guerdon bench --out wrote on one page, rewards side by side.

    Args:
        folder: The folder that bench --out wrote results to, or one above it.
        out: The page to write; leaderboard.html in the folder when not given.
        title: The title of the page.
    """
    from guerdon.audit.page import write
    from guerdon.bench import reports
    from guerdon.saving import claim_file
    from guerdon.web import leaderboard as page_of

    path = out or folder / "leaderboard.html"
    claim_file(path)
    found = reports(folder)
    write(page_of(found, title), path)
    rewards, names = ({getattr(report, field) for report in found} for field in ("reward", "benchmark"))
    print(f"wrote  {path}   {len(rewards):,} rewards, {len(names):,} benchmarks")
