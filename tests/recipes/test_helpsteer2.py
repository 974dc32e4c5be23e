"""The recipe of attributes and weights, tiny: what must hold at any scale."""

from guerdon.recipes import helpsteer2 as recipe

SMALL = recipe.Config(responses=120, preferences=40, prompts=2, candidates=16)


def test_its_outcomes_and_controls():
    usual, plain = recipe.run(SMALL, 100)
    assert usual.baseline == usual.controls["Bradley-Terry, helpfulness and preferences"]
    assert plain.baseline == plain.controls["five attributes, true weights"]
    assert usual.method == usual.controls["five attributes"]
    assert plain.claim is recipe.AGAIN
    for outcome in (usual, plain):
        found = outcome.controls
        assert found["five attributes, true weights"] > 0.9
        assert found["five attributes, weights fitted to coin flips"] < found["five attributes"]
    assert plain.controls["five attributes, equal weights"] < 0.6  # that gold wants two of the attributes low
