"""Pairs to be labelled, of responses that grow from common beginnings."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from guerdon.papers import Paper
from guerdon.types import Example, Prompt

paper = Paper(
    "qiu2024reward", "Reward Generalization in RLHF: A Topological Perspective",
    "Qiu, Tianyi and Zeng, Fanzhi and Ji, Jiaming and others", 2024, arxiv="2402.10184",
)  # fmt: skip

Grow = Callable[[Prompt, str, int], Sequence[str]]
"""Draws a number of next segments for a prompt and what has been written so far."""


@dataclass(frozen=True)
class Grown:
    """Pairs without labels, and what they cost."""

    pairs: tuple[tuple[Example, Example], ...]
    segments: int
    """How many segments the policy wrote."""


def tree_pairs(
    policy: Grow, prompts: Sequence[Prompt], pairs: int, branch: int = 3, depth: int = 3, seed: int = 0
) -> Grown:
    """Pairs of leaves of the same tree: for each prompt one tree, in which every node has ``branch`` continuations.

    A tree of depth d costs B + B^2 + ... + B^d segments and has B^d responses, which share beginnings. Two leaves differ
    from some segment on, so that a label speaks of what comes after it alone, and labels of one tree support each other.

    Args:
        policy: writes the next segments.
        prompts: a tree for each.
        pairs: how many pairs of each tree, of unlike leaves, drawn evenly without repetition; all where there are fewer.
        branch: continuations of each node.
        depth: segments of a response.
        seed: of the pairs.

    Source: Qiu et al. 2024, "Reward Generalization in RLHF" (arXiv 2402.10184).
    """
    rng = np.random.default_rng(seed)
    found: list[tuple[Example, Example]] = []
    for prompt in prompts:
        leaves = [""]
        for _ in range(depth):
            leaves = [leaf + segment for leaf in leaves for segment in policy(prompt, leaf, branch)]
        found += some(prompt, leaves, pairs, rng)
    return Grown(tuple(found), len(prompts) * sum(branch**level for level in range(1, depth + 1)))


def chain_pairs(policy: Grow, prompts: Sequence[Prompt], pairs: int, depth: int = 3) -> Grown:
    """Pairs of responses that are each written from the start: how preferences are usually collected.

    Args:
        policy, prompts, depth: as in ``tree_pairs``.
        pairs: how many for each prompt.
    """
    found: list[tuple[Example, Example]] = []
    for prompt in prompts:
        written = [alone(policy, prompt, depth) for _ in range(2 * pairs)]
        found += [(Example(prompt, a), Example(prompt, b)) for a, b in zip(written[::2], written[1::2], strict=True)]
    return Grown(tuple(found), 2 * pairs * depth * len(prompts))


def alone(policy: Grow, prompt: Prompt, depth: int) -> str:
    """One response, segment after segment."""
    text = ""
    for _ in range(depth):
        text += policy(prompt, text, 1)[0]
    return text


def some(prompt: Prompt, leaves: Sequence[str], pairs: int, rng: np.random.Generator) -> list[tuple[Example, Example]]:
    """Pairs of unlike leaves, at random."""
    distinct = list(dict.fromkeys(leaves))
    first, second = np.triu_indices(len(distinct), k=1)
    drawn = rng.permutation(len(first))[:pairs]
    return [(Example(prompt, distinct[first[place]]), Example(prompt, distinct[second[place]])) for place in drawn]
