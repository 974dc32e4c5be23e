"""The recipe of chosen checks, tiny, and its pairs of IFBench."""

from hashlib import sha256

import numpy as np
import pytest

from guerdon.recipes import reward_agent as recipe
from guerdon.testbeds import Stipulated
from guerdon.testbeds.stipulated import kept

TINY = recipe.Config(pairs=40, tests=40, stipulated=1.0, noise=2.0, real=0)


def test_checks_add_to_a_learned_reward_on_the_testbed(short_fits):
    first, second = recipe.run(TINY, 103)
    controls = first.controls
    assert (first.baseline, first.method) == (controls["learned"], controls["both"])
    assert (second.baseline, second.method) == (controls["checks"], controls["both"])
    assert first.method > first.baseline + 0.1
    assert 0 < controls["share that the checks decide"] <= 1
    assert controls["checks of a prompt"] > 1.5  # facts always, constraints of nearly every prompt
    assert controls["judgements"] == 2 * len(recipe.tested(Stipulated(103, share=1.0), 40))
    assert recipe.run(TINY, 103)[0].controls == controls


def test_the_better_answer_is_chosen_and_ties_count_a_half():
    world = Stipulated(103, share=1.0)
    rows = recipe.tested(world, 20)
    gold = [world.gold.score([row.chosen, row.rejected]).values.tolist() for row in rows]
    assert all(first > second for first, second in gold)
    assert any(kept(row.chosen.prompt_text, row.chosen.response) for row in rows)
    assert recipe.accuracy(recipe.gap(world.gold.score([each for row in rows for each in recipe.sides(row)]))) == 1
    assert recipe.accuracy(np.array([0.0, 1.0, -1.0, 2.0])) == pytest.approx(2.5 / 4)


@pytest.mark.realdata
def test_the_pairs_of_ifbench_are_those_that_no_pattern_was_written_on(data_folder, short_fits, monkeypatch):
    seen = []
    compared = recipe.compared
    monkeypatch.setattr(
        recipe, "compared", lambda train, test, *rest: seen.append(test) or compared(train, test, *rest)
    )
    *_, plain, beyond = recipe.run(recipe.Config(pairs=60, tests=20, real=40), 103)
    assert (plain.data, beyond.data) == ("ifbench", "ifbench, against the checks")
    assert len(seen[1]) == 40
    assert all(sha256(row.chosen.prompt_text.encode()).digest()[0] % 2 for row in seen[1])
    assert plain.controls["judgements"] == 0
    assert plain.controls["checks right where they decide"] > 0.7
