"""Forward passes of a causal trunk in which a beginning that several texts have in common is computed once."""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor, nn
from transformers import DynamicCache, PreTrainedModel

from guerdon.types import Example

WORTH = 8
"""Tokens that sharing must save for a group of texts to be worth a second pass."""


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
    return [
        Group(tuple(rows), shared if (shared := common([ids[row] for row in rows])) * (len(rows) - 1) >= WORTH else 0)
        for rows in members.values()
    ]


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
    """Cuts texts into runs that pass together: whole groups, of like length, whose padded distinct tokens fit a budget."""
    groups = grouped(ids, prompts)
    longest = {group.rows: max(len(ids[row]) for row in group.rows) - group.shared for group in groups}
    groups.sort(key=lambda group: (group.shared > 0, group.shared, longest[group.rows]))
    runs: list[list[Group]] = []
    for group in groups:
        run = [*(runs[-1] if runs else ()), group]
        together = sum(each.shared > 0 for each in run) * max(each.shared for each in run)
        apart = sum(len(each.rows) for each in run) * max(longest[each.rows] for each in run)
        if runs and together + apart <= budget:
            runs[-1] = run
        else:
            runs.append([group])
    return [[row for group in run for row in group.rows] for run in runs]


def states(
    trunk: PreTrainedModel, ids: Sequence[Int[Tensor, "_"]], prompts: Sequence[Hashable], pad: int, device: torch.device
) -> list[Float[Tensor, "_t d"]]:
    """The last hidden states of each text, as the trunk gives them to the text alone.

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
    alone = [row for group in groups if not group.shared for row in group.rows]
    known = dict(zip(alone, passed(trunk, [ids[row] for row in alone], pad, device)[0], strict=True)) if alone else {}
    sharing = [group for group in groups if group.shared]
    if sharing:
        heads, past, mask = passed(trunk, [ids[g.rows[0]][: g.shared] for g in sharing], pad, device, cached=True)
        owners = [place for place, group in enumerate(sharing) for _ in group.rows]
        rows = [row for group in sharing for row in group.rows]
        tails = [ids[row][sharing[owner].shared :] for row, owner in zip(rows, owners, strict=True)]
        past.batch_select_indices(torch.tensor(owners, device=device))
        ends, _, _ = passed(trunk, tails, pad, device, past=past, before=mask[owners])
        known |= {row: torch.cat([heads[owner], end]) for row, owner, end in zip(rows, owners, ends, strict=True)}
    return [known[row] for row in range(len(ids))]


def passed(
    trunk: PreTrainedModel,
    ids: Sequence[Int[Tensor, "_"]],
    pad: int,
    device: torch.device,
    cached: bool = False,
    past: Any = None,
    before: Tensor | None = None,
) -> tuple[list[Float[Tensor, "_t d"]], Any, Tensor]:
    """One pass over texts that are padded together, going on from the keys and values of what came before them.

    Returns:
        the states of each text, the keys and values if they are asked for, and the mask of the tokens that are real.
    """
    padded = nn.utils.rnn.pad_sequence(list(ids), batch_first=True, padding_value=pad).to(device)
    lengths = torch.tensor([len(row) for row in ids], device=device)
    places = torch.arange(padded.shape[1], device=device)
    mask = places < lengths[:, None]
    inputs: dict[str, Any] = {"input_ids": padded, "use_cache": cached or past is not None}
    if before is not None:
        inputs |= {"past_key_values": past, "position_ids": before.sum(1, keepdim=True) + places}
    elif cached:
        inputs["past_key_values"] = DynamicCache(config=trunk.config)
    whole = mask if before is None else torch.cat([before, mask], dim=1)
    if before is not None or not mask.all():  # without padding the attention kernels need no mask, and are faster
        inputs["attention_mask"] = whole.long()
    output = trunk(**inputs)
    rows = [row[:length] for row, length in zip(output.last_hidden_state.float(), lengths.tolist(), strict=True)]
    return rows, inputs.get("past_key_values"), mask


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
        [first], past, mask = passed(trunk, [text[:2]], 0, device, cached=True)
        [rest] = passed(trunk, [text[2:]], 0, device, past=past, before=mask)[0]
    except (AttributeError, TypeError, ValueError, RuntimeError):
        return False
    finally:
        trunk.train(training)
    return torch.allclose(whole, torch.cat([first, rest]), atol=1e-4)
