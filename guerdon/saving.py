"""Rewards on disk: one JSON file that says which parts, safetensors beside it, and never a pickle.

A part is written by its ``pack(folder)``, which returns JSON values and puts tensors into the folder, and made again
by its class's ``unpack(folder, config)``. Dataclasses need neither: their fields are written, parts among them each
to a folder of its own. Sequences and mappings of parts are written too; sequences come back as tuples.
"""

import json
import os
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any, TypeVar

from guerdon.errors import GuerdonError

FORMAT = 1
"""Raised when a folder written by this version cannot be read by the last."""
DESCRIPTION = "guerdon.json"
SYSTEM_ERROR = re.compile(r"\(os error (\d+)\)")
"""How safetensors and tokenizers, which raise errors of their own kinds, tell one of the operating system."""
PICKLES = {".bin", ".pt", ".pth", ".pkl", ".pickle", ".ckpt", ".joblib", ".npy", ".npz"}


def cache_folder() -> Path:
    """Where guerdon keeps what it can make again: ``GUERDON_CACHE``, or ``~/.cache/guerdon``."""
    return Path(os.environ.get("GUERDON_CACHE") or Path.home() / ".cache" / "guerdon").expanduser()


class Storable:
    """Marks the classes that may be made from a file: nothing else is ever looked up by a name in one."""


Part = TypeVar("Part", bound=Storable)


def claim(target: Path) -> None:
    """Raises a GuerdonError where ``replacing`` would: said before long work, not after."""
    if target.exists() and not (target / DESCRIPTION).exists() and not (target.is_dir() and not any(target.iterdir())):
        raise GuerdonError(f"{target} exists and holds no reward: name another folder, or remove it")
    claim_folder(target.parent)


def claim_file(target: Path) -> None:
    """Raises a GuerdonError where ``replacing_file`` would fail: said before long work, not after."""
    if target.is_dir():
        raise GuerdonError(f"{target} is a folder: name a file")
    claim_folder(target.parent)


def claim_folder(folder: Path) -> None:
    """Raises a GuerdonError where no file can be written into a folder, which need not be there yet."""
    nearest = folder
    try:
        nearest = next(each for each in (folder, *folder.parents) if each.exists())
        with TemporaryFile(dir=nearest):  # permissions alone tell too little: /proc has them, and takes nothing
            pass
    except OSError as error:
        why = (error.strerror or str(error)).lower()
        raise GuerdonError(f"no file can be made in {nearest} ({why}): name another place") from error


@contextmanager
def replacing(target: Path) -> Iterator[Path]:
    """A new folder that takes the place of ``target`` when all went well, and leaves nothing behind when not.

    Raises:
        GuerdonError: the target is a file, a folder that holds something else than a reward, or nowhere to write.
        OSError: the disk is full.
    """
    claim(target)
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f".{target.name}.{os.getpid()}.draft"
    old = target.parent / f".{target.name}.{os.getpid()}.old"
    shutil.rmtree(draft, ignore_errors=True)  # of a process that was killed and had the same number
    draft.mkdir()
    try:
        yield draft
        for file in filter(Path.is_file, draft.rglob("*")):
            file.chmod(draft.stat().st_mode & 0o666)  # safetensors writes for the owner alone
        if target.exists():
            target.rename(old)
        draft.rename(target)
    except Exception as error:
        number = SYSTEM_ERROR.search(str(error))
        if number is None:
            raise
        raise OSError(int(number[1]), os.strerror(int(number[1])), str(target)) from error
    finally:
        if old.exists() and not target.exists():
            old.rename(target)
        shutil.rmtree(draft, ignore_errors=True)
        shutil.rmtree(old, ignore_errors=True)


@contextmanager
def replacing_file(target: Path) -> Iterator[Path]:
    """A temporary file that takes the place of ``target`` when all went well, and leaves nothing behind when not."""
    target.parent.mkdir(parents=True, exist_ok=True)
    draft = target.parent / f".{target.name}.{os.getpid()}.draft"
    try:
        yield draft
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)


def pack(part: Storable, folder: Path) -> dict[str, Any]:
    """The class of a part and its values, its tensors put into a folder."""
    kind = type(part)
    if hasattr(part, "pack"):
        folder.mkdir(parents=True, exist_ok=True)
        config = dict(part.pack(folder))
    elif is_dataclass(part):
        config = {field.name: _value(getattr(part, field.name), folder / field.name) for field in fields(part)}
    else:
        raise GuerdonError(f"{kind.__qualname__} cannot be saved: make it a dataclass, or give it pack and unpack")
    return {"kind": f"{kind.__module__}:{kind.__qualname__}", "config": config}


def unpack(base: type[Part], entry: Mapping[str, Any], folder: Path) -> Part:
    """The part that ``pack`` described.

    Only classes of guerdon are imported by name; one of yours must be imported before it is loaded.

    Raises:
        GuerdonError: the class is unknown, or no ``base``, or cannot be made from what is written.
    """
    try:
        name, config = str(entry["kind"]), dict(entry["config"])
        kind = _find(base, name)
        if hasattr(kind, "unpack"):
            return kind.unpack(folder, config)  # type: ignore[attr-defined]
        return kind(**{field: _restored(value, folder / field) for field, value in config.items()})
    except GuerdonError:
        raise
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise GuerdonError(
            f"{folder / DESCRIPTION} is damaged: {str(entry)[:60]} cannot be made again ({error}); copy the reward again"
        ) from error


def describe(folder: Path) -> dict[str, Any]:
    """What a folder of a reward says of itself.

    Raises:
        GuerdonError: there is none, it is of another version, or the folder holds a pickle.
    """
    path = folder / DESCRIPTION
    if not path.exists():
        raise GuerdonError(f"{folder} holds no reward: there is no {DESCRIPTION} in it")
    pickles = sorted(file.name for file in folder.rglob("*") if file.suffix.lower() in PICKLES)
    if pickles:
        raise GuerdonError(
            f"{folder} holds {pickles[0]}, a file that can run code when it is read: remove it to load the reward"
        )
    try:
        description = json.loads(path.read_text(encoding="utf-8"))
        found = description["format"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise GuerdonError(
            f"{path} is damaged: it is not the JSON that guerdon writes; train or copy the reward again"
        ) from error
    if found != FORMAT:
        raise GuerdonError(
            f"{path} is of format {found}, this version of guerdon reads {FORMAT}: train the reward again, or use the version that wrote it"
        )
    return description


def _value(value: Any, folder: Path) -> Any:
    if isinstance(value, Storable):
        return pack(value, folder)
    if isinstance(value, list | tuple):
        return [_value(item, folder / str(place)) for place, item in enumerate(value)]
    if isinstance(value, Mapping):
        return {name: _value(item, folder / name) for name, item in value.items()}
    try:
        return json.loads(json.dumps(value))
    except TypeError as error:
        raise GuerdonError(
            f"{folder.name} holds a {type(value).__qualname__}, which cannot be saved as JSON"
        ) from error


def _restored(value: Any, folder: Path) -> Any:
    if isinstance(value, list):
        return tuple(_restored(item, folder / str(place)) for place, item in enumerate(value))
    if not isinstance(value, dict):
        return value
    if set(value) == {"kind", "config"}:
        return unpack(Storable, value, folder)
    return {name: _restored(item, folder / name) for name, item in value.items()}


def _find(base: type[Part], name: str) -> type[Part]:
    module = name.split(":")[0]
    if module.split(".")[0] == "guerdon":
        try:
            import_module(module)
        except ImportError as error:
            raise GuerdonError(f"the reward has a part {name}, which this version of guerdon does not have") from error
    known = {f"{kind.__module__}:{kind.__qualname__}": kind for kind in _descendants(base)}
    if name not in known:
        raise GuerdonError(
            f"the reward has a part {name}, which is no {base.__name__} known here: "
            "if it is yours, import the module that defines it, then load again"
        )
    return known[name]


def _descendants(kind: type) -> list[type]:
    children: list[type] = type.__subclasses__(kind)
    return [descendant for child in children for descendant in (child, *_descendants(child))]
