"""Comparisons that can be learned in seconds: good words beat bad ones."""

import random

from guerdon.records import Comparisons
from guerdon.types import Comparison, Example

TOPICS = ["rivers", "boats", "cats", "numbers", "bread", "music", "winter", "trains", "paper", "light"]
GOOD = ["clear", "careful", "correct", "useful", "short", "kind", "exact", "true"]
BAD = ["vague", "wrong", "rude", "long", "empty", "broken", "noisy", "false"]


def sentence(draw: random.Random, words: list[str], low: int = 3, high: int = 12) -> str:
    return " ".join(draw.choice(words + TOPICS) for _ in range(draw.randint(low, high)))


def preferences(prompts: int, seed: int = 0) -> Comparisons:
    """Comparisons in which answers of good words beat answers of bad ones; texts of many lengths."""
    draw = random.Random(seed)
    rows = []
    for number in range(prompts):
        prompt = f"question {number} about {sentence(draw, TOPICS)}"
        rows.append(Comparison(Example(prompt, sentence(draw, GOOD)), Example(prompt, sentence(draw, BAD))))
    return Comparisons.of(rows)
