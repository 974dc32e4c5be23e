"""The command does what the README says, on real files."""

import csv
import json
from pathlib import Path

import pyarrow.parquet
import pytest

import guerdon
from guerdon.cli import main


def test_train_writes_a_reward_a_report_and_a_model_card(trained: Path) -> None:
    assert {"guerdon.json", "head.safetensors", "report.html", "README.md"} <= {file.name for file in trained.iterdir()}
    card = (trained / "README.md").read_text()
    assert card.startswith("---\n")
    assert "library_name: guerdon" in card
    assert "Bradley" in card, "the card names what the reward rests on"
    page = (trained / "report.html").read_text()
    assert "<script" not in page
    reward = guerdon.load(trained)
    good, bad = reward(["Name three fruits."] * 2, ["Apple, pear and plum.", "I cannot help with that."])
    assert good != bad


def test_train_prints_its_report_as_json(prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["train", str(prefs), "--out", str(tmp_path / "r"), "--no-surface", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert {"accuracy", "accuracy_interval", "ece", "length_only_accuracy", "n"} <= set(report)
    low, high = report["accuracy_interval"]
    assert low <= report["accuracy"] <= high
    assert Path(report["report"]).exists()


def test_the_same_seed_trains_the_same_reward(prefs: Path, trained: Path, tmp_path: Path) -> None:
    main(["train", str(prefs), "--out", str(tmp_path / "again")])
    assert (tmp_path / "again" / "head.safetensors").read_bytes() == (trained / "head.safetensors").read_bytes()


@pytest.mark.parametrize("ending", ["parquet", "jsonl", "csv"])
def test_score_writes_a_row_for_each_response(trained: Path, prefs: Path, tmp_path: Path, ending: str) -> None:
    out = tmp_path / f"scores.{ending}"
    main(["score", str(trained), str(prefs), "--out", str(out)])
    if ending == "parquet":
        rows = pyarrow.parquet.read_table(out).to_pylist()
    elif ending == "jsonl":
        rows = [json.loads(line) for line in out.read_text().splitlines()]
    else:
        rows = list(csv.DictReader(out.open()))
    kept = guerdon.read(prefs).records
    assert len(rows) == 2 * len(kept)
    expected = guerdon.load(trained).score([kept[0].chosen]).require().values.item()
    assert float(rows[0]["score"]) == pytest.approx(expected, abs=1e-5)
    assert float(rows[0]["content"]) != float(rows[0]["surface"])


def test_score_needs_no_labels(trained: Path, tmp_path: Path) -> None:
    texts = ["Apple, pear and plum.", "no", "I am sorry, I cannot help with that."]
    data, out = tmp_path / "answers.csv", tmp_path / "scores.jsonl"
    with data.open("w") as file:
        table = csv.writer(file)
        table.writerows([("prompt", "response"), *(("Name three fruits.", text) for text in texts)])
    main(["score", str(trained), str(data), "--out", str(out)])
    rows = [json.loads(line) for line in out.read_text().splitlines()]
    assert [row["response"] for row in rows] == texts
    assert [row["score"] for row in rows] == pytest.approx(
        guerdon.load(trained)(["Name three fruits."] * 3, texts), abs=1e-5
    )


def test_rank_orders_candidates_by_score(trained: Path, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    texts = ["Apple, pear and plum.", "no", "I am sorry, I cannot help with that."]
    main(["rank", str(trained), *texts, "--prompt", "Name three fruits.", "--json"])
    given = json.loads(capsys.readouterr().out)
    assert sorted(row["candidate"] for row in given) == [1, 2, 3]
    assert [row["score"] for row in given] == sorted((row["score"] for row in given), reverse=True)
    file = tmp_path / "answers.json"
    file.write_text(json.dumps(texts))
    main(["rank", str(trained), "--from", str(file), "--prompt", "Name three fruits.", "--json"])
    assert json.loads(capsys.readouterr().out) == given


def test_audit_of_a_rule_on_known_lengths(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = tmp_path / "lengths.jsonl"
    rows = [{"prompt": f"question {i}", "chosen": "a b c d", "rejected": f"word{i}"} for i in range(3)]
    rows.append({"prompt": "question 9", "chosen": "a", "rejected": "a b c"})
    data.write_text("".join(json.dumps(row) + "\n" for row in rows))
    main(["audit", "rule:log_words", str(data), "--json", "--html", str(tmp_path / "a" / "report.html")])
    report = json.loads(capsys.readouterr().out)
    assert report["n"] == 4
    assert report["accuracy"] == report["length_only_accuracy"] == pytest.approx(0.75)
    assert (tmp_path / "a" / "report.html").exists()


def test_data_inspect_convert_and_split(prefs: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["data", "inspect", str(prefs), "--json"])
    assert json.loads(capsys.readouterr().out)
    main(["data", "convert", str(prefs), "--out", str(tmp_path / "prefs.parquet")])
    assert len(guerdon.read(tmp_path / "prefs.parquet").records) == len(guerdon.read(prefs).records)
    main(["data", "split", str(prefs), "--out", str(tmp_path / "parts")])
    train, test = (guerdon.read(tmp_path / "parts" / f"{name}.parquet").records for name in ("train", "test"))
    assert not set(train.prompts()) & set(test.prompts())
    main(["data", "formats"])
    assert "rmb" in capsys.readouterr().out


def test_cite_prints_bibtex_of_a_folder_and_of_a_system(trained: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["cite", str(trained)])
    assert "bradley1952rank" in capsys.readouterr().out
    main(["cite", "length-correlations"])
    assert "A Long Way to Go" in capsys.readouterr().out


def test_systems_are_listed_with_their_claims(capsys: pytest.CaptureFixture[str]) -> None:
    main(["systems", "--json"])
    slugs = {row["slug"] for row in json.loads(capsys.readouterr().out)}
    assert {"embedding-reward-models", "length-correlations", "helpsteer2-preference"} <= slugs


def test_a_reward_is_what_trl_calls(trained: Path) -> None:
    reward = guerdon.load(trained)
    chat = [[{"role": "user", "content": "Name a fruit."}]]
    plain = reward(prompts=["Name a fruit."], completions=["Pear."], completion_ids=[[1]])
    assert reward(prompts=chat, completions=[[{"role": "assistant", "content": "Pear."}]]) == pytest.approx(plain)
    assert isinstance(reward.__name__, str)


@pytest.mark.realdata
def test_rm_bench_prints_its_matrix(data_folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["audit", "rule:log_words", str(data_folder / "rm-bench"), "--limit", "900"])
    printed = capsys.readouterr().out
    assert "markdown" in printed
    assert "hard" in printed
