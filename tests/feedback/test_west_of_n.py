"""West-of-N: the pair of the largest gap, and what the filters leave."""

from itertools import combinations

import torch

from guerdon.feedback import west_of_n
from guerdon.shape import Recorded
from guerdon.testbeds import Linear
from guerdon.types import Example


def test_it_is_the_pair_that_the_reward_is_surest_of():
    world = Linear(width=4, seed=100)
    drawn = world.candidates(6, 5)
    made = west_of_n(drawn, world.gold, confidence=0.0).records
    for row, samples in zip(made, drawn, strict=True):
        said = world.gold.score(samples).values.tolist()
        best = max(abs(a - b) for a, b in combinations(said, 2))
        chosen, rejected = world.gold.score([row.chosen, row.rejected]).values.tolist()
        assert chosen - rejected == torch.tensor(best)
        assert row.provenance == "pseudo"


def test_both_filters_leave_out_their_share():
    samples = [[Example(f"task {n}", f"{side} {n}") for side in ("good", "bad")] for n in range(10)]
    every = [each for group in samples for each in group]
    gap = Recorded.of(every, lambda each: float(each.response.split()[1]) * each.response.startswith("good"))
    likely = Recorded.of(every, lambda each: -abs(float(each.response.split()[1]) - 7))
    # The pair of task 0 ties; of gaps 1 to 9 the surer half is 5 to 9; of these the middle likelihood is -1.
    made = west_of_n(samples, gap, confidence=0.5, policy=likely, likelihood=0.5)
    assert [(each.step, each.before, each.after) for each in made.accounts] == [
        ("confidence", 9, 5),
        ("likelihood", 5, 3),
    ]
    assert [row.prompt for row in made.records] == ["task 6", "task 7", "task 8"]
