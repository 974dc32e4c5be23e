"""Sentences, and the parts of sentences between commas."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from jaxtyping import Int
from torch import Tensor

from guerdon.learn.segmenters.base import Segmenter, closed
from guerdon.papers import Paper
from guerdon.types import Example

END = re.compile(r"[.!?]+[\"')\]]*(?=\s)|\n+")
PART = re.compile(r"[,;!?]+(?=\s)")


@dataclass(frozen=True)
class Sentences(Segmenter):
    """Sentences: up to a full stop, question or exclamation mark before a space, or to the end of a line."""

    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        return [closed((match.end() for match in END.finditer(example.response)), example) for example in examples]


@dataclass(frozen=True)
class SubSentences(Segmenter):
    """Sentences cut again after a comma, semicolon, question or exclamation mark with enough words on both sides.

    Source: Wu et al. 2023, "Fine-Grained Human Feedback" (arXiv 2306.01693).
    """

    words: int = 5
    """How many words there must be on either side of a cut within the sentence."""

    paper = Paper(
        "wu2023finegrained", "Fine-Grained Human Feedback Gives Better Rewards for Language Model Training",
        "Wu, Zeqiu and Hu, Yushi and Shi, Weijia and others", 2023, arxiv="2306.01693",
    )  # fmt: skip

    def __call__(self, examples: Sequence[Example]) -> list[Int[Tensor, "_units"]]:
        sentences = Sentences()(examples)
        return [closed(self.parts(e.response, ends.tolist()), e) for e, ends in zip(examples, sentences, strict=True)]

    def parts(self, text: str, sentences: Sequence[int]) -> Iterator[int]:
        """Where the parts of a text end."""
        begin = 0
        for end in sentences:
            for match in PART.finditer(text, begin, end):
                if min(len(text[begin : match.end()].split()), len(text[match.end() : end].split())) >= self.words:
                    yield match.end()
                    begin = match.end()
            yield end
            begin = end
