"""Scoring as most evaluation scripts do it: the order of the file, fixed batches, each padded to its longest text."""

from collections.abc import Sequence
from typing import Any

import torch

from guerdon.types import Example


@torch.inference_mode()
def plain_scores(
    classifier: Any, tokenizer: Any, examples: Sequence[Example], batch_size: int, max_tokens: int
) -> list[float]:
    """The score of each example by a transformers sequence classifier of one label."""
    classifier.eval()
    scores: list[float] = []
    for start in range(0, len(examples), batch_size):
        batch = examples[start : start + batch_size]
        inputs = tokenizer(
            [example.prompt_text for example in batch],
            [example.response for example in batch],
            truncation=True,
            max_length=max_tokens,
            padding=True,
            return_tensors="pt",
        )
        scores += classifier(**inputs).logits[:, 0].tolist()
    return scores
