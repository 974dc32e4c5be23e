"""Forward passes of a causal trunk in which a beginning that several texts have in common is computed once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import torch
from jaxtyping import Bool, Float, Int
from torch import Tensor
from torch.nn.utils.rnn import pad_sequence
from transformers import DynamicCache, PreTrainedModel

from guerdon.learn.encoders.slicing import of_like_length, room
from guerdon.types import Example

WORTH = 0.1
"""The share of a group's tokens that sharing must save to be worth a second pass, which costs a few in a hundred."""

PASSES = 8
"""How many passes are sorted together, so that texts of like length are found for each."""


@dataclass(frozen=True)
class Group:
    """Texts that begin with the same tokens."""

    rows: tuple[int, ...]
    shared: int
    """How many tokens they have in common; 0 where that is not worth a pass."""


def grouped(ids: Sequence[Int[Tensor, "_"]], prompts: Sequence[Hashable]) -> list[Group]:
    """The texts by prompt, in the order in which prompts are first met.

    Each text keeps a token of its own, so that it has a last state.
    """
    members: dict[Hashable, list[int]] = {}
    for row, prompt in enumerate(prompts):
        members.setdefault(prompt, []).append(row)
    return [Group(tuple(rows), worthwhile([ids[row] for row in rows])) for rows in members.values()]


def worthwhile(texts: Sequence[Int[Tensor, "_"]]) -> int:
    """How many tokens of a common beginning to compute once; 0 where that saves too little."""
    shared = common(texts)
    return shared if shared * (len(texts) - 1) >= WORTH * sum(len(text) for text in texts) else 0


def common(texts: Sequence[Int[Tensor, "_"]]) -> int:
    """How many tokens all of some texts begin with, leaving each at least one of its own."""
    shortest = min(len(text) for text in texts) - 1
    first = texts[0][:shortest]
    alike = [bool(token) for token in torch.stack([text[:shortest] == first for text in texts]).all(0)]
    return sum(1 for _ in takewhile(bool, alike))


def likeness(example: Example) -> tuple[Any, ...]:
    """What examples are sorted by so that responses to one prompt stand together."""
    return len(example.prompt_text), example.prompt_text, len(example.response)


def slices(ids: Sequence[Int[Tensor, "_"]], prompts: Sequence[Hashable], budget: int) -> list[list[int]]:
    """Cuts texts into runs that are worked on together: whole groups, while their distinct tokens fit some passes."""
    groups = grouped(ids, prompts)
    groups.sort(key=lambda group: (group.shared, max(len(ids[row]) for row in group.rows)))
    runs: list[list[int]] = []
    room = 0
    for group in groups:
        tokens = group.shared + sum(len(ids[row]) - group.shared for row in group.rows)
        if not runs or tokens > room:
            runs, room = [*runs, []], PASSES * budget
        runs[-1] += group.rows
        room -= tokens
    return runs


def states(
    trunk: PreTrainedModel, ids: Sequence[Int[Tensor, "_"]], prompts: Sequence[Hashable], pad: int, device: torch.device
) -> list[Float[Tensor, "_t d"]]:
    """The last hidden states of each text, as the trunk gives them to the text alone.

    First what groups share, then what each text goes on with; of both, those of like length pass together.

    Args:
        trunk: a transformers model without a head, causal, with keys and values that it can go on from.
        ids: the tokens of each text, without padding.
        prompts: texts with equal entries are looked through for a common beginning.
        pad: the id of the padding token.
        device: where the trunk is.

    Returns:
        one row for each token of each text, with gradients through the shared part too.
    """
    groups = grouped(ids, prompts)
    sharing = [group for group in groups if group.shared]
    begun: dict[Group, Begun] = {}
    for run in of_like_length([group.shared for group in sharing], room(device)):
        some = [sharing[place] for place in run]
        begun |= zip(some, begin(trunk, [ids[g.rows[0]][: g.shared] for g in some], pad, device), strict=True)
    owner = {row: group for group in groups for row in group.rows}
    known: dict[int, Float[Tensor, "_t d"]] = {}
    for alone in (True, False):
        rows = [row for row in range(len(ids)) if alone is not (owner[row].shared > 0)]
        for run in of_like_length([len(ids[row]) - owner[row].shared for row in rows], room(device)):
            some_rows = [rows[place] for place in run]
            tails = [ids[row][owner[row].shared :] for row in some_rows]
            heads = [] if alone else [begun[owner[row]] for row in some_rows]
            ends, _ = passed(trunk, tails, pad, device, heads)
            whole = [torch.cat([head.states, end]) for head, end in zip(heads, ends, strict=True)] if heads else ends
            known |= zip(some_rows, whole, strict=True)
    return [known[row] for row in range(len(ids))]


@dataclass(frozen=True)
class Begun:
    """What a trunk keeps of a beginning, to go on from."""

    states: Float[Tensor, "t d"]
    past: tuple[tuple[Float[Tensor, "t heads width"], Float[Tensor, "t heads width"]], ...]
    """Keys and values of each layer."""


def begin(trunk: PreTrainedModel, ids: Sequence[Int[Tensor, "_"]], pad: int, device: torch.device) -> list[Begun]:
    """Passes beginnings and keeps what their texts go on from."""
    rows, cache = passed(trunk, ids, pad, device, cached=True)
    layers = [(layer.keys.transpose(1, 2), layer.values.transpose(1, 2)) for layer in cache.layers]
    return [
        Begun(row, tuple((keys[place, : len(row)], values[place, : len(row)]) for keys, values in layers))
        for place, row in enumerate(rows)
    ]


def passed(
    trunk: PreTrainedModel,
    ids: Sequence[Int[Tensor, "_"]],
    pad: int,
    device: torch.device,
    heads: Sequence[Begun] = (),
    cached: bool = False,
) -> tuple[list[Float[Tensor, "_t d"]], Any]:
    """One pass over texts that are padded together, going on from the keys and values of what came before them.

    Returns:
        the states of each text, and the keys and values if they are asked for.
    """
    tokens = pad_sequence(list(ids), batch_first=True, padding_value=pad).to(device)
    mask = real([len(row) for row in ids], device)
    inputs: dict[str, Any] = {"input_ids": tokens, "use_cache": cached or bool(heads)}
    if heads:
        before = real([len(head.states) for head in heads], device)
        inputs["past_key_values"] = together(trunk, heads)
        inputs["position_ids"] = before.sum(1, keepdim=True) + torch.arange(tokens.shape[1], device=device)
        mask = torch.cat([before, mask], dim=1)
    elif cached:
        inputs["past_key_values"] = DynamicCache(config=trunk.config)
    if heads or not mask.all():  # without padding the attention kernels need no mask, and are faster
        inputs["attention_mask"] = mask.long()
    output = trunk(**inputs)
    rows = zip(output.last_hidden_state.float(), ids, strict=True)
    return [row[: len(text)] for row, text in rows], inputs.get("past_key_values")


def real(lengths: Sequence[int], device: torch.device) -> Bool[Tensor, "n t"]:
    """Which tokens of rows of some lengths are no padding, once they are padded on the right."""
    return torch.arange(max(lengths), device=device) < torch.tensor(lengths, device=device)[:, None]


def together(trunk: PreTrainedModel, heads: Sequence[Begun]) -> DynamicCache:
    """The keys and values of several beginnings as transformers takes them, padded on the right."""
    cache = DynamicCache(config=trunk.config)
    for layer in range(len(heads[0].past)):
        keys, values = (
            pad_sequence([head.past[layer][side] for head in heads], batch_first=True).transpose(1, 2)
            for side in (0, 1)
        )
        cache.update(keys, values, layer)
    return cache


@torch.no_grad()
def shareable(trunk: PreTrainedModel) -> bool:
    """Whether no token's state depends on what comes after it, and the trunk can go on from all keys and values.

    Asked of the model itself, on four tokens, for configurations of transformers do not tell. Models that look back
    through a window of tokens cannot.
    """
    device = next(trunk.parameters()).device
    training = trunk.training
    trunk.eval()
    text = torch.tensor([1, 2, 1, 3]) % trunk.config.vocab_size
    try:
        if any(DynamicCache(config=trunk.config).is_sliding):
            return False
        [whole] = passed(trunk, [text], 0, device)[0]
        heads = begin(trunk, [text[:2]], 0, device)
        [rest] = passed(trunk, [text[2:]], 0, device, heads)[0]
    except (AttributeError, TypeError, ValueError, RuntimeError):
        return False
    finally:
        trunk.train(training)
    return torch.allclose(whole, torch.cat([heads[0].states, rest]), atol=1e-4)
