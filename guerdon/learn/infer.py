"""Who a user is, from a few of his comparisons and in one pass."""

from collections.abc import Sequence

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.heads.user_set import Belief, SetHead
from guerdon.learn.model import RewardModel
from guerdon.types import Comparison


@torch.no_grad()
def infer(model: RewardModel, comparisons: Sequence[Comparison]) -> Belief:
    """What some comparisons say of the user who made them; nothing is trained.

    >>> ann = infer(model, some)
    >>> model.given(**ann.context()).score(examples)

    Args:
        model: of a ``SetHead`` or a ``VariationalHead``.
        comparisons: of one user; their order plays no part, and there may be none.

    Returns:
        the belief about him alone. ``model.head.know("ann", belief)`` keeps it for ``model.for_user("ann")``.

    Raises:
        GuerdonError: the head infers nobody.
    """
    head = model.head
    if not isinstance(head, SetHead):
        raise GuerdonError(f"only a SetHead or a VariationalHead infers users; this model has a {type(head).__name__}")
    rows = list(comparisons)
    if not rows:
        return head.believe(head.centre.new_zeros(1, 1, 3 * head.hidden), torch.zeros(1, 1, dtype=torch.bool))
    sides = [(row.chosen, row.rejected) if row.target >= 0.5 else (row.rejected, row.chosen) for row in rows]
    examples = [example for column in zip(*sides, strict=True) for example in column]
    model.network.eval()
    preferred, other = head.standardised(model.encoder(model.encoder.prepare(examples))).chunk(2)
    return head.believe(head.read(preferred, other)[None], torch.ones(1, len(rows), dtype=torch.bool))
