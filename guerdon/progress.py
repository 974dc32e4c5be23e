"""Progress bars on standard error: for work that takes long, on a terminal, and never in a log or a pipe."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)
from rich.text import Text

DISPLAY: ContextVar[Progress | None] = ContextVar("display", default=None)
"""The live display of the outermost bar; bars inside its work share it."""


@dataclass(frozen=True)
class Bar:
    """One line of progress."""

    display: Progress
    task: TaskID

    def update(self, done: float, total: float, note: str = "") -> None:
        """Sets how much is done, of how much, and what else is to be seen; the bar appears with its first update."""
        self.display.update(self.task, completed=done, total=total, note=note, visible=True)


class Rate(ProgressColumn):
    """How many are done in a second, once that is known."""

    def render(self, task: Task) -> Text:
        speed = task.finished_speed or task.speed
        return Text("" if not speed else f"{speed:,.0f}/s" if speed >= 10 else f"{speed:.1f}/s")


@contextmanager
def progress(title: str, unit: str = "") -> Iterator[Bar]:
    """A bar that goes when its work ends."""
    outer = DISPLAY.get()
    if outer is not None:
        task = outer.add_task(title, visible=False, total=None, unit=unit, note="")
        try:
            yield Bar(outer, task)
        finally:
            outer.remove_task(task)
        return
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description:<8}"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[unit]}"),
        Rate(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[note]}"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as display:
        token = DISPLAY.set(display)
        try:
            yield Bar(display, display.add_task(title, visible=False, total=None, unit=unit, note=""))
        finally:
            DISPLAY.reset(token)
