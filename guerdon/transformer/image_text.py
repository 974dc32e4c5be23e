"""Two readers of one space: images and texts as vectors that can be held against each other."""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.saving import Storable
from guerdon.types.images import Image


class ImageText(Storable, ABC):
    """Images and texts to vectors whose inner product says how well they fit. To add one, subclass."""

    @abstractmethod
    def see(self, images: Sequence[Image]) -> Float[Tensor, "n d"]:
        """A unit vector for each image."""

    @abstractmethod
    def read(self, texts: Sequence[str]) -> Float[Tensor, "n d"]:
        """A unit vector for each text."""

    def refuses(self, text: str) -> str | None:
        """Why a text cannot be read; None where it can."""
        return None


@dataclass(frozen=True)
class Phrased(ImageText):
    """Reads every text within some sentences, and takes the mean of their vectors: "red" as "a photo of something red".

    A model that learned from captions knows sentences better than words. The mean is shorter than 1 where there are
    several sentences, and is left so: what they disagree in counts for less.

    Source: the ensembles of prompts of Radford et al. 2021 (arXiv 2103.00020), there scaled to length 1 again; not so in
    Rocamonde et al. 2023 (arXiv 2310.12921), as here.
    """

    encoder: ImageText
    sentences: tuple[str, ...]
    """Each with one ``{}``, where the text is put."""

    def __post_init__(self) -> None:
        strange = [sentence for sentence in self.sentences if sentence.count("{}") != 1]
        if strange or not self.sentences:
            raise ValueError(f"a sentence has one {{}} for the text, and there is at least one; got {strange}")

    def see(self, images: Sequence[Image]) -> Float[Tensor, "n d"]:
        return self.encoder.see(images)

    def read(self, texts: Sequence[str]) -> Float[Tensor, "n d"]:
        return torch.stack([self.encoder.read(self.within(sentence, texts)) for sentence in self.sentences]).mean(0)

    def refuses(self, text: str) -> str | None:
        reasons = (self.encoder.refuses(*self.within(sentence, [text])) for sentence in self.sentences)
        return next((why for why in reasons if why), None)

    def within(self, sentence: str, texts: Sequence[str]) -> list[str]:
        """Each text in the sentence; replaced, not formatted, for a text may have braces of its own."""
        return [sentence.replace("{}", text) for text in texts]
