"""The state of a fine-tuning run on disk, so that a run that was killed goes on as if it had not been."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Shaped
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.saving import DESCRIPTION, replacing

TENSORS = "state.safetensors"
Tensors = dict[str, Shaped[Tensor, "..."]]


def save(
    folder: Path, network: nn.Module, optimiser: torch.optim.Optimizer, notes: Mapping[str, Any], best: Tensors
) -> None:
    """Writes trainable weights, the optimiser's moments, the best weights so far, and notes; all of it, or nothing."""
    tensors = {f"weights/{name}": value for name, value in trainable(network).items()}
    tensors |= {f"best/{name}": value for name, value in best.items()}
    for name, parameter in network.named_parameters():
        tensors |= {f"optimiser/{name}/{key}": value for key, value in optimiser.state.get(parameter, {}).items()}
    with replacing(folder) as draft:
        save_file({name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}, draft / TENSORS)
        (draft / DESCRIPTION).write_text(json.dumps(notes))


def restore(folder: Path, network: nn.Module, optimiser: torch.optim.Optimizer) -> tuple[dict[str, Any], Tensors]:
    """Puts weights and moments back.

    Returns:
        the notes, and the best weights so far.

    Raises:
        GuerdonError: the state is of another model.
    """
    tensors = load_file(folder / TENSORS)
    notes = json.loads((folder / DESCRIPTION).read_text())
    parameters = dict(network.named_parameters())
    weights = {name.removeprefix("weights/"): value for name, value in tensors.items() if name.startswith("weights/")}
    if set(weights) != set(trainable(network)):
        raise GuerdonError(f"{folder} holds the state of another model: remove it to begin anew")
    for name, value in weights.items():
        parameters[name].data.copy_(value)
    for name, value in tensors.items():
        kind, _, rest = name.partition("/")
        if kind == "optimiser":
            parameter, _, key = rest.rpartition("/")
            device = "cpu" if key == "step" else parameters[parameter].device
            optimiser.state[parameters[parameter]][key] = value.to(device)
    return notes, {name.removeprefix("best/"): value for name, value in tensors.items() if name.startswith("best/")}


def trainable(network: nn.Module) -> Tensors:
    """The weights that training changes, by name."""
    return {name: parameter.data for name, parameter in network.named_parameters() if parameter.requires_grad}
