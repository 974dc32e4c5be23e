"""Scoring pairs, or groups of candidates, with a transformers classifier, against the plain loop of most scripts."""

import tempfile
from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from random import Random
from statistics import median, pstdev

import torch
import tyro
from measuring import Turns, finish, timed
from models import as_transformers, causal_model, spread_out
from pairs import comparisons, of_some_prompts
from plain_loop import WrittenOut, written
from rewardbench_package import Package, environment

from guerdon.learn import MINILM, RewardModel, ScalarHead, TextEncoder
from guerdon.records import Comparisons
from guerdon.transformer.shared import grouped
from guerdon.types import Example

MAX_TOKENS = 512
TOLERANCE = 1e-4
DEVICE = "cuda" if torch.cuda.is_available() else "cpu"


PROMPT, ANSWER, CANDIDATES = 500, 60, 16
"""Tokens, marks of the chat template included, of a group's prompt and of each answer, and how many answers."""


def main(
    limit: int = 300,
    batch_size: int = 8,
    rounds: int = 3,
    threads: int = 0,
    seed: int = 0,
    causal: bool = False,
    groups: int = 0,
    package: bool = False,
) -> None:
    """Scores the same pairs, or groups, with guerdon and with the plain loop, by turns.

    Both use the same weights, window, precision, device and threads. Scores are compared on the pairs that fit the window;
    longer ones are cut at unlike places, on purpose: guerdon keeps the response, the plain loop what stands first.

    Where there is CUDA, a causal model is scored by the package rewardbench itself in the place of the plain loop, which
    is the loop of its pipeline written out.

    Args:
        limit: How many pairs.
        batch_size: Texts in each batch of the plain loop.
        rounds: How often each side scores all pairs.
        threads: Of torch; its own choice when 0.
        seed: Another seed, other prompts.
        causal: A causal language model of twelve million random weights, in the place of MiniLM.
        groups: So many groups of 16 answers of 60 tokens to a prompt of 500, random words, in the place of pairs.
        package: Run the package itself where there is no CUDA too; what it sends there then stays where it is.
    """
    torch.set_num_threads(threads or torch.get_num_threads())
    data, everything = comparisons()
    window = PROMPT + ANSWER if groups else MAX_TOKENS
    model = made(everything, window, causal, seed)
    sides = of_groups(model, groups, seed) if groups else of_pairs(of_some_prompts(everything, limit, seed))
    every = [example for side in sides for example in side]
    with (
        tempfile.TemporaryDirectory() as folder,
        peer(model, Path(folder), sides, batch_size, window, causal, package) as other,
    ):
        turns, seen = measured(other, model, every, len(sides), window, rounds)
    finish(
        "scoring",
        turns.ratio,
        cpu_ratio=turns.cpu_ratio,
        peer=other.name,
        device=DEVICE,
        model="causal" if causal else "minilm",
        data="groups" if groups else data,
        texts=len(every),
        distinct_texts=len({example.identity for example in every}),
        tokens_over_distinct_tokens=tokens_over_distinct(model, every) if causal else 1.0,
        **speeds(turns, len(every)),
        **seen,
        batch_size=batch_size,
        threads=torch.get_num_threads(),
    )


def measured(
    other: Package | WrittenOut, model: RewardModel, every: Sequence[Example], sides: int, window: int, rounds: int
) -> tuple[Turns, dict[str, float]]:
    """What both sides took, by turns, after both gave the same scores to what fits the window."""

    def guerdon() -> list[float]:
        return model.score(every).values.tolist()

    scores, (_, theirs) = guerdon(), other.turn()
    lengths = [len(row.ids) for row in model.encoder.tokens.read(every)]
    fits = all_fit([length <= window for length in lengths], sides)
    difference = max((abs(a - b) for a, b, fit in zip(theirs, scores, fits, strict=True) if fit), default=0.0)
    assert difference < TOLERANCE, f"the scores of texts that fit the window differ by {difference}"
    spans = [(other.turn()[0], timed(guerdon)) for _ in range(rounds)]
    return Turns.of(*zip(*spans, strict=True)), {
        "texts_cut_or_beside_one": fits.count(False),
        "mean_tokens": sum(min(length, window) for length in lengths) / len(lengths),
        "largest_difference": difference,
        "score_spread": pstdev(scores),
    }


def peer(
    model: RewardModel,
    folder: Path,
    sides: list[list[Example]],
    batch_size: int,
    window: int,
    causal: bool,
    package: bool,
) -> AbstractContextManager[Package] | AbstractContextManager[WrittenOut]:
    """Who scores against guerdon: the package, or its loop.

    The package pads on the left, which a model of absolute positions such as MiniLM has to be told of and is not.
    """
    classifier, tokenizer = as_transformers(model)
    if not causal or not (package or DEVICE == "cuda"):
        return WrittenOut(classifier.to(DEVICE), tokenizer, sides, batch_size, window).ready()
    model.save(folder / "reward")
    texts = [written(tokenizer, side)[0] for side in sides]
    return Package(environment(), folder / "reward", texts, batch_size, window, torch.get_num_threads())


def speeds(turns: Turns, texts: int) -> dict[str, float | list[float]]:
    """What both sides took."""
    return {
        "peer_texts_per_second": texts / median(turns.peer),
        "guerdon_texts_per_second": texts / median(turns.own),
        "peer_seconds": turns.peer,
        "guerdon_seconds": turns.own,
    }


def made(pairs: Comparisons, window: int, causal: bool, seed: int) -> RewardModel:
    """The model that both sides score with."""
    model = causal_model(pairs, window) if causal else RewardModel(TextEncoder(MINILM, window), ScalarHead())
    spread_out(model, seed)
    model.network.to(DEVICE)
    return model


def of_pairs(pairs: Comparisons) -> list[list[Example]]:
    """The chosen responses, and the rejected ones."""
    return [[pair.chosen for pair in pairs], [pair.rejected for pair in pairs]]


def of_groups(model: RewardModel, groups: int, seed: int) -> list[list[Example]]:
    """Answers of random words to prompts of random words, all of one length in tokens."""
    tokenizer = model.encoder.tokenizer
    words = sorted(word for word in tokenizer.get_vocab() if word.isalpha())
    marks = len(model.encoder.prepare([Example(words[0], words[0])])[0].ids) - 2
    rng = Random(seed)
    drawn = []
    for _ in range(groups):
        prompt = " ".join(rng.choices(words, k=PROMPT - marks))
        drawn += [Example(prompt, " ".join(rng.choices(words, k=ANSWER))) for _ in range(CANDIDATES)]
    return [drawn]


def all_fit(fits: Sequence[bool], sides: int) -> list[bool]:
    """Which examples fit the window, together with those that stand beside them on the other sides."""
    rows = len(fits) // sides
    return [all(fits[row::rows]) for row in range(rows)] * sides


def tokens_over_distinct(model: RewardModel, every: Sequence[Example]) -> float:
    """How many times faster at most: all tokens over those that are left when repetition and shared prompts are not."""
    items = model.encoder.prepare(every)
    distinct = list({item.example.identity: item for item in items}.values())
    ids = [item.ids for item in distinct]
    groups = grouped(ids, [item.example.prompt for item in distinct])
    left = sum(group.shared + sum(len(ids[row]) - group.shared for row in group.rows) for group in groups)
    return sum(len(item.ids) for item in items) / left


if __name__ == "__main__":
    tyro.cli(main)
