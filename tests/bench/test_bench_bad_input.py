"""What comes wrong into a benchmark: one clear error, or a counted and reported exclusion, and nothing scored is lost."""

import gzip
import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from small_folders import fill
from transformers import AutoTokenizer, LlamaConfig, LlamaForSequenceClassification

import guerdon
from guerdon.bench import benchmarks, run
from guerdon.cli import main
from guerdon.errors import GuerdonError
from guerdon.judge import PairwiseJudge
from guerdon.learn import tiny
from guerdon.llm import Request, Scripted
from guerdon.reward import Reward
from guerdon.types import Example, Scores

WORDS = "good bad answer of item p 0 1 2 3 solution"


@pytest.fixture
def data(tmp_path, monkeypatch) -> Path:
    """A few rows of every benchmark."""
    folder = tmp_path / "data"
    fill(folder)
    monkeypatch.setenv("GUERDON_DATA", str(folder))
    monkeypatch.setenv("GUERDON_CACHE", str(tmp_path / "cache"))
    return folder


def saved(folder: Path, labels: int = 1, window: int = 64) -> Path:
    """A small classifier as others save theirs."""
    start = tiny([WORDS], width=32, layers=2, window=window)
    torch.manual_seed(0)
    model = LlamaForSequenceClassification(LlamaConfig.from_pretrained(start, num_labels=labels))
    model.score.weight.data.normal_()
    model.save_pretrained(folder)
    AutoTokenizer.from_pretrained(start).save_pretrained(folder)
    return folder


def without_pad(folder: Path) -> None:
    """Takes the pad token out of tokenizer and model."""
    for file, key in (("tokenizer_config.json", "pad_token"), ("config.json", "pad_token_id")):
        settings = json.loads((folder / file).read_text())
        settings.pop(key)
        (folder / file).write_text(json.dumps(settings))


def test_a_model_without_a_pad_token_is_padded_with_its_end_mark(data, tmp_path):
    folder = saved(tmp_path / "model")
    without_pad(folder)
    tokenizer = AutoTokenizer.from_pretrained(folder)
    assert tokenizer.pad_token is None
    contests = benchmarks()["rmb-bon"]().contests()
    examples = [example for each in contests for example in (*each.right, *each.wrong)]
    found = guerdon.load(f"hf:{folder}").score(examples).require().values
    # as the command of rewardbench does: what the classifier reads is then the last token that is no end mark
    model = LlamaForSequenceClassification.from_pretrained(folder)
    model.config.pad_token_id = tokenizer.eos_token_id
    for example, score in zip(examples, found.tolist(), strict=True):
        chat = [{"role": turn.role, "content": turn.content} for turn in example.messages]
        ids = tokenizer.apply_chat_template(chat, return_tensors="pt", return_dict=False)
        assert score == pytest.approx(model(ids).logits.item(), abs=1e-5)
    assert run(benchmarks()["rmb-bon"](), guerdon.load(f"hf:{folder}")).failed == 0


def test_nan_logits_are_counted_with_their_reason_and_the_rest_is_scored(data, tmp_path):
    folder = saved(tmp_path / "model")
    token = AutoTokenizer.from_pretrained(folder).convert_tokens_to_ids("1")  # in the answers to item 1 alone
    tensors = load_file(folder / "model.safetensors")
    tensors["model.embed_tokens.weight"][token] = torch.nan
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    report = run(benchmarks()["rmb"](), guerdon.load(f"hf:{folder}"))
    assert (report.failed, report.contests) == (1, {"Helpfulness": (1, 10_067), "Harmlessness": (0, 7_064)})
    assert report.causes == ("the model gave nan: its weights or its input are not finite (2)",)


def test_five_labels_where_one_is_expected_name_the_parts(data, tmp_path):
    folder = saved(tmp_path / "model", labels=5)
    with pytest.raises(GuerdonError, match=r"scored none of the 2 contests of rmb: .*5 labels.*say which counts"):
        run(benchmarks()["rmb"](), guerdon.load(f"hf:{folder}"))


def test_no_chat_template_is_one_line(data, tmp_path, capsys):
    folder = saved(tmp_path / "model")
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(SystemExit):
        main(["bench", f"hf:{folder}", "--bench", "rmb"])
    said = capsys.readouterr().err.strip().splitlines()
    assert "no chat template" in said[-1]


def test_what_is_longer_than_the_model_reads_is_counted(data, tmp_path, capsys):
    folder = saved(tmp_path / "model", window=8)
    main(["bench", f"hf:{folder}", "--bench", "rmb", "--json"])
    report = json.loads(capsys.readouterr().out)
    assert re.match("[1-9].*cut", report["truncation"]), report["truncation"]


def odd(request: Request) -> str:
    """Verdicts for most pairs, and nonsense where the item is 1."""
    return "The moon is made of cheese." if "item 1" in request.messages[-1].content else "Verdict: A"


def test_a_judge_that_answers_nonsense_is_counted_with_its_reason(data):
    judge = PairwiseJudge(Scripted(odd), patience=1.0)
    report = run(benchmarks()["rmb"](), judge)
    assert (report.failed, report.contests) == (1, {"Helpfulness": (1, 10_067), "Harmlessness": (0, 7_064)})
    [why] = report.causes
    assert why.endswith("(1)")
    assert "preference is nan" not in why, "the reason is the judge's own"
    with pytest.raises(GuerdonError, match="scored none of the 2 contests of rmb"):
        run(benchmarks()["rmb"](), PairwiseJudge(Scripted(lambda request: "Cheese."), patience=1.0))


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (lambda rows: [rows[0], rows[1] | {"chosen": "no object"}], r"pairwise\.jsonl, row 2"),
        (lambda rows: [rows[0], {key: rows[1][key] for key in rows[1] if key != "reject"}], r"pairwise\.jsonl, row 2"),
        (lambda rows: [rows[0], rows[1] | {"pair_uid": rows[0]["pair_uid"]}], "has the same id as"),
        (lambda rows: [], "empty"),
    ],
)
def test_an_altered_file_is_named_with_its_row(data, change, said):
    packed = data / "rmb" / "pairwise.jsonl.gz"
    rows = [json.loads(line) for line in gzip.decompress(packed.read_bytes()).decode().splitlines()]
    plain = packed.with_suffix("")
    plain.write_text("".join(json.dumps(row) + "\n" for row in change(rows)))
    packed.unlink()
    plain.rename(data / "rmb" / "pairwise.jsonl")
    with pytest.raises(GuerdonError, match=said):
        guerdon.feedback.read(data / "rmb" / "pairwise.jsonl", whole=True)


def test_a_file_cut_short_is_one_line(data, capsys):
    packed = data / "rmb" / "pairwise.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:-20])
    with pytest.raises(SystemExit):
        main(["bench", "rule:log_words", "--bench", "rmb"])
    assert "pairwise.jsonl.gz" in capsys.readouterr().err.strip().splitlines()[-1]


def test_a_missing_file_says_where_to_get_it_and_a_missing_part_leaves_the_report_incomplete(data, capsys):
    (data / "rmb" / "bon.jsonl.gz").unlink()
    with pytest.raises(SystemExit):
        main(["bench", "rule:log_words", "--bench", "rmb-bon"])
    assert "get it from https://github.com" in capsys.readouterr().err
    main(["bench", "rule:log_words", "--bench", "rmb"])
    assert "incomplete, no official score" in capsys.readouterr().out


def test_an_interval_without_bounds_is_said_to_be_unknown_and_the_heading_stays_on_its_line(data, capsys):
    main(["bench", "rule:log_words", "--bench", "rm-bench", "--limit", "1"])
    said = capsys.readouterr().out
    assert "rm-bench: rule:log_words\n" in said
    assert "unknown" in said
    assert "inf" not in said


def test_a_bound_that_is_not_known_is_null_in_json(data, capsys):
    main(["bench", "rule:log_words", "--bench", "rm-bench", "--limit", "1", "--json"])
    said = json.loads(capsys.readouterr().out, parse_constant=lambda name: pytest.fail(f"{name} is not JSON"))
    assert said["measures"]["accuracy"]["low"] is None


def test_a_results_folder_of_other_weights_under_the_same_name_is_refused(data, tmp_path, capsys):
    folder, out = saved(tmp_path / "model"), tmp_path / "results"
    asked = ["bench", f"hf:{folder}", "--bench", "rmb", "--out", str(out), "--json"]
    main(asked)
    main(asked)
    first, again = (json.loads(line) for line in capsys.readouterr().out.splitlines())
    assert first == again
    tensors = load_file(folder / "model.safetensors")
    tensors["score.weight"] *= -1
    save_file(tensors, folder / "model.safetensors", {"format": "pt"})
    with pytest.raises(SystemExit):
        main(asked)
    assert "scores.jsonl holds the scores of hf:" in capsys.readouterr().err


class Stops(Reward[Sequence[Example]]):
    """Scores some texts and then dies."""

    def __init__(self, after: int) -> None:
        self.left = after

    def score(self, batch: Sequence[Example]) -> Scores:
        self.left -= len(batch)
        if self.left < 0:
            raise GuerdonError("out of memory")
        return Scores(torch.zeros(len(batch)))


def test_what_was_scored_before_an_error_is_kept(data, tmp_path):
    from guerdon.ledger import Ledger

    first = benchmarks()["rmb"]().contests()
    texts = len({example.identity for each in first for example in (*each.right, *each.wrong)})
    reward, file = Stops(texts), tmp_path / "scores.jsonl"
    ledger = Ledger(reward, file, "stops")
    run(benchmarks()["rmb"](), reward, ledger=ledger)
    with pytest.raises(GuerdonError, match="out of memory"):
        run(benchmarks()["rm-bench"](), reward, ledger=ledger)
    assert len(file.read_text().splitlines()) == 1 + texts
    again = Ledger(Stops(0), file, "stops")
    assert run(benchmarks()["rmb"](), again.reward, ledger=again).failed == 0
