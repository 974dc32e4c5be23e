"""Transformers as every room uses them: how they are loaded, how texts become tokens, and how texts pass together.

Nothing here knows of rewards. ``Tokens`` cuts examples into tokens within a window, ``shared.passed`` passes many texts
in one row with what they begin with in common computed once, ``slicing`` says how many texts pass at a time. An
``ImageText`` puts images and texts into one space; ``CLIP`` is one from the hub.
"""

from guerdon.transformer.clip import CLIP
from guerdon.transformer.image_text import ImageText, Phrased
from guerdon.transformer.loading import drawn_alike, load_language_model, padded, padding, quiet, trunk
from guerdon.transformer.minilm import HUB_NAME, locate
from guerdon.transformer.packed import Passed, packable
from guerdon.transformer.slicing import of_like_length, room
from guerdon.transformer.tokens import Cut, Tokens, window

__all__ = [
    "CLIP",
    "HUB_NAME",
    "Cut",
    "ImageText",
    "Passed",
    "Phrased",
    "Tokens",
    "drawn_alike",
    "load_language_model",
    "locate",
    "of_like_length",
    "packable",
    "padded",
    "padding",
    "quiet",
    "room",
    "trunk",
    "window",
]
