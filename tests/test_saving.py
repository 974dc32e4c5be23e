"""Rewards on disk: what is saved comes back, what is damaged or dangerous is refused, what fails leaves nothing."""

import errno
import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest
import torch

import guerdon
from guerdon.errors import GuerdonError
from guerdon.reward import Reward
from guerdon.saving import DESCRIPTION, claim, claim_file, claim_folder, replacing, replacing_file
from guerdon.shape import Affine, Measure
from guerdon.types import Example, Scores

BATCH = [
    Example("Where?", text) for text in ("Here.", "- There, **of course**.\n- Or there.", "I am sorry, I cannot say.")
]


@dataclass(frozen=True)
class Mean(Reward[Sequence[Example]]):
    """The mean of rewards, by name: a part that holds sequences and mappings of parts."""

    rewards: tuple[Reward, ...]
    extra: dict[str, Reward]
    weights: tuple[float, ...] = (1.0,)

    def score(self, batch: Sequence[Example]) -> Scores:
        values = [reward.score(batch).values for reward in (*self.rewards, *self.extra.values())]
        return Scores(torch.stack(values).mean(0))


@dataclass(frozen=True)
class Holding(Reward[Sequence[Example]]):
    """Holds what JSON cannot."""

    what: object

    def score(self, batch: Sequence[Example]) -> Scores:
        return Scores(torch.zeros(len(batch)))


length, lists = Measure("log_words"), Measure("list_lines")


@pytest.mark.parametrize(
    "reward",
    [
        length,
        length + 0.5 * lists - length,
        (length.named("length") + lists).part("length"),
        length >> Affine(2.0, 1.0),
        (-(length >> Affine(0.5))).named("short") + 3 * lists,
        Mean((length, lists.named("lists")), {"extra": -length}),
    ],
    ids=repr,
)
def test_what_is_saved_comes_back(reward, tmp_path):
    reward.save(tmp_path / "reward")
    loaded = guerdon.load(tmp_path / "reward")
    assert loaded == reward
    assert loaded.score(BATCH).values.equal(reward.score(BATCH).values)
    assert [file.name for file in tmp_path.iterdir()] == ["reward"]
    assert [file.name for file in (tmp_path / "reward").rglob("*")] == [DESCRIPTION]


def test_what_json_cannot_hold_is_refused_and_nothing_is_left(tmp_path):
    with pytest.raises(GuerdonError, match="what holds a function, which cannot be saved as JSON"):
        Holding(lambda: None).save(tmp_path / "reward")
    assert not list(tmp_path.iterdir())


@pytest.fixture
def saved(tmp_path: Path) -> Path:
    (length + lists).save(tmp_path / "reward")
    return tmp_path / "reward"


def rewrite(folder: Path, **changes: object) -> None:
    description = json.loads((folder / DESCRIPTION).read_text())
    (folder / DESCRIPTION).write_text(json.dumps(description | changes))


def measure(kind: str, config: object = None) -> dict[str, object]:
    return {"kind": kind, "config": {"attribute": "log_words"} if config is None else config}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"format": 2}, "of format 2, this version of guerdon reads 1"),
        ({"kind": "subprocess:Popen"}, "a part subprocess:Popen, which is no Storable known here"),
        ({"kind": "guerdon.cli:main"}, "a part guerdon.cli:main, which is no Storable"),
        ({"kind": "guerdon.__main__:main"}, "a part guerdon.__main__:main, which is no Storable"),
        ({"kind": "guerdon.nothing:There"}, "guerdon.nothing:There, which this version of guerdon does not have"),
        ({"kind": "guerdon.reward:Reward"}, "is damaged"),
        ({"kind": "guerdon.shape.affine:Affine", "config": {}}, "a Affine, which is no reward"),
        ({"kind": 3}, "a part 3, which is no Storable"),
        ({"config": None}, "is damaged"),
        ({"config": 5}, "is damaged"),
        ({"config": {}}, "is damaged"),
        ({"config": {"first": 1, "second": 2, "third": 3}}, "is damaged"),
        ({"config": {"first": measure("os:system"), "second": 1}}, "a part os:system"),
        ({"config": {"../first": measure("guerdon.shape.measure:Measure")}}, "is damaged"),
        ({"config": {"first": measure("guerdon.shape.measure:Measure", {"attribute": "x"})}}, "no rule 'x'"),
    ],
)
def test_a_description_that_is_not_right_is_one_clear_error(saved, changes, message):
    rewrite(saved, **changes)
    with pytest.raises(GuerdonError) as caught:
        guerdon.load(saved)
    assert message in str(caught.value)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", "[]", "3", '{"kind": 1}', b"\xff\xfe"])
def test_a_damaged_description_is_one_clear_error(saved, text):
    (saved / DESCRIPTION).write_bytes(text if isinstance(text, bytes) else text.encode())
    with pytest.raises(GuerdonError, match="is damaged"):
        guerdon.load(saved)


@pytest.mark.parametrize("name", ["weights.pkl", "deep/training_args.bin", "MODEL.PT", "features.npy"])
def test_a_folder_with_a_pickle_is_refused(saved, name):
    (saved / name).parent.mkdir(exist_ok=True)
    (saved / name).write_bytes(b"\x80\x04.")
    with pytest.raises(GuerdonError, match=f"holds {Path(name).name}, a file that can run code"):
        guerdon.load(saved)


def test_a_class_of_yours_loads_once_it_is_imported(saved):
    rewrite(saved, kind="my_rewards:Mine", config={})
    with pytest.raises(GuerdonError, match="if it is yours, import the module that defines it"):
        guerdon.load(saved)


def content(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in folder.iterdir()}


@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_a_save_that_is_interrupted_leaves_the_old_folder(saved, error):
    before = content(saved)

    def interrupted() -> None:
        with replacing(saved) as draft:
            (draft / DESCRIPTION).write_text("half")
            raise error

    with pytest.raises(error):
        interrupted()
    assert content(saved) == before
    assert [file.name for file in saved.parent.iterdir()] == ["reward"]


def test_an_interrupt_between_the_two_renames_brings_the_old_folder_back(saved, monkeypatch):
    before, rename = content(saved), Path.rename

    def interrupted(path: Path, target: Path) -> Path:
        if path.suffix == ".draft":
            raise KeyboardInterrupt
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", interrupted)
        with pytest.raises(KeyboardInterrupt):
            length.save(saved)
    assert content(saved) == before
    assert [file.name for file in saved.parent.iterdir()] == ["reward"]


def test_a_draft_of_a_killed_process_is_no_hindrance(saved):
    left = saved.parent / f".{saved.name}.{os.getpid()}.draft"
    left.mkdir()
    (left / "half").write_text("half")
    length.save(saved)
    assert guerdon.load(saved) == length
    assert not left.exists()


def test_saving_again_replaces_the_whole(saved):
    (saved / "extra.txt").write_text("of the first")
    length.save(saved)
    assert guerdon.load(saved) == length
    assert [file.name for file in saved.iterdir()] == [DESCRIPTION]


def test_what_is_no_reward_is_never_replaced(tmp_path):
    (tmp_path / "thesis").mkdir()
    (tmp_path / "thesis" / "chapter.txt").write_text("years of work")
    (tmp_path / "file").write_text("years of work")
    for name in ("thesis", "file"):
        with pytest.raises(GuerdonError, match="exists and holds no reward"):
            length.save(tmp_path / name)
        with pytest.raises(GuerdonError, match="exists and holds no reward"):
            claim(tmp_path / name)
    assert (tmp_path / "thesis" / "chapter.txt").read_text() == "years of work"
    (tmp_path / "empty").mkdir()
    length.save(tmp_path / "empty")
    assert guerdon.load(tmp_path / "empty") == length


@pytest.mark.parametrize("place", ["afile/reward", "afile/deep/reward", "/proc/reward"])
@pytest.mark.parametrize("check", [claim, claim_file, claim_folder])
def test_a_place_that_cannot_be_written_is_told_before_the_work(check, place, tmp_path):
    (tmp_path / "afile").write_text("years of work")
    with pytest.raises(GuerdonError, match=r"no file can be made in .*: name another place"):
        check(tmp_path / place)
    assert [file.name for file in tmp_path.iterdir()] == ["afile"]


def test_a_place_that_can_be_written_is_left_as_it_was(tmp_path):
    for check in (claim, claim_file, claim_folder):
        check(tmp_path / "deep" / "deeper" / "reward")
    assert not list(tmp_path.iterdir())
    with pytest.raises(GuerdonError, match="is a folder: name a file"):
        claim_file(tmp_path)


@pytest.mark.parametrize(("umask", "mode"), [(0o022, 0o644), (0o077, 0o600)])
def test_all_files_of_a_reward_can_be_read_by_the_same_people(umask, mode, tmp_path):
    from guerdon.learn import MLPHead, RewardModel, Surface

    before = os.umask(umask)
    try:
        RewardModel(Surface(), MLPHead((4,))).save(tmp_path / "reward")
    finally:
        os.umask(before)
    modes = {file.name: file.stat().st_mode & 0o777 for file in (tmp_path / "reward").rglob("*") if file.is_file()}
    assert modes == dict.fromkeys(modes, mode)
    assert "head.safetensors" in modes


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path):
    target = tmp_path / "deep" / "report.html"
    with replacing_file(target) as draft:
        draft.write_text("first")
    with pytest.raises(UnicodeEncodeError), replacing_file(target) as draft:
        draft.write_text("second \ud800", encoding="utf-8")
    assert target.read_text() == "first"
    assert [file.name for file in target.parent.iterdir()] == ["report.html"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 200 kB."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "tmpfs", str(disk)]
    if not shutil.which("mount") or subprocess.run(mount, capture_output=True, check=False).returncode:
        pytest.skip("mounting a small file system is not permitted here")
    yield disk
    subprocess.run(["umount", str(disk)], check=True)


def test_a_full_disk_is_told_and_leaves_nothing(small_disk):
    from guerdon.learn import MLPHead, RewardModel, Surface

    model = RewardModel(Surface(), MLPHead((4096,)))
    with pytest.raises(OSError, match="No space left on device") as caught:
        model.save(small_disk / "reward")
    assert caught.value.errno == errno.ENOSPC
    assert not list(small_disk.iterdir())
    with pytest.raises(OSError, match="No space left on device"), replacing_file(small_disk / "file") as draft:
        draft.write_bytes(bytes(300_000))
    assert not list(small_disk.iterdir())
