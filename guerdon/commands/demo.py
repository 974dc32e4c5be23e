"""guerdon demo: the main job on a generated world, from data to report."""

from collections.abc import Sequence
from pathlib import Path

from tyro.extras import SubcommandApp


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(demo)


def demo(out: Path = Path("guerdon-demo"), pairs: int = 2000, seed: int = 0) -> None:
    """Train a reward on a generated text world, print its report card, rank answers, and write the report.

    Args:
        out: The folder to write.
        pairs: How many comparisons to make; a fifth of their prompts is kept for the report.
        seed: Decides the world and the split.
    """
    from rich.console import Console

    from guerdon import testbeds
    from guerdon.pipeline import train
    from guerdon.saving import claim
    from guerdon.search import rank

    claim(out)
    console = Console(highlight=False)
    spec = f"errands?seed={seed}&pairs={pairs}"
    console.print(f"[bold]world[/]  errands, seed {seed}: small written tasks whose true reward is known")
    trained = train(f"testbed:{spec}", seed=seed, title="errands")
    console.print(f"[bold]read[/]   {trained.reading.summary()}")
    trained.card.print(console)
    world = testbeds.open("errands", seed)
    answers = world.candidates(1, 4)[0]
    ranked = rank(trained.reward, answers[0].prompt, [answer.response for answer in answers])
    gold = world.gold.score(list(ranked.examples)).require().values.tolist()
    console.print(f"\n[bold]rank[/]   {answers[0].prompt_text}")
    for place, (score, true, answer) in enumerate(zip(ranked.strength, gold, ranked.examples, strict=True), 1):
        console.print(f"  {place}. score {score:+.2f}, true reward {true:+.2f}   {answer.response}", markup=False)
    trained.save(out)
    console.print(f"\n[bold]wrote[/]  {out}/   the reward, its model card, and the report:")
    print((out / "report.html").resolve())
