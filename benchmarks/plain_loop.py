"""Scoring as most evaluation scripts do it: the order of the file, fixed batches, each padded to its longest text.

This is the loop of rewardbench 0.1.4's pipeline, which itself moves every batch to CUDA; ``rewardbench_package`` runs the
package, and a test holds this loop to its scores.
"""

from collections.abc import Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from typing import Any

import torch
from measuring import Span, timed

from guerdon.types import Example


@dataclass
class WrittenOut:
    """The loop with a model of this process."""

    name = "the loop of rewardbench 0.1.4, written out"
    classifier: Any
    tokenizer: Any
    sides: Sequence[Sequence[Example]]
    """Chosen and rejected responses, each scored apart."""
    batch_size: int
    max_tokens: int

    def ready(self) -> AbstractContextManager["WrittenOut"]:
        """Itself: there is nothing to start."""
        return nullcontext(self)

    def turn(self) -> tuple[Span, list[float]]:
        """What scoring all texts once took, and the scores, side after side."""
        found: list[float] = []
        return timed(lambda: found.extend(self.scores())), found

    def scores(self) -> list[float]:
        settings = self.batch_size, self.max_tokens
        return [
            score for side in self.sides for score in plain_scores(self.classifier, self.tokenizer, side, *settings)
        ]


@torch.inference_mode()
def plain_scores(
    classifier: Any, tokenizer: Any, examples: Sequence[Example], batch_size: int, max_tokens: int
) -> list[float]:
    """The score of each example by a transformers sequence classifier of one label."""
    classifier.eval()
    scores: list[float] = []
    for start in range(0, len(examples), batch_size):
        texts = written(tokenizer, examples[start : start + batch_size])
        inputs = tokenizer(*texts, truncation=True, max_length=max_tokens, padding=True, return_tensors="pt")
        scores += classifier(**inputs.to(classifier.device)).logits[:, 0].tolist()
    return scores


def written(tokenizer: Any, examples: Sequence[Example]) -> list[list[str]]:
    """What the tokenizer reads: each chat by its template where it has one, else prompts and responses as text pairs."""
    if not tokenizer.chat_template:
        return [[example.prompt_text for example in examples], [example.response for example in examples]]
    chats = [
        [{"role": "user", "content": example.prompt_text}, {"role": "assistant", "content": example.response}]
        for example in examples
    ]
    return [[tokenizer.apply_chat_template(chat, tokenize=False) for chat in chats]]
