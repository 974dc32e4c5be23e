"""guerdon train --finetune: a transformers model is trained, and what is saved is one again."""

import json
from pathlib import Path

import pytest
import torch
from transformers import AutoModelForSequenceClassification, AutoTokenizer
from worded import BAD, GOOD, TOPICS, preferences

import guerdon
from guerdon.cli import main
from guerdon.learn import tiny


@pytest.mark.slow
@pytest.mark.parametrize("options", [[], ["--lora"]], ids=["all weights", "adapters"])
def test_a_transformers_model_is_trained_and_saved_as_one(
    options: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data, out = tmp_path / "prefs.jsonl", tmp_path / "reward"
    rows = list(preferences(80))
    columns = [{"prompt": row.prompt, "chosen": row.chosen.response, "rejected": row.rejected.response} for row in rows]
    data.write_text("".join(json.dumps(row) + "\n" for row in columns))
    words = [*TOPICS, *GOOD, *BAD, "question about", *map(str, range(99))]
    folder = tiny(words, width=32, layers=1, heads=2, window=96)

    main(["train", str(data), "--out", str(out), "--encoder", folder, "--finetune", *options, "--json"])

    card = json.loads(capsys.readouterr().out)
    assert card["n"] > 5
    assert (out / "report.html").exists()
    example = rows[0].chosen
    [score] = guerdon.load(out).score([example]).values.tolist()
    tokenizer, plain = (kind.from_pretrained(out) for kind in (AutoTokenizer, AutoModelForSequenceClassification))
    turns = [{"role": turn.role, "content": turn.content} for turn in example.messages]
    ids = tokenizer.apply_chat_template(turns, return_tensors="pt", return_dict=True)["input_ids"]
    with torch.no_grad():
        assert plain(input_ids=ids).logits.item() == pytest.approx(score, abs=1e-4)
