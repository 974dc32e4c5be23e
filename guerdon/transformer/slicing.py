"""How many texts pass an encoder together, and which."""

from collections.abc import Sequence

import torch

SLICE_TOKENS = {"cpu": 1024, "cuda": 65_536}
"""Padded tokens of one forward pass. A CPU is fastest when the activations stay in its cache."""


def room(device: torch.device) -> int:
    """How many padded tokens one pass should have on a device."""
    return SLICE_TOKENS.get(device.type, SLICE_TOKENS["cuda"])


def of_like_length(lengths: Sequence[int], budget: int) -> list[list[int]]:
    """Cuts rows into runs of like length, as many in each as a budget of padded tokens has room for.

    >>> of_like_length([5, 1, 6, 2], budget=12)
    [[1, 3], [0, 2]]
    """
    runs: list[list[int]] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if runs and (len(runs[-1]) + 1) * lengths[row] <= budget:
            runs[-1].append(row)
        else:
            runs.append([row])
    return runs
