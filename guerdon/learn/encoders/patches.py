"""What small readers of images and words have in common: images of one size cut into patches, words of one vocabulary."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Self

from jaxtyping import Float
from safetensors.torch import load_file, save_file
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.learn.encoders.base import Encoder
from guerdon.learn.encoders.words import places
from guerdon.types import Image

WEIGHTS_FILE = "patches.safetensors"


class PatchEncoder(Encoder):
    """An encoder of images of one size and of words, trained from nothing. Subclasses make layers and read.

    Unknown words share one id, the last.
    """

    def __init__(self, known: Sequence[str], size: tuple[int, int], patch: int, **shape: int) -> None:
        """
        Args:
            known: the vocabulary, as ``vocabulary`` takes it from texts.
            size: rows and columns of every image.
            patch: the rows and the columns of a patch; divides those of the image.
            shape: the further arguments of the subclass, to be saved.
        """
        super().__init__()
        rows, columns = size
        if rows % patch or columns % patch:
            raise ValueError(f"an image of {rows} by {columns} pixels has no whole patches of {patch}")
        self.known, self.size, self.patch, self.shape = tuple(known), tuple(size), patch, shape
        self.place = places(known)
        self.count, self.pixels = rows * columns // patch**2, 3 * patch**2
        """Patches of an image, and numbers of a patch."""

    def word_ids(self, words: Sequence[str]) -> list[int]:
        return [self.place.get(word, len(self.known)) for word in words]

    def fitting(self, shown: Image) -> Image:
        """The image, where it has the size that is read.

        Raises:
            GuerdonError: it has another.
        """
        if tuple(shown.shape[:2]) != self.size:
            raise GuerdonError(
                f"an image has {' by '.join(map(str, shown.shape[:2]))} pixels, expected {' by '.join(map(str, self.size))}"
            )
        return shown

    def in_patches(self, images: Float[Tensor, "n rows columns 3"]) -> Float[Tensor, "n patches pixels"]:
        """The patches of each image, row by row."""
        (rows, columns), side = self.size, self.patch
        apart = images.reshape(-1, rows // side, side, columns // side, side, 3).transpose(2, 3)
        return apart.reshape(len(images), self.count, self.pixels)

    def pack(self, folder: Path) -> Mapping[str, Any]:
        save_file({name: tensor.detach().cpu() for name, tensor in self.state_dict().items()}, folder / WEIGHTS_FILE)
        return {"known": list(self.known), "size": list(self.size), "patch": self.patch, **self.shape}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> Self:
        encoder = cls(**{**config, "size": tuple(config["size"])})
        encoder.load_state_dict(load_file(folder / WEIGHTS_FILE))
        return encoder
