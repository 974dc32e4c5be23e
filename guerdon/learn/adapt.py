"""A new user from a few comparisons, all else as it was learned."""

import torch

from guerdon.errors import GuerdonError
from guerdon.learn.heads.ideal_point import IdealPointHead
from guerdon.learn.model import RewardModel
from guerdon.learn.objectives.bradley_terry import cross_entropy
from guerdon.records import Comparisons


def adapt(model: RewardModel, comparisons: Comparisons, user: str, prior: float = 0.1) -> RewardModel:
    """Fits the prototype weights of one user, and nothing else, so that ``model.for_user(user)`` is his reward.

    Minimises the sum of the log losses of his comparisons + prior * |theta - theta_0|^2 over theta, his k numbers,
    with theta_0 the logarithm of all users' mean weights: without comparisons he is the average user.

    Args:
        model: of an ``IdealPointHead``; gains the user, in place.
        comparisons: what he prefers; one is enough to begin with.
        user: his name, new or known.
        prior: how strongly he is taken to be average.

    Returns:
        the model.

    Raises:
        GuerdonError: the head has no users.
    """
    head = model.head
    if not isinstance(head, IdealPointHead):
        raise GuerdonError(f"only an IdealPointHead adapts to users; this model has a {type(head).__name__}")
    rows = list(comparisons)
    sides = [row.chosen for row in rows] + [row.rejected for row in rows]
    with torch.no_grad():
        start = torch.softmax(head.tastes, dim=1).mean(0).log()
        features = head.standardised(model.encoder(model.encoder.prepare(sides))) if rows else None
    target = torch.tensor([row.target for row in rows])
    weight = torch.tensor([row.weight for row in rows])
    taste = start.clone().requires_grad_()
    optimiser = torch.optim.LBFGS([taste], max_iter=50, line_search_fn="strong_wolfe")

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = prior * (taste - start).square().sum()
        if features is not None:
            chosen, rejected = head.reward(features, torch.softmax(taste, dim=0)[None].expand(len(features), -1)).chunk(
                2
            )
            loss = loss + (weight * cross_entropy(chosen - rejected, target)).sum()
        loss.backward(inputs=[taste])
        return loss

    optimiser.step(closure)
    head.add(user, taste.detach())
    return model
