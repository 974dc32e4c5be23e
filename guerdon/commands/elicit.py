"""guerdon elicit: ask a person what they want, one question after another."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

from tyro.conf import OmitArgPrefixes, Positional, arg
from tyro.extras import SubcommandApp

from guerdon.terms import Terms


def register(app: SubcommandApp, arguments: Sequence[str]) -> None:
    app.command(elicit)


def elicit(
    task: Annotated[Positional[str], arg(metavar="QUESTION")],
    out: Annotated[Path, arg(aliases=["-o"])],
    cases: Annotated[Path | None, arg(name="from", metavar="PATH")] = None,
    turns: int = 10,
    llm: Annotated[str | None, arg(metavar="MODEL")] = None,
    prompt: str = "edge-case",
    diverse: bool = False,
    seed: int = 0,
    terms: Annotated[Terms, OmitArgPrefixes] = Terms(),  # noqa: B008  # frozen
) -> None:
    """Interview a person at the terminal and keep every answer: the same command goes on where it was stopped.

    Answers about cases are ratings: guerdon train reads the file.

    Args:
        task: What is asked about each case, such as "Would you read this article?".
        out: The transcript (JSON lines); an interview that it already holds is continued.
        cases: A file of cases to ask about: JSON lines with a text or a "response" each, a JSON list, or a line each (.txt).
        turns: How many questions in all.
        llm: A language model that writes the questions, such as openai:gpt-4.1-mini or local:NAME.
        prompt: What the model is asked for: edge-case, yes-no-question, open-question, or a file that ends in .jinja.
        diverse: Begin with cases that are unlike each other, by sentence vectors; without it, the order is random.
        seed: Decides the random order.
    """
    from rich.console import Console

    from guerdon.errors import GuerdonError
    from guerdon.feedback.elicit import AtTerminal, DiverseCases, Policy, RandomCases, Session, WrittenQuestions
    from guerdon.saving import claim_file

    if (llm is None) == (cases is None):
        raise GuerdonError("say what to ask about: a file of cases with --from, or a language model with --llm")
    claim_file(out)
    policy: Policy
    if llm is not None:
        from guerdon.llm import load, template

        policy = WrittenQuestions(load(llm, terms), task, template(prompt))
    else:
        from guerdon.commands.rank import answers

        texts = list(dict.fromkeys(answers(cases))) if cases else []
        policy = RandomCases(task, texts, seed)
        if diverse:
            from guerdon.learn import SentenceEmbedder

            policy = DiverseCases(task, texts, SentenceEmbedder(max_tokens=64)(texts), seed=seed)
    session, console = Session(task, out), Console(highlight=False, markup=False)
    if session.turns:
        console.print(f"{len(session.turns)} answers are in {out}; going on")
    console.print('Answer yes or no where a case is shown, else in your own words; "stop" to leave.\n')
    session.run(policy, AtTerminal(), turns)
    console.print(f"\n{len(session.turns)} answers are in {out}")
