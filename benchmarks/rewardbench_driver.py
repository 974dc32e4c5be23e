"""The side of ``rewardbench_package`` that runs in the package's own environment: it has rewardbench, and no guerdon.

    python rewardbench_driver.py FOLDER TEXTS SCORES

It loads the sequence classifier in FOLDER as the package's command does, then scores the texts in TEXTS once for every
line that it reads, writes the scores to SCORES, and answers with the seconds that it took.
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from rewardbench import REWARD_MODEL_CONFIG
from transformers import BatchEncoding, PreTrainedTokenizerFast

KIND = REWARD_MODEL_CONFIG["default"]
"""What the package does with a model that it has no row for."""


def pipeline(folder: str) -> Any:
    """The package's pipeline for a model, at the precision that guerdon scores with rather than in eight bits."""
    # The tokenizer's own files name a class that transformers has only since its next major version.
    settings = json.loads((Path(folder) / "tokenizer_config.json").read_text())
    marks = {name: value for name, value in settings.items() if name.endswith("_token") and isinstance(value, str)}
    reads = ["input_ids", "attention_mask"]
    tokenizer = PreTrainedTokenizerFast(
        tokenizer_file=str(Path(folder) / "tokenizer.json"), model_input_names=reads, **marks
    )
    tokenizer.padding_side = tokenizer.truncation_side = "left"
    model = KIND["model_builder"](folder, device_map=place(), torch_dtype=torch.float32)
    found = KIND["pipeline_builder"]("text-classification", model=model, tokenizer=tokenizer)
    found.model.config.pad_token_id = tokenizer.pad_token_id
    return found


def place() -> str:
    return "cuda" if torch.cuda.is_available() else "cpu"


def stay_here() -> None:
    """Lets the pipeline run where there is no CUDA: what it sends there stays where it is."""
    sent = BatchEncoding.to
    BatchEncoding.to = lambda self, device, **more: sent(self, place() if device == "cuda" else device, **more)


def scores(pipe: Any, sides: Sequence[Sequence[str]], batch_size: int, max_length: int) -> list[list[float]]:
    """The loop of the package's command: the order of the file, and a call for each side of every batch."""
    settings = {"batch_size": batch_size, "truncation": True, "padding": True, "max_length": max_length}
    found: list[list[float]] = [[] for _ in sides]
    for start in range(0, max(map(len, sides)), batch_size):
        for side, said in zip(sides, found, strict=True):
            batch = side[start : start + batch_size]
            if batch:
                said += pipe(batch, **settings).float().cpu().numpy()[:, 0].tolist()
    return found


def main() -> None:
    folder, texts, target = sys.argv[1:]
    asked = json.loads(Path(texts).read_text())
    torch.set_num_threads(asked["threads"])
    if place() == "cpu":
        stay_here()
    pipe = pipeline(folder)
    print("ready", flush=True)
    for _ in sys.stdin:
        started, started_cpu = time.perf_counter(), time.process_time()
        found = scores(pipe, asked["sides"], asked["batch_size"], asked["max_tokens"])
        took = [time.perf_counter() - started, time.process_time() - started_cpu]
        Path(target).write_text(json.dumps(found))
        print(json.dumps(took), flush=True)


if __name__ == "__main__":
    main()
