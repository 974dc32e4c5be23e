"""A run that is killed at any moment and resumed ends with the weights of a run that was not."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from worded import preferences

from guerdon.learn import FineTune, Fitted, RewardModel, ScalarHead, Schedule, SelfTrain, TextEncoder, checkpoint, fit
from guerdon.records import Comparisons
from guerdon.types import Comparison

HERE = Path(__file__).parent
CHILD = f"""
import sys
sys.path[:0] = [{str(HERE)!r}, {str(HERE.parent)!r}]
import test_resume
test_resume.case(*sys.argv[1:4], sys.argv[4])
"""


class Curriculum(Schedule):
    """The hardest half of the rows, as the model of each epoch sees it; some of them with softer labels."""

    relabels = True
    epochs = 3

    def before(self, epoch: int, model: RewardModel, records: Comparisons) -> Comparisons:
        rows: list[Comparison] = list(records)
        gaps = model.score([row.chosen for row in rows]).values - model.score([row.rejected for row in rows]).values
        return Comparisons.of(replace(rows[place], target=0.9) for place in gaps.argsort()[: len(rows) // 2].tolist())


def case(kind: str, every: str, model_folder: str, folder: str | None) -> tuple[RewardModel, Fitted]:
    """One run, which keeps its state in a folder if one is given, and goes on from it."""
    data = preferences(60)
    validation = preferences(12, seed=3)
    if kind == "patience":
        validation = Comparisons.of(replace(row, target=0.0) for row in validation)
    model = RewardModel(TextEncoder(model_folder, lora=kind == "lora"), ScalarHead())
    solver = FineTune(epochs=3, batch_size=4, learning_rate=3e-3, patience=1, checkpoint_every=int(every))
    solver = replace(solver, checkpoint=Path(folder) if folder else None)
    schedules = {"schedule": Curriculum(), "self-train": SelfTrain(preferences(40, seed=5), 0.55, 2, validation)}
    schedule = schedules.get(kind)
    return model, fit(model, data, validation=validation, solver=solver, schedule=schedule)


@pytest.fixture(autouse=True)
def one_thread() -> Iterator[None]:
    """Sums in several threads round differently from those in one, and both processes must count alike."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def killed(bert: str, tmp_path: Path) -> Callable[[str, int, int], Path]:
    """Starts a run in a process of its own, and kills it once a state of at least some step is on disk."""

    def run(kind: str, every: int, step: int) -> Path:
        folder = tmp_path / "state"
        arguments = [kind, str(every), bert, str(folder)]
        environment = os.environ | {"OMP_NUM_THREADS": "1"}
        with subprocess.Popen([sys.executable, "-c", CHILD, *arguments], env=environment) as child:
            while child.poll() is None and not (
                (folder / checkpoint.STATE).exists() and checkpoint.notes(folder)["state"]["step"] >= step
            ):
                time.sleep(0.002)
            child.send_signal(signal.SIGKILL)
        assert child.returncode == -signal.SIGKILL, "it ended before it was killed"
        return folder

    return run


@pytest.fixture(scope="module")
def undisturbed(bert: str) -> Callable[[str], tuple[RewardModel, Fitted]]:
    known: dict[str, tuple[RewardModel, Fitted]] = {}

    def run(kind: str) -> tuple[RewardModel, Fitted]:
        if kind not in known:
            known[kind] = case(kind, "1", bert, None)
        return known[kind]

    return run


def check(killed: Callable, undisturbed: Callable, bert: str, kind: str, every: int, step: int) -> None:
    folder = killed(kind, every, step)
    reached = checkpoint.notes(folder)["state"]
    model, fitted = case(kind, str(every), bert, str(folder))
    whole, expected = undisturbed(kind)
    for (name, resumed), straight in zip(
        model.network.state_dict().items(), whole.network.state_dict().values(), strict=True
    ):
        assert torch.equal(resumed, straight), f"{name} differs after a kill at {reached['step']}"
    assert (fitted.history, fitted.chosen) == (expected.history, expected.chosen)
    assert [file.name for file in folder.iterdir() if not file.name.startswith(".")] == [checkpoint.STATE]


def test_a_killed_run_ends_with_the_same_weights(killed, undisturbed, bert):
    check(killed, undisturbed, bert, "plain", every=2, step=random.Random(os.getpid()).randrange(1, 40))


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("kind", ["plain", "lora", "patience", "schedule", "self-train"])
def test_a_run_of_any_kind_killed_anywhere_ends_with_the_same_weights(killed, undisturbed, bert, kind, seed):
    last = {"plain": 44, "lora": 44, "patience": 28, "schedule": 15, "self-train": 16}[kind]
    step = random.Random(f"{kind} {seed}").randrange(1, last)
    check(killed, undisturbed, bert, kind, every=1 + seed, step=step)


@pytest.mark.parametrize("steps", [14, 15, 29, 30])
def test_a_stop_at_either_side_of_an_epochs_end_is_no_matter(bert, undisturbed, tmp_path, monkeypatch, steps):
    save = checkpoint.save

    def stop_after(*arguments: object) -> None:
        save(*arguments)
        if checkpoint.notes(tmp_path)["state"]["step"] == steps:
            raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(checkpoint, "save", stop_after)
        with pytest.raises(KeyboardInterrupt):
            case("plain", "1", bert, str(tmp_path))
    model, fitted = case("plain", "1", bert, str(tmp_path))
    whole, expected = undisturbed("plain")
    assert fitted.history == expected.history
    assert all(
        a.equal(b)
        for a, b in zip(model.network.state_dict().values(), whole.network.state_dict().values(), strict=True)
    )
