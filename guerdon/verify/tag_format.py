"""Whether a response puts its parts into the tags that were agreed on."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

import torch

from guerdon.reward import Reward
from guerdon.types import Example, Scores


@dataclass(frozen=True)
class TagFormat(Reward[Sequence[Example]]):
    """r = 1 where the response is <a>...</a><b>...</b> of its tags in their order, each once and none empty, else 0.

    Only white space may stand around them. Parts: ``tag:NAME``, whether that tag is opened and closed once.

    Source: the format reward of DeepSeek-AI 2025, "DeepSeek-R1" (arXiv 2501.12948), with ``think`` and ``answer``.
    """

    tags: tuple[str, ...] = ("think", "answer")

    def __post_init__(self) -> None:
        if not self.tags or not all(re.fullmatch(r"[A-Za-z][\w-]*", tag) for tag in self.tags):
            raise ValueError(f"the tags are {self.tags!r}, expected names such as think and answer")

    def score(self, batch: Sequence[Example]) -> Scores:
        texts = [each.response for each in batch]
        once = {tag: [text.count(f"<{tag}>") == 1 == text.count(f"</{tag}>") for text in texts] for tag in self.tags}
        order = re.compile(r"\s*" + r"\s*".join(rf"<{tag}>\s*\S.*?</{tag}>" for tag in self.tags) + r"\s*", re.DOTALL)
        whole = [
            all(found[row] for found in once.values()) and order.fullmatch(text) is not None
            for row, text in enumerate(texts)
        ]
        parts = {f"tag:{tag}": torch.tensor([float(each) for each in found]) for tag, found in once.items()}
        return Scores(torch.tensor([float(each) for each in whole]), parts=parts)
