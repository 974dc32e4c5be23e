"""The image of an example, however it is held."""

from typing import Any

import numpy as np
import torch
from jaxtyping import Float
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.types.examples import Example

Image = Float[Tensor, "_rows _columns 3"]
"""Colours from 0 to 1."""


def image(example: Example) -> Image:
    """The first of an example's media or, where it has none, the ``image`` of its context; its colours from 0 to 1.

    Media may be an image of Pillow, an array of bytes, or an array or tensor of numbers from 0 to 1, of shape (rows,
    columns, 3); gradients flow to a tensor. In a context, which is text, an image is a text for each row with six
    hexadecimal digits for each pixel, as colours are written on the web.

    Raises:
        GuerdonError: there is none, or it cannot be read.
    """
    try:
        held = example.media[0] if example.media else [bytes.fromhex(row) for row in example.context["image"]]
        found = pixels(held)
        if found.ndim != 3 or found.shape[-1] != 3:
            raise ValueError(f"its shape is {tuple(found.shape)}")
    except (KeyError, TypeError, ValueError) as error:
        raise GuerdonError(
            f"the example {(example.response or example.prompt_text)[:40]!r} has no image that can be read ({error}): give "
            "it media of shape (rows, columns, 3) or, in its context, ``image``, a text for each row with six hexadecimal "
            "digits for each pixel"
        ) from error
    return found


def pixels(held: Any) -> Tensor:
    """Numbers from 0 to 1, of whatever shape there is."""
    if isinstance(held, list):
        held = np.stack([np.frombuffer(row, np.uint8) for row in held]).reshape(len(held), -1, 3)
    if hasattr(held, "convert"):
        held = np.array(held.convert("RGB"))
    found = held if isinstance(held, Tensor) else torch.from_numpy(np.array(held))
    return found.float() / 255 if found.dtype == torch.uint8 else found.float()
