"""Experts on a trunk: by hand, what each stage moves, and labels that name the part they are for."""

import math
from collections.abc import Sequence

import pytest
import torch

import guerdon
from guerdon.audit import examine
from guerdon.errors import GuerdonError
from guerdon.learn import (
    BradleyTerry,
    ExpertsHead,
    FineTune,
    Forward,
    FullBatch,
    Numbers,
    RewardModel,
    ScalarHead,
    SourceParts,
    Stage,
    staged,
)
from guerdon.learn.batch import ComparisonBatch
from guerdon.records import Comparisons, Ratings
from guerdon.types import Comparison, Example, Rating, Scores


def along(direction: Sequence[float], n: int, seed: int, source: str | None = None) -> Comparisons:
    """Pairs of which the one that is further along a direction wins."""
    way, rows = torch.tensor(direction, dtype=torch.float32), []
    for number, pair in enumerate(torch.randn(n, 2, 2, generator=torch.Generator().manual_seed(seed))):
        sides = sorted(pair, key=lambda side: -float(way @ side))
        first, second = (Example(f"p{number}", " ".join(f"{x:.3f}" for x in side.tolist())) for side in sides)
        rows.append(Comparison(first, second, source=source))
    return Comparisons.of(rows)


def model(seed: int = 0) -> RewardModel:
    return RewardModel(Numbers(2), ExpertsHead(["north", "east"], hidden=8, rank=2), seed)


def test_every_expert_begins_as_the_base():
    scores = model().score([Example("p", "1 2"), Example("p", "-3 0.5")])
    assert scores.parts["north"].tolist() == scores.parts["base"].tolist() == scores.parts["east"].tolist()


@torch.no_grad()
def test_the_forms_by_hand():
    reward = RewardModel(Numbers(2), ExpertsHead(["only"], hidden=2, rank=1))
    head, expert = reward.head, reward.head.experts[0]
    head.base[0].weight.copy_(torch.tensor([[1.0, 0], [0, 1]]))
    head.base[0].bias.copy_(torch.tensor([0.5, -10]))
    head.base[2].weight.copy_(torch.tensor([[2.0, 3]]))
    head.base[2].bias.fill_(0.25)
    expert.down.weight.copy_(torch.tensor([[1.0, 1]]))
    expert.up.weight.copy_(torch.tensor([[0.0], [4]]))
    expert.readout.weight.copy_(torch.tensor([[-1.0, 0]]))
    expert.readout.bias.fill_(0.5)
    head.mixture[0].weight.copy_(torch.tensor([[1.0, 0], [0, -1]]))
    head.mixture[0].bias.zero_()
    head.mixture[1].weight.fill_(0.1)
    head.mixture[2].weight.copy_(torch.tensor([[1.0, 1]]))
    head.mixture[2].bias.fill_(7.0)
    scores = reward.score([Example("p", "1 2")])
    # z_0 = relu(1.5, -8) = (1.5, 0); base = 3 + 0.25. U V x = (0, 12): z_1 = (1.5, 4), expert = (2 - 1) 1.5 + 12 + 0.75
    assert scores.parts["base"].tolist() == pytest.approx([3.25])
    assert scores.parts["only"].tolist() == pytest.approx([14.25])
    assert scores.values.tolist() == pytest.approx([1.5 + 0.1 * -4 + 7])


def test_each_stage_moves_its_own_weights_alone_and_the_scale_is_set_once():
    reward = model(1)
    seen: list[dict[str, torch.Tensor]] = []

    class Watched(FullBatch):
        def solve(self, task):
            seen.append({name: value.clone() for name, value in reward.head.state_dict().items()})
            return super().solve(task)

    watched = Watched((0.01,), iterations=20)
    labels = along([0, 1], 80, 2, "north") + along([1, 0], 80, 3, "east")
    staged(
        reward,
        [
            Stage(("head.base",), along([1, 1], 80, 1), BradleyTerry(on="base"), solver=watched),
            Stage(("head.experts",), labels, SourceParts(), solver=watched),
            Stage(("head.mixture",), along([1, 2], 80, 4), BradleyTerry(), solver=watched),
        ],
    )
    seen.append(reward.head.state_dict())
    for place, moved in enumerate(("base", "experts", "mixture")):
        before, after = seen[place], seen[place + 1]
        changed = {name.split(".")[0] for name in before if not before[name].equal(after[name])}
        assert changed == {moved}
    assert not seen[0]["centre"].equal(torch.zeros(2))
    assert all(weight.requires_grad for weight in reward.network.parameters())
    for part, way in (("north", [0.0, 1.0]), ("east", [1.0, 0.0])):
        assert examine(reward.part(part), along(way, 200, 9)).correct.mean() > 0.9
    assert examine(reward, along([1, 2], 200, 9)).correct.mean() > 0.9


def test_weights_that_came_frozen_stay_so_also_where_steps_are_taken():
    reward = model(2)
    reward.head.experts[1].requires_grad_(False)
    before = {name: value.clone() for name, value in reward.head.state_dict().items()}
    rows = along([1, 1], 40, 1)
    staged(
        reward,
        [Stage(("head",), rows, BradleyTerry(on=("base", "north")), rows, FineTune(1, 20, learning_rate=0.1))],
    )
    after = reward.head.state_dict()
    assert not before["base.0.weight"].equal(after["base.0.weight"])
    assert all(before[name].equal(after[name]) for name in before if name.startswith("experts.1"))
    assert not any(weight.requires_grad for weight in reward.head.experts[1].parameters())


def test_an_error_leaves_nothing_frozen():
    reward = model()
    with pytest.raises(GuerdonError, match="too few prompts"):
        staged(reward, [Stage(("head.base",), along([1, 1], 1, 1), BradleyTerry(on="base"))])
    assert all(weight.requires_grad for weight in reward.network.parameters())


def test_stages_that_name_no_weights_are_refused_before_anything_is_trained():
    rows = along([1, 1], 30, 1)
    with pytest.raises(GuerdonError, match=r"stage 2 trains head\.mix, and no weight"):
        staged(
            model(), [Stage(("head.base",), rows, BradleyTerry(on="base")), Stage(("head.mix",), rows, BradleyTerry())]
        )
    with pytest.raises(GuerdonError, match="no stage to train"):
        staged(model(), [])


def test_source_parts_by_hand():
    columns = {"a": torch.tensor([1.0, 5.0, 0.0, 2.0]), "b": torch.tensor([9.0, 3.0, 8.0, 4.0])}
    rows = [
        Comparison(Example("p", "1 1"), Example("p", "2 2"), source="a"),
        Comparison(Example("q", "1 1"), Example("q", "2 2"), source="b", target=0.25, weight=3.0),
    ]
    forward = Forward(model(), lambda examples: Scores(torch.zeros(4), parts=columns))
    first = -math.log(1 / (1 + math.exp(-1.0)))  # a: 1 - 0
    gap = -1.0  # b: 3 - 4
    second = -(0.25 * -math.log(1 + math.exp(-gap)) + 0.75 * -math.log(1 + math.exp(gap)))
    assert float(SourceParts()(forward, ComparisonBatch(rows)).total) == pytest.approx((first + 3 * second) / 4)


def test_source_parts_fit_what_they_read():
    with pytest.raises(GuerdonError, match="some have none"):
        SourceParts().check(model(), along([1, 0], 3, 1))
    with pytest.raises(GuerdonError, match="the part 'south'"):
        SourceParts().check(model(), along([1, 0], 3, 1, "south"))
    with pytest.raises(GuerdonError, match="got ratings"):
        SourceParts().check(model(), Ratings.of([Rating(Example("p", "1 2"), {"x": 1.0})]))
    SourceParts().check(model(), along([1, 0], 3, 1, "north"))


def test_it_is_saved_with_its_experts(tmp_path):
    reward, rows = model(5), [Example("p", "1 2"), Example("p", "-3 0.5")]
    with torch.no_grad():
        for weight in reward.head.parameters():
            weight.normal_()
    reward.save(tmp_path / "experts")
    one, other = (each.score(rows) for each in (reward, guerdon.load(tmp_path / "experts")))
    assert one.values.equal(other.values)
    assert all(part.equal(other.parts[name]) for name, part in one.parts.items())


def test_bad_names_are_refused():
    for names, said in (([], "0 experts"), (["base"], "'base' is the trunk's own"), (["a", "a"], "names must differ")):
        with pytest.raises(ValueError, match=said):
            ExpertsHead(names)


def test_a_head_of_which_all_weights_move_is_scaled_at_each_fit():
    reward = RewardModel(Numbers(2), ScalarHead())
    staged(reward, [Stage(("head",), along([1, 1], 40, 1), BradleyTerry(), solver=FullBatch((0.01,)))])
    assert not reward.head.centre.equal(torch.zeros(2))
