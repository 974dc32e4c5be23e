"""The colours and habits that the pictures of a report share, and how a picture becomes a piece of its page."""

import io
import re
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import matplotlib
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from guerdon.statistics import Estimate

INK = "#24292f"
MUTED = "#6b7480"
GRID = "#d8dde3"
ACCENT = "#0b6bcb"
SECOND = "#c2570c"
PAPER = "#fefefe"

VARIABLES = {
    INK: "var(--ink)",
    MUTED: "var(--muted)",
    GRID: "var(--grid)",
    ACCENT: "var(--accent)",
    SECOND: "var(--second)",
    PAPER: "var(--paper)",
}
"""Each colour of a drawing by the variable of the page that takes its place, so that pictures follow light and dark."""

LONGEST_NAME = 36

Colours = str | list[str]

STYLE: dict[Any, Any] = {
    "axes.axisbelow": True,
    "axes.edgecolor": GRID,
    "axes.grid": True,
    "axes.labelcolor": MUTED,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "font.size": 9.5,
    "grid.color": GRID,
    "grid.linewidth": 0.6,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "svg.fonttype": "none",
    "text.color": INK,
    "text.parse_math": False,
    "xtick.color": GRID,
    "xtick.labelcolor": MUTED,
    "ytick.color": GRID,
    "ytick.labelcolor": MUTED,
}


def picture(draw: Callable[[Axes], None], size: tuple[float, float], name: str) -> str:
    """One drawing as an inline SVG element without sizes of its own, the same bytes each time.

    Args:
        draw: draws on the axes that it is given.
        size: width and height in inches.
        name: unique on the page: the identifiers inside the picture are made from it.
    """
    with matplotlib.rc_context({**STYLE, "svg.hashsalt": name}), warnings.catch_warnings():
        # The page brings the fonts; those that measure the text here may lack a glyph of a name.
        warnings.filterwarnings("ignore", message="Glyph .* missing")
        figure = Figure(figsize=size, layout="constrained")
        draw(figure.subplots())
        file = io.StringIO()
        nothing = dict.fromkeys(("Creator", "Date", "Format", "Type"))
        figure.savefig(file, format="svg", metadata=nothing)
    return embedded(file.getvalue())


def embedded(document: str) -> str:
    """The SVG element of a document, with the page's colours and fonts, and no identifier that nothing refers to."""
    element = document[document.index("<svg") :].strip()
    element = re.sub(r"<metadata>.*?</metadata>", "", element, flags=re.DOTALL)
    element = re.sub(r' xmlns(:xlink)?="[^"]*"', "", element).replace("xlink:href", "href")
    element = re.sub(r' (?:width|height)="[\d.]+pt"', "", element, count=2)
    element = re.sub(r"font: ([\d.]+px) [^;\"]*", r"font-size: \1", element)
    used = {*re.findall(r"#([\w-]+)", element)}
    element = re.sub(r' id="([^"]*)"', lambda found: found[0] if found[1] in used else "", element)
    for colour, variable in VARIABLES.items():
        element = element.replace(colour, variable)
    return element


def forest(axes: Axes, rows: Iterable[tuple[str, Estimate]], colour: Colours = ACCENT, shift: float = 0.0) -> None:
    """Estimates with their intervals, one below the other, the first on top.

    Args:
        axes: where.
        rows: the name of each and its estimate.
        colour: of all, or one of each.
        shift: how far below its line each is drawn, so that two series share the lines.
    """
    names, estimates = zip(*rows, strict=True)
    places = [place + shift for place in range(len(names))]
    lows, highs = [each.low for each in estimates], [each.high for each in estimates]
    axes.hlines(places, lows, highs, color=colour, linewidth=2.4, alpha=0.4)
    axes.scatter([each.value for each in estimates], places, s=34, c=colour, linewidths=0, zorder=3)
    axes.set_yticks(range(len(names)), [label(name) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    axes.tick_params(axis="y", length=0, labelcolor=INK)
    axes.grid(axis="y", visible=False)
    axes.spines["left"].set_visible(False)


def label(name: str) -> str:
    """A name as short as a picture needs it."""
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def mark(axes: Axes, x: float, label: str) -> None:
    """A vertical line to hold values against, named at its top."""
    axes.axvline(x, color=MUTED, linewidth=1, linestyle=(0, (4, 3)))
    axes.annotate(
        label,
        (x, 1),
        xycoords=("data", "axes fraction"),
        xytext=(0, 3),
        textcoords="offset points",
        ha="center",
        color=MUTED,
        fontsize=8.5,
    )
