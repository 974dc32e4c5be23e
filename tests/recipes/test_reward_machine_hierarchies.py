"""Learners with a machine at a small scale: who knows more of it learns sooner."""

from guerdon.recipes import reward_machine_hierarchies as recipe


def test_knowing_the_machine_helps():
    outcomes = recipe.run(recipe.Config(worlds=8, steps=400, walks=20), 100)
    assert [outcome.data for outcome in outcomes] == ["letters", "letters, counterfactual", "letters, a then b"]
    found = outcomes[0].controls
    assert found["options"] > max(found["counterfactual"], found["Q-learning"])
    assert outcomes[2].controls["counterfactual"] > outcomes[2].controls["Q-learning"]
    assert found["a then b, learned from 20 walks, states"] == 2
    assert found["a then b, learned from 20 walks, new walks judged right"] > 0.8
