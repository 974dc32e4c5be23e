"""Soft values against the sum over every sequence of actions, written out."""

from itertools import product

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.learn.soft_value import planned, policy, soft_values, stacked, state_values, visits, walk
from guerdon.types import Tabular


def drawn(seed: int, states: int = 4, actions: int = 3) -> tuple[Tabular, torch.Tensor]:
    generator = np.random.default_rng(seed)
    world = Tabular(generator.integers(states, size=(states, actions)), int(generator.integers(states)))
    return world, torch.from_numpy(generator.normal(size=(1, states, actions))).float()


def every(world: Tabular, reward: torch.Tensor, horizon: int) -> dict[tuple[int, ...], tuple[float, list[int]]]:
    """The return and the states of each sequence of actions."""
    found = {}
    for actions in product(range(world.successor.shape[1]), repeat=horizon):
        states, total = [world.start], 0.0
        for action in actions:
            total += float(reward[0, states[-1], action])
            states.append(int(world.successor[states[-1], action]))
        found[actions] = (total, states)
    return found


@pytest.mark.parametrize("temperature", [1.0, 0.3])
def test_the_value_is_the_log_of_the_sum_over_all_episodes(temperature):
    world, reward = drawn(1)
    successor, start = stacked([world])
    value = state_values(soft_values(reward, successor, 5, temperature)[0], temperature)[0, world.start]
    returns = torch.tensor([total for total, _ in every(world, reward, 5).values()])
    assert float(value) == pytest.approx(float(temperature * torch.logsumexp(returns / temperature, 0)), abs=1e-4)
    assert int(start) == world.start


def test_visits_are_those_of_episodes_weighted_by_their_exponentiated_return():
    world, reward = drawn(2)
    successor, start = stacked([world])
    found = visits(policy(soft_values(reward, successor, 4)), successor, start)
    episodes = list(every(world, reward, 4).values())
    weights = torch.softmax(torch.tensor([total for total, _ in episodes]), 0)
    expected = torch.zeros(5, 4)
    for weight, (_, states) in zip(weights, episodes, strict=True):
        expected[torch.arange(5), torch.tensor(states)] += weight
    assert torch.allclose(found[:, 0], expected, atol=1e-5)


def test_the_gradient_of_the_value_is_the_expected_number_of_visits():
    world, reward = drawn(3)
    successor, start = stacked([world])
    reward.requires_grad_()
    q = soft_values(reward, successor, 6)
    state_values(q[0])[0, world.start].backward()
    chances = policy(q.detach())
    expected = (visits(chances, successor, start)[:-1, ..., None] * chances).sum(0)
    assert torch.allclose(reward.grad, expected, atol=1e-5)


def test_without_temperature_the_plan_is_the_best_of_all_sequences():
    for seed in range(5):
        world, reward = drawn(seed)
        found = every(world, reward, 5)
        (plan,) = planned([world], reward, 5)
        assert found[tuple(plan)][0] == pytest.approx(max(total for total, _ in found.values()), abs=1e-5)


def test_a_potential_changes_values_and_no_policy():
    world, reward = drawn(4)
    successor, _ = stacked([world])
    potential = torch.randn(1, 4, generator=torch.Generator().manual_seed(0))
    shaped = reward + potential[:, successor[0]].view_as(reward) - potential[..., None]
    # the horizon cuts the last potential off, so it is paid back there
    last = soft_values(shaped - potential[:, successor[0]].view_as(reward) + potential[..., None], successor, 1)
    assert torch.allclose(last, soft_values(reward, successor, 1), atol=1e-5)
    long, plain = (policy(soft_values(each, successor, 200))[0] for each in (shaped, reward))
    q = soft_values(reward, successor, 200)
    bounded = torch.logsumexp(q[0], -1).max() - torch.logsumexp(q[0], -1).min()
    assert bounded.isfinite()
    assert torch.allclose(long, plain, atol=1e-2)


def test_tasks_are_solved_apart():
    (one, first), (two, second) = drawn(5), drawn(6)
    successor, start = stacked([one, two])
    together = soft_values(torch.cat([first, second]), successor, 5)
    for row, (world, reward) in enumerate(((one, first), (two, second))):
        assert torch.allclose(together[:, row], soft_values(reward, stacked([world])[0], 5)[:, 0])
    assert start.tolist() == [one.start, two.start]


def test_a_walk_follows_the_dynamics_and_its_generator():
    world, reward = drawn(7)
    successor, start = stacked([world] * 3)
    chances = policy(soft_values(reward.expand(3, -1, -1), successor, 6))
    states, actions = walk(chances, successor, start, torch.Generator().manual_seed(1))
    again, _ = walk(chances, successor, start, torch.Generator().manual_seed(1))
    assert states.equal(again)
    for task in range(3):
        assert world.after(actions[:, task].tolist()) == int(states[-1, task])


def test_tasks_of_unlike_size_are_an_error():
    with pytest.raises(GuerdonError, match="of one size"):
        stacked([drawn(0)[0], drawn(0, states=5)[0]])


def test_a_table_that_leads_nowhere_is_an_error():
    with pytest.raises(ValueError, match="numbers from 0 to 1"):
        Tabular(np.array([[0, 2], [0, 1]]), 0)
    with pytest.raises(ValueError, match="start is state 2"):
        Tabular(np.array([[0, 1], [0, 1]]), 2)
