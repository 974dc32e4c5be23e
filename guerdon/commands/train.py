"""guerdon train: from preferences to a reward with its report."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Literal

from tyro.conf import Positional, arg
from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(train)


def train(
    data: Positional[tuple[str, ...]],
    out: Annotated[Path, arg(aliases=["-o"])],
    format: str | None = None,
    encoder: str | None = None,
    finetune: bool = False,
    lora: bool = False,
    surface: bool = True,
    epochs: int = 1,
    batch_size: int = 16,
    learning_rate: float | None = None,
    accumulate: int = 1,
    max_tokens: int | None = None,
    precision: Literal["no", "bf16", "fp16"] = "no",
    tracker: str | None = None,
    held_out: float = 0.2,
    limit: int | None = None,
    seed: int = 0,
    json_: Annotated[bool, arg(name="json")] = False,
) -> None:
    """Learn a reward from preferences, and report how far it can be trusted.

    Args:
        data: Files, folders, hub names, or a testbed (testbed:errands).
        out: The folder to write: the reward, report.html and a model card.
        format: How the data is to be read, where its columns do not tell: see guerdon data formats.
        encoder: A model of the hub or a folder. Frozen sentence vectors of MiniLM when not given.
        finetune: Train the encoder too, not only a head on it.
        lora: With --finetune, train low-rank adapters.
        surface: Let the reward read length and layout, as a part that can be dropped.
        epochs: With --finetune, passes over the data.
        batch_size: With --finetune, comparisons for each step.
        learning_rate: With --finetune, the largest: 2e-5, or 2e-4 with --lora.
        accumulate: With --finetune, batches for each step of the optimiser.
        max_tokens: The longest text that is read: 256 frozen, the model's own limit with --finetune.
        precision: With --finetune, mixed precision.
        tracker: With --finetune, an experiment tracker: tensorboard, wandb, ...
        held_out: The share of the prompts that the report is made on.
        limit: Read no more than this many rows.
        seed: Decides the split and all else that is random.
        json_: Print the report as JSON.
    """
    from rich.console import Console

    from guerdon.feedback import read
    from guerdon.learn import FineTune
    from guerdon.pipeline import frozen_model, tuned_model
    from guerdon.pipeline import train as learn
    from guerdon.saving import claim

    claim(out)
    console = Console(quiet=json_, highlight=False)
    reading = read(list(data), format=format, limit=limit)
    console.print(f"[bold]read[/]   {reading.summary(out / 'dropped.jsonl')}", soft_wrap=True)
    state = out.parent / f".{out.name}.training"
    if finetune:
        model = tuned_model(encoder, max_tokens, lora, seed)
        rate = learning_rate or (2e-4 if lora else 2e-5)
        solver = FineTune(epochs, batch_size, accumulate, rate, precision=precision, tracker=tracker, checkpoint=state)
    else:
        model, solver = frozen_model(encoder, max_tokens, surface, seed), None
    trained = learn(reading, model, solver=solver, share=held_out, seed=seed, title=out.name)
    console.print(
        f"[bold]fit[/]    {trained.card.extra['head']} on {trained.card.extra['encoder']}, "
        f"{trained.card.extra['chosen on validation']}, {trained.fitted.seconds:.1f} s"
    )
    if not json_:
        trained.card.print(console)
    trained.save(out)
    if state.exists():
        import shutil

        shutil.rmtree(state)
    if json_:
        print(json.dumps(trained.card.to_json() | {"out": str(out), "report": str(out / "report.html")}))
    console.print(f"[bold]wrote[/]  {out}/   open {out / 'report.html'}")
