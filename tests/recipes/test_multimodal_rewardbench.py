"""Multimodal RewardBench: areas from categories and ids, the published whole, and pairs of captioned shapes."""

import json

import pytest
import torch

from guerdon.bench import Blind, Contest, figures, run
from guerdon.bench.multimodal_rewardbench import MultimodalRewardBench
from guerdon.errors import GuerdonError
from guerdon.feedback import read
from guerdon.recipes import multimodal_rewardbench as recipe
from guerdon.reward import Reward
from guerdon.shape import Measure
from guerdon.testbeds import Captions, SwayedJudge
from guerdon.types import Example, Scores

PUBLISHED = {
    "Claude 3.5 Sonnet": ((0.626, 0.678, 0.739, 0.668, 0.687, 0.856), 0.720),
    "Gemini 1.5 Pro": ((0.635, 0.677, 0.663, 0.618, 0.765, 0.872), 0.720),
    "GPT-4o": ((0.626, 0.690, 0.720, 0.647, 0.669, 0.872), 0.715),
}


class Said(Reward):
    """The number that the response is; 5 more where there is an image."""

    def score(self, batch):
        return Scores(torch.tensor([float(each.response) + 5 * ("image" in each.context) for each in batch]))


@pytest.mark.parametrize("name", PUBLISHED)
def test_published_areas_give_the_published_whole(name):
    areas, whole = PUBLISHED[name]
    contests = [
        Contest(
            (Example(f"{area} {row}", str(int(row < round(size * share)))),), (Example(f"{area} {row}", "0.5"),), area
        )
        for (area, size), share in zip(MultimodalRewardBench.counts.items(), areas, strict=True)
        for row in range(size)
    ]
    assert len(contests) == 5211
    assert figures(MultimodalRewardBench(), contests, Said())["accuracy"] == pytest.approx(whole, abs=1e-3)


CATEGORIES = [
    ("open1", "open_generation/correctness_task", "correctness"), ("open2", "open_generation/preference_task", "preference"),
    ("know1", "knowledge", "knowledge"), ("math-7", "reasoning", "reasoning/math"), ("emma-7", "reasoning", "reasoning/coding"),
    ("pairs-3", "safety", "safety/bias"), ("hate-3", "safety", "safety/toxicity"), ("vqa1", "vqa", "vqa"),
]  # fmt: skip


def rows() -> list[dict]:
    return [
        {"ID": name, "Text": f"Q {name}", "Image": f"images/{name}.png", "Output1": "1", "Output2": "2",
         "Better": "Output2" if place % 2 else "Output1", "Category": category}
        for place, (name, category, _) in enumerate(CATEGORIES)
    ]  # fmt: skip


@pytest.fixture
def data(tmp_path, monkeypatch):
    folder = tmp_path / "multimodal-reward-bench"
    folder.mkdir()
    (folder / "all_data.json").write_text(json.dumps(rows()))
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))


def test_areas_are_told_by_category_and_id(data):
    contests = MultimodalRewardBench().contests()
    assert [each.subset for each in contests] == [area for _, _, area in CATEGORIES]
    assert [each.right[0].response for each in contests] == ["1", "2"] * 4
    assert contests[0].right[0].context == {"image": "images/open1.png"}
    report = run(MultimodalRewardBench(), Said())  # right where the second is better
    assert report.measures["accuracy"].value == pytest.approx(1 / 2)
    assert report.sections["reasoning"].value == pytest.approx(1 / 2)
    assert report.contests["vqa"] == (1, 1200)


def test_a_tie_is_a_coin(data):
    assert run(MultimodalRewardBench(), Measure("log_words")).measures["accuracy"].value == 0.5


def test_a_label_that_is_none_is_an_error(tmp_path):
    file = tmp_path / "rows.json"
    file.write_text(json.dumps([rows()[0] | {"Better": "Output3"}]))
    with pytest.raises(GuerdonError, match="\"Better\" is 'Output3', expected Output1 or Output2"):
        read(file)


def test_without_the_image():
    seen = Example("q", "1", {"image": "x", "language": "en"})
    assert Said().score([seen]).values.tolist() == [6]
    assert Blind(Said()).score([seen]).values.tolist() == [1]
    assert Blind(Said(), "black").seen([seen])[0].context == {"image": "black", "language": "en"}
    judge = SwayedJudge(Said(), 0, 0)
    plain = Example("q", "2")
    assert judge.prefer([seen], [plain]).tolist() == [1]
    assert Blind(judge).prefer([seen], [plain]).tolist() == [0]
    assert Blind(judge).pairwise
    assert not Blind(Said()).pairwise


def test_pairs_of_shapes_are_right_and_wrong():
    world = Captions(103)
    contests = recipe.areas(world, 20)
    assert {each.subset for each in contests} == {
        "correctness",
        "preference",
        "safety/toxicity",
        *recipe.AREAS.values(),
    }
    for each in contests:
        right, wrong = world.correct(each.right[0]), world.correct(each.wrong[0])
        assert (right, wrong) == {"preference": (True, True), "safety/toxicity": (False, True)}.get(
            each.subset, (True, False)
        )


def test_a_seed_repeats():
    small = recipe.Config(captions=40, epochs=1, images=6)
    seen, refused = recipe.run(small, 103)
    controls = seen.controls
    assert seen.method == pytest.approx((controls["correctness, sees"] + controls["vqa, sees"]) / 2)
    assert seen.baseline == pytest.approx((controls["correctness, blind"] + controls["vqa, blind"]) / 2)
    assert (refused.baseline, refused.method) == (controls["safety, sees"], 0.5)
    assert recipe.run(small, 103) == [seen, refused]
