"""Scoring pairs with a transformers sequence classifier, against the plain loop of most evaluation scripts."""

import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median, pstdev
from typing import Any

import torch
import tyro
from measuring import by_turns, finish
from pairs import comparisons, of_some_prompts
from plain_loop import plain_scores
from transformers import AutoModelForSequenceClassification, AutoTokenizer

from guerdon.learn import MINILM, RewardModel, ScalarHead, TextEncoder
from guerdon.types import Example

MAX_TOKENS = 512
TOLERANCE = 1e-4


def main(limit: int = 300, batch_size: int = 8, rounds: int = 3, threads: int = 0, seed: int = 0) -> None:
    """Scores the same pairs with guerdon and with the plain loop, by turns.

    Both use the same weights, window, precision and threads. Scores are compared on the pairs that fit the window;
    longer ones are cut at unlike places, on purpose: guerdon keeps the response, the plain loop what stands first.

    Args:
        limit: How many pairs.
        batch_size: Texts in each batch of the plain loop.
        rounds: How often each side scores all pairs.
        threads: Of torch; its own choice when 0.
        seed: Another seed, other prompts.
    """
    torch.set_num_threads(threads or torch.get_num_threads())
    data, everything = comparisons()
    pairs = list(of_some_prompts(everything, limit, seed))
    chosen, rejected = [pair.chosen for pair in pairs], [pair.rejected for pair in pairs]
    model = RewardModel(TextEncoder(MINILM, MAX_TOKENS), ScalarHead())
    spread_out(model, seed)
    classifier, tokenizer = as_transformers(model)

    def plain() -> list[float]:
        return [
            score
            for side in (chosen, rejected)
            for score in plain_scores(classifier, tokenizer, side, batch_size, MAX_TOKENS)
        ]

    def guerdon() -> list[float]:
        return model.score(chosen + rejected).values.tolist()

    lengths = token_counts(tokenizer, chosen + rejected)
    scores = guerdon()
    difference = largest_difference(plain(), scores, lengths)
    assert difference < TOLERANCE, f"the scores of texts that fit the window differ by {difference}"
    turns = by_turns(plain, guerdon, rounds)
    finish(
        "scoring",
        turns.ratio,
        cpu_ratio=turns.cpu_ratio,
        data=data,
        pairs=len(pairs),
        distinct_texts=len({example.identity for example in chosen + rejected}),
        truncated_pairs=sum(max(a, b) > MAX_TOKENS for a, b in halves(lengths)),
        mean_tokens=sum(min(length, MAX_TOKENS) for length in lengths) / len(lengths),
        peer_pairs_per_second=len(pairs) / median(turns.peer),
        guerdon_pairs_per_second=len(pairs) / median(turns.own),
        peer_seconds=turns.peer,
        guerdon_seconds=turns.own,
        largest_difference=difference,
        score_spread=pstdev(scores),
        batch_size=batch_size,
        threads=torch.get_num_threads(),
    )


def spread_out(model: RewardModel, seed: int) -> None:
    """Draws the last layer so that scores lie some units apart, and a difference of 1e-4 is a small one."""
    with torch.no_grad():
        model.head.linear.weight.normal_(generator=torch.Generator().manual_seed(seed))


def as_transformers(model: RewardModel) -> tuple[Any, Any]:
    """The same model as transformers loads it from where guerdon saved it."""
    with tempfile.TemporaryDirectory() as folder:
        model.save(Path(folder) / "reward")
        saved = str(Path(folder) / "reward")
        return AutoModelForSequenceClassification.from_pretrained(saved), AutoTokenizer.from_pretrained(saved)


def token_counts(tokenizer: Any, examples: Sequence[Example]) -> list[int]:
    """The tokens of each example before any cut."""
    prompts, responses = [example.prompt_text for example in examples], [example.response for example in examples]
    return [len(ids) for ids in tokenizer(prompts, responses, verbose=False)["input_ids"]]


def largest_difference(plain: Sequence[float], own: Sequence[float], lengths: Sequence[int]) -> float:
    """The largest difference of scores among the pairs of which neither text is cut."""
    whole = [max(pair) <= MAX_TOKENS for pair in halves(lengths)] * 2
    return max((abs(a - b) for a, b, fits in zip(plain, own, whole, strict=True) if fits), default=0.0)


def halves(values: Sequence[int]) -> list[tuple[int, int]]:
    """What belongs to the chosen and the rejected response of each pair."""
    middle = len(values) // 2
    return list(zip(values[:middle], values[middle:], strict=True))


if __name__ == "__main__":
    tyro.cli(main)
