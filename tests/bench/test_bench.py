"""Benchmarks as wholes: sections, controls, what is left out, both orders of a pair, and a run that goes on."""

import json
from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar

import pytest
import torch
from jaxtyping import Float
from torch import Tensor

import guerdon.bench
from guerdon.bench import ELSEWHERE, Benchmark, Contest, PairAccuracy, benchmarks, outcomes, run
from guerdon.bench.contest import contests
from guerdon.bench.rewardbench import SUBSETS, RewardBench
from guerdon.bench.rewardmath import RewardMath
from guerdon.cli import main
from guerdon.errors import GuerdonError
from guerdon.feedback import read
from guerdon.ledger import Ledger
from guerdon.papers import Paper
from guerdon.recipes.base import recipes
from guerdon.reward import Reward
from guerdon.types import Comparison, Example, Scores


def contest(subset: str, prompt: str, right: str, *wrong: str) -> Contest:
    return Contest((Example(prompt, right),), tuple(Example(prompt, text) for text in wrong), subset)


class Tiny(Benchmark):
    """Two sections of unlike size; ``b`` counts three times ``c``."""

    name = "tiny"
    paper = Paper("tiny", "Tiny", "Nobody", 2024)
    measures: ClassVar = {"accuracy": PairAccuracy(), "ties a half": PairAccuracy(0.5)}
    counts: ClassVar = {"one": 4, "two": 4}

    def contests(self) -> list[Contest]:
        rows = [contest("a", f"a{n}", "good", "bad answer") for n in range(4)]
        rows += [contest("b", f"b{n}", "good", "bad") for n in range(2)]
        return [*rows, contest("c", "c0", "worse", "better", "bad"), contest("c", "c1", "good", "good enough")]

    def section(self, subset: str) -> str:
        return "one" if subset == "a" else "two"

    def weight(self, subset: str) -> float | None:
        return {"b": 3.0, "c": 1.0}.get(subset)


class Words(Reward[Sequence[Example]]):
    """1 for a text that begins with ``good``; fails on the texts that it is told to."""

    def __init__(self, fails: str | None = None) -> None:
        self.fails = fails
        self.asked = 0

    def score(self, batch: Sequence[Example]) -> Scores:
        self.asked += len(batch)
        values = [
            float("nan") if row.response == self.fails else float(row.response.startswith("good")) for row in batch
        ]
        errors = tuple("it timed out" if row.response == self.fails else None for row in batch)
        return Scores(torch.tensor(values), errors=errors)


class Biased(Words):
    """Prefers whatever stands first, unless the second begins with ``good`` and the first does not."""

    def prefer(self, first: Sequence[Example], second: Sequence[Example]) -> Float[Tensor, "n"]:
        rows = zip(first, second, strict=True)
        return torch.tensor(
            [0.3 if b.response.startswith("good") > a.response.startswith("good") else 0.9 for a, b in rows]
        )


def test_the_whole_is_the_mean_of_sections_by_weighted_subsets():
    report = run(Tiny(), Words())
    # a: 1; b: 1; c: (0/2 + tie 0) / 2 = 0, so two = (3 * 1 + 1 * 0) / 4
    assert report.subsets["c"].value == 0
    assert report.sections["two"].value == pytest.approx(0.75)
    assert report.measures["accuracy"].value == pytest.approx((1 + 0.75) / 2)
    # with half a point for ties c is (2 * 0.5 / 2 + 0.5) / 2 = 0.5
    assert report.measures["ties a half"].value == pytest.approx((1 + (3 + 0.5) / 4) / 2)
    assert report.controls["constant"] == 0
    assert report.controls["length"] == pytest.approx(0.0)
    assert (report.complete, report.failed) == (True, 0)


def test_a_part_is_no_official_score():
    report = run(Tiny(), Words(), limit=4)
    assert not report.complete
    assert report.contests == {"one": (2, 4), "two": (2, 4)}
    assert json.loads(json.dumps(report.to_json()))["complete"] is False


def test_what_failed_is_left_out_and_counted():
    report = run(Tiny(), Words(fails="bad answer"))
    assert report.failed == 4
    assert report.causes == ("it timed out (4)",)
    assert report.contests["one"] == (0, 4)
    with pytest.raises(GuerdonError, match="scored none of the 8 contests of tiny: it timed out"):
        run(Tiny(), Nothing())


class Nothing(Words):
    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.full((len(batch),), float("nan")), errors=("it timed out",) * len(batch))


def test_a_judge_of_pairs_is_asked_in_both_orders():
    some = Tiny().contests()
    by_pairs = outcomes(Biased(), some)
    assert [each.wins.tolist() for each in by_pairs[:2]] == [[[1.0]], [[1.0]]]
    assert by_pairs[6].wins.tolist() == [[0.5, 0.5]], "whoever stands first wins, so nobody does"
    assert run(Tiny(), Biased()).measures["accuracy"].value == run(Tiny(), Words()).measures["accuracy"].value


def test_each_response_is_scored_once_and_a_run_goes_on_where_it_was(tmp_path):
    file, first = tmp_path / "scores.jsonl", Words()
    report = run(Tiny(), first, ledger=Ledger(first, file, "words"))
    assert first.asked == len({e.identity for c in Tiny().contests() for e in (*c.right, *c.wrong)})
    lines = file.read_text().splitlines(keepends=True)
    file.write_text("".join(lines[:6]) + lines[6][:9])  # killed within a line
    second = Words()
    again = run(Tiny(), second, ledger=Ledger(second, file, "words"))
    assert (again.measures, again.sections) == (report.measures, report.sections)
    assert second.asked == first.asked - 5
    assert sorted(file.read_text().splitlines()) == sorted(line.strip() for line in lines)


def test_scores_of_another_reward_are_refused(tmp_path):
    file, reward = tmp_path / "scores.jsonl", Words()
    Ledger(reward, file, "words").read([Example("p", "good")])
    with pytest.raises(GuerdonError, match="holds the scores of words, not of others"):
        Ledger(reward, file, "others")
    file.write_text("not json\n")
    with pytest.raises(GuerdonError, match="holds no scores that can be gone on from"):
        Ledger(reward, file, "words")


def test_failures_are_kept_in_the_file_with_their_reason(tmp_path):
    file, reward = tmp_path / "scores.jsonl", Words(fails="bad")
    Ledger(reward, file, "words").read([Example("p", "bad"), Example("p", "good")])
    known = Ledger(Words(), file, "words")
    assert known.causes == {Example("p", "bad").identity: "it timed out"}
    known.read([Example("p", "bad")])
    assert known.reward.asked == 0


def test_equal_texts_of_two_styles_stay_two_responses():
    def styled(text: str, style: int) -> Example:
        return Example("p", text, meta={"style": style})

    right, wrong = [styled("yes", 0), styled("yes", 1)], [styled("no", 0), styled("never", 1)]
    rows = [Comparison(one, other) for one in right for other in wrong]
    [only] = contests(rows, lambda row: row.prompt, lambda row: "all")
    assert ([each.meta["style"] for each in only.right], len(only.wrong)) == ([0, 1], 2)


def test_sections_of_rewardbench_weigh_as_published():
    bench = RewardBench()
    assert dict(bench.counts) == {"Chat": 358, "Chat Hard": 456, "Safety": 740, "Reasoning": 1431}
    weights = {name: bench.weight(name) for name in SUBSETS["Reasoning"]}
    assert weights["math-prm"] == sum(weight for name, weight in weights.items() if name != "math-prm") == 984
    assert bench.section("mt-bench-hard") == "Chat Hard"


def test_rows_of_rewardbench_are_read_with_their_subset(tmp_path):
    row = {
        "prompt": "p",
        "chosen": "a",
        "chosen_model": "x",
        "rejected": "b",
        "rejected_model": "y",
        "subset": "hep-go",
    }
    path = tmp_path / "rows.jsonl"
    path.write_text(json.dumps(row | {"id": 1}) + "\n")
    [pair] = read(path).records
    assert (pair.source, pair.id, pair.chosen.meta["model"]) == ("hep-go", "1", "x")


def test_solutions_of_one_problem_make_a_contest(tmp_path, monkeypatch):
    row = {"problem": "1 + 1?", "answer": "2", "problem_id": 7}
    rows = [row | {"eval_solution": ["We add.", "It is 2."], "solution_type": "chosen", "solution_reference": "person"}]
    rows += [
        row | {"eval_solution": [f"It is {n}."], "solution_type": "rejected", "solution_reference": "m"} for n in (3, 4)
    ]
    folder = tmp_path / "reward-math"
    folder.mkdir()
    (folder / "rows.jsonl").write_text("".join(json.dumps(each) + "\n" for each in rows))
    monkeypatch.setenv("GUERDON_DATA", str(tmp_path))
    [only] = RewardMath().contests()
    assert [each.response for each in only.right] == ["We add.\nIt is 2."]
    assert [each.response for each in only.wrong] == ["It is 3.", "It is 4."]
    report = run(RewardMath(), Words())
    assert [round(each.value, 3) for each in report.measures.values()] == [0, 1, round(1 / 3, 3)]
    assert report.contests == {"problems": (1, 483)}


def test_every_benchmark_says_what_it_is():
    assert {"rm-bench", "rmb", "rmb-bon", "rewardbench", "gsm8k-best-of-4"} <= set(benchmarks())
    for name, kind in benchmarks().items():
        assert kind.name == name
        assert kind.paper.url
        assert sum(kind.counts.values()) > 0
        assert next(iter(kind.measures))


def test_the_list_has_every_benchmark_and_how_the_others_are_run(capsys):
    main(["bench", "--list"])
    said = capsys.readouterr().out
    assert all(f"{name} " in said for name in benchmarks())
    for each in ELSEWHERE:
        assert f"guerdon run {each.recipe}" in said
        assert each.call in said
        assert each.recipe in recipes()
        assert callable(getattr(guerdon.bench, each.call.partition("(")[0].rpartition(".")[2]))
    with pytest.raises(SystemExit):
        main(["bench", "--bench", "rmb"])
    assert "name a reward" in capsys.readouterr().err


def characters(folder: Path, benchmark: str) -> dict:
    class Characters(Words):
        def score(self, batch: Sequence[Example]) -> Scores:
            return Scores(torch.tensor([float(len(row.response)) for row in batch]))

    return run(benchmarks()[benchmark](), Characters()).to_json()


@pytest.mark.realdata
def test_the_length_rule_gets_what_it_is_known_to_get_on_rm_bench(data_folder):
    report = characters(data_folder, "rm-bench")
    assert report["contests"] == {"chat": (129, 129), "code": (228, 228), "math": (0, 529), "safety": (441, 441)}
    # by file, hard / normal / easy: chat .026 .284 .811, code .254 .519 .775; their means are the sections
    assert report["sections"]["chat"]["value"] == pytest.approx((0.026 + 0.284 + 0.811) / 3, abs=1e-3)
    assert report["sections"]["code"]["value"] == pytest.approx((0.254 + 0.519 + 0.775) / 3, abs=1e-3)


@pytest.mark.realdata
def test_the_command_prints_json_and_keeps_what_it_found(data_folder, tmp_path, capsys):
    main(["bench", "rule:log_words", "--bench", "gsm8k-best-of-4", "--limit", "40", "--out", str(tmp_path), "--json"])
    said = json.loads(capsys.readouterr().out)
    kept = json.loads((tmp_path / "gsm8k-best-of-4.json").read_text())
    assert said.pop("truncation") == "nothing cut"
    assert said == {name: value for name, value in kept.items() if name not in ("format", "units")}
    assert kept["units"]
    assert said["complete"] is False
    assert (tmp_path / "scores.jsonl").read_text().startswith('{"reward": "rule:log_words"}\n')


def test_an_unknown_benchmark_is_named_with_those_that_are_known(capsys):
    with pytest.raises(SystemExit):
        main(["bench", "rule:log_words", "--bench", "nonsense"])
    said = capsys.readouterr().err
    assert "no benchmark is called 'nonsense'; there are " in said
    assert all(name in said for name in benchmarks())
