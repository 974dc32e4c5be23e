"""What encoders that embed one text of each example have in common."""

from abc import abstractmethod
from collections.abc import Sequence

import torch

from guerdon.learn.encoders.base import Encoded, Encoder
from guerdon.learn.encoders.sentence import SentenceEmbedder
from guerdon.transformer.tokens import Cut
from guerdon.types import Example


class Embedded(Encoder):
    """The frozen vector of one text that is made of each example; a subclass says of which."""

    frozen = True

    def __init__(self, embedder: SentenceEmbedder, block: str) -> None:
        """Args: embedder: of the texts; block: what the columns are called."""
        super().__init__()
        self.embedder = embedder
        self.blocks = {block: embedder.width}

    @abstractmethod
    def text(self, example: Example) -> str:
        """What is embedded of an example."""

    def forward(self, items: Sequence[Example]) -> Encoded:
        vectors = torch.from_numpy(self.embedder([self.text(item) for item in items]))
        return Encoded(vectors, self.blocks, tuple(items))

    @property
    def name(self) -> str:
        return f"{self.embedder.name}, frozen"

    @property
    def cut(self) -> Cut:
        return Cut(len(self.embedder.cut), 0, sum(self.embedder.cut.values()))
