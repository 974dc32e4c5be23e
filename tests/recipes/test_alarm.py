"""The recipe at a tiny scale: the aspects are told apart, every combination is there, and a seed repeats."""

import pytest

from guerdon.recipes import alarm as recipe
from guerdon.types import Example

SMALL = recipe.Config(prompts=20, answers=40, real=0)


def test_aspects_are_ranked_and_a_seed_repeats(monkeypatch):
    monkeypatch.delenv("GUERDON_DATA", raising=False)
    outcomes = recipe.run(SMALL, 100)
    assert [each.data for each in outcomes] == [
        "candidates", "candidates, against weighted sums", "candidates, wrong aspect",
    ]  # fmt: skip
    controls = outcomes[0].controls
    shares = [controls[f"inconsistency, {name}"] for name in ("correlated 0.7", "unrelated", "correlated -0.3")]
    assert shares == sorted(shares)
    assert controls["the aspect that goes with gold is chosen"] == 1
    assert outcomes[0].method == outcomes[1].method == controls["gate, correlated 0.7"]
    assert outcomes[1].baseline == max(controls[f"sum, weight {w}, correlated 0.7"] for w in (1, 5, 25))
    assert outcomes[2].baseline == controls["sum, weight 5, correlated -0.3"]
    assert controls["gate, correlated 0.7"] > controls["gate, correlated -0.3"]
    assert recipe.run(SMALL, 100) == outcomes


def test_words_that_passages_have():
    example = Example("p", "The lamp is blue, lamp!", {"passages": [["Lamps", "A lamp is old."], ["Blue"]]})
    assert recipe.Grounded().score([example]).values.tolist() == pytest.approx([4 / 5])  # all but "the"


@pytest.mark.realdata
def test_real_answers(data_folder):
    *_, real = recipe.run(recipe.Config(prompts=4, answers=8, real=120), 100)
    assert real.data.startswith("qa-feedback")
    assert sum(value for name, value in real.controls.items() if name.startswith("chosen")) == 1
    assert 0 < real.baseline < 1
