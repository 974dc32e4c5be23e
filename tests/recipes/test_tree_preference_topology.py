"""The recipe at a tiny scale: its arms, and that a seed decides everything."""

import math

from guerdon.recipes import tree_preference_topology as recipe

SMALL = recipe.Config(few=24, many=48, branch=2, trees=2, test=40, candidates=8, nodes=10)


def test_it_has_every_arm_and_repeats():
    outcomes = recipe.run(SMALL, 100)
    assert [outcome.data for outcome in outcomes] == ["segments", "segments, wiring"]
    learned, wired = outcomes
    for wiring in ("chain", "tree"):
        for size in ("few", "many"):
            for head in ("bag", "network"):
                assert 0 <= learned.controls[f"{head}, {size} labels, {wiring}"] <= 1
    assert learned.method == learned.controls["network, few labels, tree"]
    assert learned.controls["segments written, few labels, tree"] == 2 * (2 + 4 + 8 + 16)
    assert wired.claim is recipe.WIRING
    assert wired.method == -wired.controls["log resistance, weak similarity, tree"]
    assert all(math.isfinite(value) for value in wired.controls.values())
    for name in ("weak", "strong"):
        bare = wired.controls[f"log resistance, {name} similarity, no labels"]
        assert wired.controls[f"log resistance, {name} similarity, tree"] < bare
    assert recipe.run(SMALL, 100) == outcomes
