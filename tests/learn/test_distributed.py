"""Two processes learn what one does with twice the batch."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
import torch
from accelerate.commands.config.config_args import load_config_from_file
from worded import preferences

from guerdon.learn import FineTune, RewardModel, ScalarHead, TextEncoder, fit

SCRIPT = """
import json, sys
from accelerate import PartialState
from guerdon.learn import FineTune, RewardModel, ScalarHead, TextEncoder, fit
from worded import preferences

model = RewardModel(TextEncoder(sys.argv[1]), ScalarHead())
for module in model.network.modules():
    if type(module).__name__ == "Dropout":
        module.p = 0.0
solver = FineTune(epochs=2, batch_size=4, learning_rate=3e-3)
fitted = fit(model, preferences(40), validation=preferences(12, seed=3), solver=solver)
state = PartialState()
assert state.num_processes == 2
if state.is_main_process:
    open(sys.argv[2], "w").write(json.dumps(list(fitted.history)))
"""


@pytest.mark.parametrize(("name", "kind"), [("fsdp", "FSDP"), ("deepspeed", "DEEPSPEED")])
def test_the_settings_that_are_shown_are_read_by_the_launcher(name, kind):
    settings = load_config_from_file(str(Path(__file__).parents[2] / "docs" / "accelerate" / f"{name}.yaml"))
    assert (settings.distributed_type.value, settings.num_processes) == (kind, 8)
    assert settings.mixed_precision == "bf16"


def launched(folder: Path, bert: str) -> list[dict[str, float]]:
    """The history of a run in two processes on the CPU."""
    script, out = folder / "train.py", folder / "history.json"
    script.write_text(SCRIPT)
    launch = ["-m", "accelerate.commands.launch", "--multi_gpu", "--num_processes", "2", "--main_process_port", "0"]
    environment = os.environ | {
        "ACCELERATE_USE_CPU": "true",
        "OMP_NUM_THREADS": "1",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    done = subprocess.run(
        [sys.executable, *launch, str(script), bert, str(out)], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return json.loads(out.read_text())


@pytest.mark.slow
def test_two_processes_learn_what_one_does_with_twice_the_batch(bert, tmp_path):
    model = RewardModel(TextEncoder(bert), ScalarHead())
    for module in model.network.modules():
        if isinstance(module, torch.nn.Dropout):
            module.p = 0.0
    alone = fit(
        model,
        preferences(40),
        validation=preferences(12, seed=3),
        solver=FineTune(epochs=2, batch_size=8, learning_rate=3e-3),
    ).history
    together = launched(tmp_path, bert)
    assert [sorted(row) for row in together] == [sorted(row) for row in alone]
    for one, other in zip(alone, together, strict=True):
        assert other == pytest.approx(one, abs=2e-4)
