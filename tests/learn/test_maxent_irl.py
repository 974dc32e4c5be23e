"""MaxEnt IRL: the loss against every episode written out, its gradient, what it recovers, and what is refused."""

from itertools import product

import numpy as np
import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.feedback import Demonstrations
from guerdon.learn import BagOfWords, Crossed, FullBatch, MaxEntIRL, Numbers, RewardModel, ScalarHead, WordGRU, fit
from guerdon.learn.batch import RatingBatch
from guerdon.learn.model import Forward
from guerdon.learn.soft_value import planned, policy, soft_values, stacked, walk
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating, Tabular

# three states in a row; actions left and right
ROW = Tabular(np.array([[0, 1], [0, 2], [1, 2]]), 0)


def seen(task: str, say: str = "go") -> list[Example]:
    return [
        Example(say, " ".join("1" if state == place else "0" for place in range(3)), {"task": task, "state": state})
        for state in range(3)
    ]


def rows(visits: list[float], task: str = "a") -> list[Rating]:
    return [Rating(example, {"visits": v}) for example, v in zip(seen(task), visits, strict=True)]


def model(weights: list[float]) -> RewardModel:
    made = RewardModel(Numbers(3), ScalarHead())
    with torch.no_grad():
        made.head.linear.weight.copy_(torch.tensor([weights]))
    return made


def test_the_loss_is_minus_the_log_likelihood_of_episodes():
    weights = [0.3, -0.5, 1.2]
    returns = []
    for actions in product((0, 1), repeat=3):
        state, total = 0, 0.0
        for action in actions:
            total += weights[state]
            state = int(ROW.successor[state, action])
        returns.append(total)
    # right, right, right visits 0, 1, 2 once each before the last state
    expected = float(torch.logsumexp(torch.tensor(returns), 0)) - sum(weights)
    each = model(weights)
    loss = MaxEntIRL({"a": ROW}, 3)(Forward(each, each.network), RatingBatch(rows([1.0, 1.0, 1.0])))
    assert float(loss.total) == pytest.approx(expected, abs=1e-5)


def test_the_order_of_rows_does_not_matter_and_tasks_average():
    each = model([0.3, -0.5, 1.2])
    irl = MaxEntIRL({"a": ROW, "b": ROW}, 3)
    one, two = rows([1.0, 1.0, 1.0]), rows([3.0, 0.0, 0.0], "b")
    alone = [float(irl(Forward(each, each.network), RatingBatch(some)).total) for some in (one, two)]
    mixed = [two[1], one[2], one[0], two[0], two[2], one[1]]
    together = float(irl(Forward(each, each.network), RatingBatch(mixed)).total)
    assert together == pytest.approx(sum(alone) / 2, abs=1e-5)


def test_words_decide_where_to_go_in_a_place_that_nobody_showed():
    encoder = Crossed(BagOfWords(("left", "right")), Numbers(3))
    starts = {"left": 2, "right": 0}
    names = [f"{word} {number}" for number in range(15) for word in starts]
    worlds = [Tabular(ROW.successor, starts[name.split()[0]]) for name in names]
    successor, start = stacked(worlds)
    reward = torch.zeros(len(names), 3, 2)
    reward[::2, 0], reward[1::2, 2] = 2.0, 2.0
    states, actions = walk(
        policy(soft_values(reward, successor, 6)), successor, start, torch.Generator().manual_seed(0)
    )
    shown = Demonstrations([seen(name, f"go {name}") for name in names], states[None], actions[None])
    learned = RewardModel(encoder, ScalarHead())
    irl = MaxEntIRL(dict(zip(names, worlds, strict=True)), 6)
    records = shown.by_visits()
    fit(learned, records, irl, solver=FullBatch((0.001,), 30))
    for word, end in (("left", 0), ("right", 2)):
        table = learned.score(seen("new", f"go {word}")).values[None, :, None].expand(1, 3, 2)
        (plan,) = planned([Tabular(ROW.successor, 1)], table, 4)
        assert Tabular(ROW.successor, 1).after(plan[:-1]) == end  # no reward follows the last action


@pytest.mark.parametrize(
    ("records", "says"),
    [
        (Ratings.of(rows([1.0, 1.0, 1.0])[:2]), "has 3 states, and 2 rows"),
        (Ratings.of(rows([1.0, 1.0, 1.0], "z")), "no dynamics are given for the task 'z'"),
        (Ratings.of([Rating(Example("p", "1 0 0"), {"visits": 1.0})]), "contexts task and state"),
        (Ratings.of([Rating(seen("a")[0], {"quality": 1.0})]), "reads the value visits"),
        (Comparisons.of([Comparison(Example("p", "1"), Example("p", "2"))]), "got comparisons"),
    ],
)
def test_what_cannot_be_learned_from_is_refused(records, says):
    with pytest.raises(GuerdonError, match=says):
        MaxEntIRL({"a": ROW}, 3).check(model([0, 0, 0]), records)


def test_demonstrations_count_visits_actions_and_ends():
    # two episodes of one task: right right, right left
    states = torch.tensor([[[0], [1], [2]], [[0], [1], [0]]])
    actions = torch.tensor([[[1], [1]], [[1], [0]]])
    shown = Demonstrations([seen("a")], states, actions)
    assert [row.values["visits"] for row in shown.by_visits()] == [1.0, 1.0, 0.0]
    acted = {(row.example.context["state"], row.values["action"]): row.weight for row in shown.by_action()}
    assert acted == {(0, 1.0): 2.0, (1, 0.0): 1.0, (1, 1.0): 1.0}
    assert {row.example.context["state"]: row.values["goal"] for row in shown.by_end()} == {0: 1.0, 1: 0.0, 2: 1.0}


def test_crossed_columns_are_all_products():
    crossed = Crossed(BagOfWords(("left", "right")), Numbers(2))
    pooled = crossed([Example("go right", "2 -3")]).pooled
    assert pooled.tolist() == [[0, 0, 2, -3, 2, -3]]
    with pytest.raises(ValueError, match="frozen"):
        Crossed(WordGRU(("go",)), Numbers(2))
