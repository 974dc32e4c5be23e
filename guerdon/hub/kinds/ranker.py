"""Rankers: classifiers that read two candidates at once and say which is better."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import torch

from guerdon.errors import GuerdonError
from guerdon.hub.base import SOURCE, Kind, Model
from guerdon.reward import PairReward, Reward
from guerdon.transformer import padded
from guerdon.transformer.slicing import of_like_length, room
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class Ranker(PairReward):
    """p(first is better) = sigmoid of the one output of a classifier that reads prompt, first and second candidate.

    Source: the input format of Jiang et al. 2023, "LLM-Blender" (arXiv 2306.02561).
    """

    classifier: Any
    tokenizer: Any
    max_tokens: int

    @torch.no_grad()
    def verdicts(self, first: Sequence[Example], second: Sequence[Example]) -> Scores:
        """Raises a GuerdonError where a pair is longer than the model reads: which end to cut, nobody said."""
        texts = [written(one, other) for one, other in zip(first, second, strict=True)]
        ids = [torch.tensor(row) for row in self.tokenizer(texts, verbose=False)["input_ids"]]
        long = [row for row, text in enumerate(ids) if len(text) > self.max_tokens]
        if long:
            raise GuerdonError(
                f"{len(long):,} of {len(ids):,} pairs are longer than the {self.max_tokens:,} tokens that the ranker reads "
                f"(pair {long[0] + 1} has {len(ids[long[0]]):,}): leave them out"
            )
        self.classifier.eval()
        device = next(self.classifier.parameters()).device
        logits = torch.zeros(len(ids), device=device)
        for rows in of_like_length([len(text) for text in ids], room(device)):
            inputs = padded([ids[row] for row in rows], self.tokenizer.pad_token_id, device)
            logits[rows] = self.classifier(**inputs).logits[:, 0].float()
        return Scores(torch.sigmoid(logits))


class PairRanker(Kind):
    """A classifier of one label whose tokenizer marks a first and a second candidate."""

    @classmethod
    def recognises(cls, model: Model) -> bool:
        return model.classifies and model.ranks

    @classmethod
    def load(cls, model: Model) -> Reward:
        """Raises a GuerdonError where it has several outputs."""
        if model.config.num_labels != 1:
            raise GuerdonError(
                f"{model.name} compares candidates by {model.config.num_labels} outputs; one is expected"
            )
        encoder = model.encoder()
        classifier = encoder.classifier
        classifier.set_submodule(encoder.final_name, encoder.final)
        return Ranker(classifier.to(model.device), encoder.tokenizer, encoder.tokens.max_tokens)


def written(first: Example, second: Example) -> str:
    prompt, one, other = SOURCE
    return f"{prompt}{first.prompt_text}{one}{first.response}{other}{second.response}"
