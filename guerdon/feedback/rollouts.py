"""Labels of steps that no person gave: whether a policy, from there, still gets to a right answer."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from guerdon.budget import Budget
from guerdon.papers import Paper
from guerdon.records import Ratings
from guerdon.types import Example, Rating

Complete = Callable[[Example, int], Sequence[str]]
"""Draws a number of continuations of a response that has only begun."""

paper = Paper(
    "wang2024mathshepherd", "Math-Shepherd: Verify and Reinforce LLMs Step-by-step without Human Annotations",
    "Wang, Peiyi and others", 2024, arxiv="2312.08935",
)  # fmt: skip


def rollout_labels(
    examples: Sequence[Example],
    ends: Iterable[Sequence[int]],
    complete: Complete,
    verify: Callable[[Example], bool],
    n: int = 8,
    soft: bool = False,
    budget: Budget | None = None,
) -> Ratings:
    """Ratings whose spans say of each unit of a response whether the policy still succeeds from its end on.

    From the end of each unit but the last, ``n`` continuations are drawn; the label is 1 where any of them is right
    (with ``soft``, the share that is). Nothing follows the last unit: its label is whether the response is right, which
    is also the rating ``correct``. Hard labels say little where the policy nearly always succeeds, for one of ``n``
    will, even after a mistake; soft ones depend less on ``n``.

    Args:
        examples: responses of the policy.
        ends: where the units of each end, as a segmenter cuts them.
        complete: goes on from an example whose response is the text up to the end of a unit.
        verify: whether a whole response is right.
        n: continuations for each unit.
        soft: whether labels are shares.
        budget: spends ``rollouts``, one for each continuation.

    Raises:
        BudgetExceededError: before the limit is passed.
        ValueError: ``n`` is below 1.

    Source: Wang et al. 2024, "Math-Shepherd" (arXiv 2312.08935), its hard and its soft estimate.
    """
    if n < 1:
        raise ValueError(f"rollout_labels needs at least 1 continuation a unit, got n={n}")
    budget = budget or Budget()

    def label(example: Example, end: int) -> float:
        begun = replace(example, response=example.response[:end])
        budget.spend("rollouts", n)
        whole = (replace(begun, response=begun.response + more) for more in complete(begun, n))
        right = sum(map(verify, whole)) / n
        return right if soft else float(right > 0)

    def rated(example: Example, places: Sequence[int]) -> Rating:
        correct = float(verify(example))
        labels = [*(label(example, end) for end in places[:-1]), correct]
        return Rating(example, {"correct": correct}, spans=tuple(zip(places, labels, strict=True)), provenance="model")

    return Ratings.of(rated(example, places) for example, places in zip(examples, ends, strict=True) if len(places))
