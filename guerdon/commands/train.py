"""guerdon train: from preferences to a reward with its report."""

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

from tyro.conf import FlagCreatePairsOff, OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp

if TYPE_CHECKING:
    from rich.console import Console

    from guerdon.learn import FineTune
    from guerdon.pipeline import Trained


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(train)


@dataclass(frozen=True)
class Tuning:
    """How --finetune trains."""

    lora: bool = False
    """Train low-rank adapters."""
    epochs: int = 1
    """Passes over the data."""
    batch_size: int = 16
    """Comparisons in a batch."""
    learning_rate: Annotated[float | None, arg(metavar="FLOAT")] = None
    """The largest learning rate: 2e-5, or 2e-4 with --lora."""
    accumulate: int = 1
    """Batches whose gradients are added up for each step of the optimiser."""
    precision: Literal["no", "bf16", "fp16"] = "no"
    """Mixed precision."""
    tracker: Annotated[str | None, arg(metavar="NAME")] = None
    """An experiment tracker: tensorboard, wandb, ..."""

    def solver(self, state: Path) -> "FineTune":
        """The solver, which keeps its state in a folder."""
        from guerdon.learn import FineTune

        rate = self.learning_rate or (2e-4 if self.lora else 2e-5)
        return FineTune(
            self.epochs,
            self.batch_size,
            self.accumulate,
            rate,
            precision=self.precision,
            tracker=self.tracker,
            checkpoint=state,
        )


def train(
    data: Annotated[Positional[tuple[str, ...]], arg(metavar="DATA ...", help_behavior_hint="(required)")],
    out: Annotated[Path, arg(aliases=["-o"])],
    format: Annotated[str | None, arg(metavar="NAME")] = None,
    encoder: Annotated[str | None, arg(metavar="NAME")] = None,
    finetune: bool = False,
    tuning: Annotated[Tuning, OmitArgPrefixes] = Tuning(),
    surface: bool = True,
    max_tokens: Annotated[int | None, arg(metavar="INT")] = None,
    held_out: float = 0.2,
    limit: Annotated[int | None, arg(metavar="ROWS")] = None,
    seed: int = 0,
    json_: Annotated[bool, arg(name="json"), FlagCreatePairsOff] = False,
) -> None:
    """Learn a reward from preferences, and report how far it can be trusted.

    Args:
        data: Files, folders, hub names, or a testbed (testbed:errands).
        out: The folder to write: the reward, report.html and a model card.
        format: The format of the data, where its columns do not tell it: see guerdon data formats.
        encoder: A model of the hub or a folder; the packaged MiniLM sentence encoder when not given.
        finetune: Train the encoder too, not only a head on it.
        tuning: How --finetune trains.
        surface: Let the reward read length and layout, as a part that can be dropped.
        max_tokens: Longer texts are cut and counted: 256 when not given, with --finetune the model's own limit.
        held_out: The share of the prompts that is kept for the report, between 0 and 1.
        limit: Read no more than this many rows.
        seed: Decides the split and everything else that is random.
        json_: Print the report as JSON.
    """
    from rich.console import Console

    from guerdon.feedback import read
    from guerdon.pipeline import frozen_model, tuned_model
    from guerdon.pipeline import train as learn
    from guerdon.saving import claim

    check(finetune, tuning, max_tokens)
    claim(out)
    console = Console(quiet=json_, highlight=False)
    reading = read(list(data), format=format, limit=limit)
    console.print(f"[bold]read[/]   {reading.summary(out / 'dropped.jsonl')}", soft_wrap=True)
    state = out.parent / f".{out.name}.training"
    if finetune:
        model, solver = tuned_model(encoder, max_tokens, tuning.lora, seed), tuning.solver(state)
    else:
        model, solver = frozen_model(encoder, max_tokens, surface, seed), None
    trained = learn(reading, model, solver=solver, share=held_out, seed=seed, title=out.name)
    report(trained, out, console, json_)
    if state.exists():
        shutil.rmtree(state)


def check(finetune: bool, tuning: Tuning, max_tokens: int | None) -> None:
    """Refuses options that would be without effect, and numbers that nothing can be trained with.

    Raises:
        GuerdonError: names the option.
    """
    from guerdon.errors import GuerdonError

    given = [
        f"--{each.name.replace('_', '-')}" for each in fields(tuning) if getattr(tuning, each.name) != each.default
    ]
    if given and not finetune:
        raise GuerdonError(f"only --finetune reads {', '.join(given)}: add --finetune, or leave that out")
    counts = {
        "--max-tokens": max_tokens,
        "--epochs": tuning.epochs,
        "--batch-size": tuning.batch_size,
        "--accumulate": tuning.accumulate,
    }
    for name, count in counts.items():
        if count is not None and count < 1:
            raise GuerdonError(f"{name} is {count}, expected at least 1")


def report(trained: "Trained", out: Path, console: "Console", as_json: bool) -> None:
    """Saves what was trained, and says how it went."""
    extra = trained.card.extra
    how = f"{extra['head']} on {extra['encoder']}, {extra['chosen on validation']}"
    console.print(f"[bold]fit[/]    {how}, {trained.fitted.seconds:.1f} s")
    if not as_json:
        trained.card.print(console)
    trained.save(out)
    if as_json:
        print(json.dumps(trained.card.to_json() | {"out": str(out), "report": str(out / "report.html")}))
    console.print(f"[bold]wrote[/]  {out}/   open {out / 'report.html'}")
