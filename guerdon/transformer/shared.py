"""What several texts begin with in common, and how texts are put together so that it is computed once."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import takewhile
from typing import Any

import torch
from jaxtyping import Float, Int
from torch import Tensor
from transformers import PreTrainedModel

from guerdon.transformer.packed import Passed, pack
from guerdon.transformer.slicing import room
from guerdon.types import Example

WORTH = 0.02
"""The share of a group's tokens that a common beginning must save to be worth the blocks that attention falls into."""
AT_LEAST = 4
"""A group too large for one pass is cut where its own tokens are so many times those it begins with, which pass again."""


@dataclass(frozen=True)
class Group:
    """Texts that begin with the same tokens."""

    rows: tuple[int, ...]
    shared: int
    """How many tokens they have in common; 0 where that is not worth it."""


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
    """Cuts texts into runs that pass together: groups that share a beginning, while their distinct tokens fit.

    A group that has too many for one pass is a run, or several, by itself.
    """
    runs: list[list[int]] = []
    left = 0
    for group in [part for each in grouped(ids, prompts) for part in parted(each, ids, budget)]:
        tokens = group.shared + sum(len(ids[row]) - group.shared for row in group.rows)
        if not runs or tokens > left:
            runs, left = [*runs, []], budget
        runs[-1] += group.rows
        left -= tokens
    return runs


def parted(group: Group, ids: Sequence[Int[Tensor, "_"]], budget: int) -> Iterator[Group]:
    """A group in parts that are not much larger than a pass, or whole where it is not."""
    most, rows, tokens = max(budget, AT_LEAST * group.shared), list[int](), 0
    for row in group.rows:
        own = len(ids[row]) - group.shared
        if rows and tokens + own > most:
            yield Group(tuple(rows), group.shared)
            rows, tokens = [], 0
        rows, tokens = [*rows, row], tokens + own
    yield Group(tuple(rows), group.shared)


def states(
    trunk: PreTrainedModel, ids: Sequence[Int[Tensor, "_"]], prompts: Sequence[Hashable], device: torch.device
) -> list[Float[Tensor, "_t d"]]:
    """The last hidden states of each text: those of ``passed``."""
    return [text.states for text in passed(trunk, ids, prompts, device)]


def passed(
    trunk: PreTrainedModel,
    ids: Sequence[Int[Tensor, "_"]],
    prompts: Sequence[Hashable],
    device: torch.device,
    looks: bool = False,
) -> list[Passed]:
    """What a trunk says of each text, as it says it of the text alone.

    Args:
        trunk: a transformers model without a head that ``packable`` finds to be one.
        ids: the tokens of each text.
        prompts: texts with equal entries are looked through for a common beginning.
        device: where the trunk is.
        looks: whether it is wanted where each last token looked.

    Returns:
        states of each token of each text, with gradients through the shared part too.
    """
    known: dict[int, Passed] = {}
    for run in slices(ids, prompts, room(device)):
        groups = grouped([ids[row] for row in run], [prompts[row] for row in run])
        found = pack(trunk, [(g.shared, [ids[run[place]] for place in g.rows]) for g in groups], device, looks)
        for group, rows in zip(groups, found, strict=True):
            known |= {run[place]: row for place, row in zip(group.rows, rows, strict=True)}
    return [known[row] for row in range(len(ids))]
