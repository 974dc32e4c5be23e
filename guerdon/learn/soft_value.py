"""Exact soft-optimal behaviour where the dynamics are known: values, policies, visits and walks, many tasks at once.

Tensors are indexed by task, state and action; dynamics are deterministic. Time runs to a horizon and nothing is
discounted, so values and policies have a leading index of time.
"""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, Int
from torch import Tensor

from guerdon.errors import GuerdonError
from guerdon.types import Tabular


def stacked(worlds: Sequence[Tabular]) -> tuple[Int[Tensor, "tasks states actions"], Int[Tensor, "tasks"]]:
    """The successors and the starts of tasks of one size.

    Raises:
        GuerdonError: their numbers of states or actions differ.
    """
    sizes = sorted({world.successor.shape for world in worlds})
    if len(sizes) != 1:
        raise GuerdonError(f"tasks are solved together where they are of one size, got {sizes} (states, actions)")
    starts = torch.tensor([world.start for world in worlds])
    return torch.from_numpy(np.stack([world.successor for world in worlds])).long(), starts


def soft_values(
    reward: Float[Tensor, "tasks states actions"],
    successor: Int[Tensor, "tasks states actions"],
    horizon: int,
    temperature: float = 1.0,
) -> Float[Tensor, "horizon tasks states actions"]:
    """Q_t(s, a) = r(s, a) + V_{t+1}(s'), V_t(s) = T log sum_a exp(Q_t(s, a) / T), and V = 0 at the horizon.

    Args:
        reward: for doing each action in each state.
        successor: the state that it leads to.
        horizon: how many actions are done.
        temperature: T, in units of reward; 0 for the best action's own value.

    Returns:
        Q at each time, with gradients.

    Source: Ziebart et al. 2010, "Modeling Interaction via the Principle of Maximum Causal Entropy".
    """
    where = successor.flatten(1)
    values = reward.new_zeros(reward.shape[:2])
    backwards = []
    for _ in range(horizon):
        backwards.append(reward + values.gather(1, where).view_as(reward))
        values = state_values(backwards[-1], temperature)
    return torch.stack(backwards[::-1])


def state_values(q: Float[Tensor, "*n actions"], temperature: float = 1.0) -> Float[Tensor, "*n"]:
    """V = T log sum_a exp(Q / T), and max_a Q at T = 0."""
    return temperature * torch.logsumexp(q / temperature, -1) if temperature else q.amax(-1)


def policy(q: Float[Tensor, "*n actions"], temperature: float = 1.0) -> Float[Tensor, "*n actions"]:
    """pi(a | s) = exp((Q - V) / T); at T = 0 all on the first of the best actions."""
    if temperature:
        return torch.softmax(q / temperature, -1)
    return torch.nn.functional.one_hot(q.argmax(-1), q.shape[-1]).to(q)


def visits(
    chances: Float[Tensor, "horizon tasks states actions"],
    successor: Int[Tensor, "tasks states actions"],
    start: Int[Tensor, "tasks"],
) -> Float[Tensor, "times tasks states"]:
    """The probability of being in each state at each time, from the start to the horizon (one time more than actions)."""
    where = successor.flatten(1)
    now = torch.nn.functional.one_hot(start, successor.shape[1]).to(chances)
    times = [now]
    for step in chances:
        flow = (now[..., None] * step).flatten(1)
        now = torch.zeros_like(now).scatter_add(1, where, flow)
        times.append(now)
    return torch.stack(times)


def walk(
    chances: Float[Tensor, "horizon tasks states actions"],
    successor: Int[Tensor, "tasks states actions"],
    start: Int[Tensor, "tasks"],
    generator: torch.Generator | None = None,
) -> tuple[Int[Tensor, "times tasks"], Int[Tensor, "horizon tasks"]]:
    """One episode of each task, drawn from a policy: the states, start and end among them, and the actions."""
    tasks = torch.arange(len(start))
    states, actions = [start], []
    for step in chances:
        actions.append(torch.multinomial(step[tasks, states[-1]], 1, generator=generator)[:, 0])
        states.append(successor[tasks, states[-1], actions[-1]])
    return torch.stack(states), torch.stack(actions)


def planned(worlds: Sequence[Tabular], reward: Float[Tensor, "tasks states actions"], horizon: int) -> list[list[int]]:
    """The actions of each task that gather the most reward until the horizon."""
    successor, start = stacked(worlds)
    _, actions = walk(policy(soft_values(reward, successor, horizon, 0), 0), successor, start)
    return actions.T.tolist()
