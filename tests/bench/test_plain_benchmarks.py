"""Benchmarks without a recipe on their real files: how much of each is here, and what is known of it."""

import gzip
import json

import numpy as np
import pytest

from guerdon.bench import benchmarks, figures
from guerdon.bench.gsm8k_outcome import GSM8KOutcome
from guerdon.bench.human_preferences import HumanPreferences
from guerdon.bench.ifbench import IFBench
from guerdon.bench.tia2 import MOST, PARTS, TIA2, labels
from guerdon.errors import GuerdonError
from guerdon.feedback import read
from guerdon.shape import Measure
from guerdon.statistics import auroc


@pytest.mark.realdata
@pytest.mark.parametrize("part", PARTS)
def test_shares_of_images_that_fit_are_the_published_ones(part, data_folder):
    with gzip.open(data_folder / "tia2" / f"alignment_scores_{part}.json.gz", "rt") as file:
        published = {caption: row["human"] for caption, row in json.load(file).items()}
    votes: dict[str, list[bool]] = {}
    for row in labels(part).values():
        votes.setdefault(row["caption"], []).append(row["human_labels"].count(1) >= MOST)
    # what is published are the captions with images of both kinds
    shares = {caption: np.mean(fits) for caption, fits in votes.items() if 0 < np.mean(fits) < 1}
    assert shares == pytest.approx(published)
    assert len(shares) == TIA2.counts[part]


@pytest.mark.realdata
def test_all_constrained_pairs_are_here(data_folder):
    contests = IFBench().contests()
    assert len(contests) == 444
    assert all(each.prompt and each.right[0].response != each.wrong[0].response for each in contests)
    # below one half: those who keep constraints do not write more
    assert figures(IFBench(), contests, Measure("log_words"))["accuracy"] == pytest.approx(0.455, abs=0.01)


@pytest.mark.realdata
@pytest.mark.parametrize(
    ("name", "count"),
    [("contrast-instructions", 2 * 937), ("gsm8k-best-of-4", 731), ("gsm8k-outcome", 1319), ("human-preferences", 2532),
     ("ifbench", 444), ("instructir", 9906), ("rm-bench", 798), ("rmb", 9385), ("rmb-bon", 2451), ("tia2", 525)],
)  # fmt: skip
def test_every_row_that_is_here_is_a_contest(name, count, data_folder):
    assert len(benchmarks()[name]().contests()) == count


@pytest.mark.realdata
def test_what_people_prefer_is_all_here(data_folder):
    contests = HumanPreferences().contests()
    counts = {task: sum(each.subset == task for each in contests) for task in HumanPreferences.counts}
    # equal answers and repetitions are rows of the benchmark too
    assert counts == HumanPreferences.counts


@pytest.mark.realdata
def test_outcomes_are_all_solutions(data_folder):
    contests = GSM8KOutcome().contests()
    assert len(contests) == 1319
    assert sum(len(each.right) + len(each.wrong) for each in contests) == pytest.approx(4 * 1319, abs=20)
    rows = read(data_folder / "gsm8k" / "example_model_solutions.jsonl.gz", format="gsm8k-ratings").records
    said = Measure("log_words").score([row.example for row in rows]).values.double().numpy()
    right = np.array([row.values["correct"] == 1 for row in rows])
    assert figures(GSM8KOutcome(), contests, Measure("log_words"))["AUROC"] == pytest.approx(auroc(said, right))


@pytest.mark.parametrize(("kind", "what"), [(TIA2, "labels of TIA2"), (HumanPreferences, "human preferences")])
def test_what_is_not_at_hand_is_named(kind, what, tmp_path, monkeypatch):
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))
    with pytest.raises(GuerdonError, match=f"get the {what} from https://github.com"):
        kind().contests()
