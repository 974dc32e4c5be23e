"""The state of a fine-tuning run on disk, so that a run that was killed goes on as if it had not been."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from jaxtyping import Shaped
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from guerdon.errors import GuerdonError
from guerdon.saving import replacing_file

STATE = "state.safetensors"
"""The one file of a state, notes among it: it is replaced at once, so that a kill at any time leaves a whole one."""
Tensors = dict[str, Shaped[Tensor, "..."]]


def save(
    folder: Path, network: nn.Module, optimiser: torch.optim.Optimizer, notes: Mapping[str, Any], best: Tensors
) -> None:
    """Writes trainable weights, the optimiser's moments, the best weights so far, and notes; all of it, or nothing."""
    tensors = {f"weights/{name}": value for name, value in trainable(network).items()}
    tensors |= {f"best/{name}": value for name, value in best.items()}
    for name, parameter in network.named_parameters():
        tensors |= {f"optimiser/{name}/{key}": value for key, value in optimiser.state.get(parameter, {}).items()}
    with replacing_file(folder / STATE) as draft:
        whole = {name: value.detach().cpu().contiguous().clone() for name, value in tensors.items()}
        save_file(whole, draft, {"notes": json.dumps(notes)})


def notes(folder: Path) -> dict[str, Any]:
    """The notes of a state.

    Raises:
        GuerdonError: the file is damaged.
    """
    try:
        with safe_open(folder / STATE, "pt") as state:
            return json.loads(state.metadata()["notes"])
    except (SafetensorError, KeyError, TypeError, ValueError) as error:
        raise GuerdonError(f"{folder / STATE} is damaged ({error}): remove it to begin anew") from error


def restore(folder: Path, network: nn.Module, optimiser: torch.optim.Optimizer) -> Tensors:
    """Puts weights and moments back.

    Returns:
        the best weights so far.

    Raises:
        GuerdonError: the state is of another model.
    """
    tensors = load_file(folder / STATE)
    parameters = dict(network.named_parameters())
    weights = {name.removeprefix("weights/"): value for name, value in tensors.items() if name.startswith("weights/")}
    if shapes(weights) != shapes(trainable(network)):
        raise GuerdonError(f"{folder / STATE} is the state of another model: remove it to begin anew")
    for name, value in weights.items():
        parameters[name].data.copy_(value)
    for name, value in tensors.items():
        kind, _, rest = name.partition("/")
        if kind == "optimiser":
            parameter, _, key = rest.rpartition("/")
            device = "cpu" if key == "step" else parameters[parameter].device
            optimiser.state[parameters[parameter]][key] = value.to(device)
    return {name.removeprefix("best/"): value for name, value in tensors.items() if name.startswith("best/")}


def trainable(network: nn.Module) -> Tensors:
    """The weights that training changes, by name."""
    return {name: parameter.data for name, parameter in network.named_parameters() if parameter.requires_grad}


def shapes(tensors: Tensors) -> dict[str, torch.Size]:
    return {name: value.shape for name, value in tensors.items()}
