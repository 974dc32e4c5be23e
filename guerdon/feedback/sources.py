"""Where rows come from: files, the Hugging Face hub, a testbed; and what a name stands for."""

import hashlib
import json
import re
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import parse_qsl, urlencode

from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.fields import Row
from guerdon.feedback.filetype import read_file, require_type, type_of
from guerdon.feedback.known import KNOWN

TESTBED = "testbed:"
PAIRS = 2000
"""How many comparisons a testbed makes when its name does not say."""
HUB_NAME = re.compile(r"(?P<name>[\w-][\w.-]*/[\w.-]+)(?:@(?P<config>[\w.-]+))?(?::(?P<split>[\w.-]+))?")


class Source(ABC):
    """Something with rows."""

    name: str
    """How errors call it."""
    path: Path | None = None
    """The file, where it is one."""

    @abstractmethod
    def fingerprint(self) -> str:
        """Text that differs whenever the rows do."""

    @abstractmethod
    def rows(self) -> Iterator[tuple[int, Row]]:
        """The rows with their numbers, counted from 1; every call starts again."""


class File(Source):
    """A file on disk."""

    def __init__(self, path: Path) -> None:
        require_type(path)
        self.path: Path = path
        self.name = str(path)

    def fingerprint(self) -> str:
        return stamp(self.path)

    def rows(self) -> Iterator[tuple[int, Row]]:
        return read_file(self.path, self.name)


class Hub(Source):
    """One split of a data set on the Hugging Face hub, ``train`` where the name says none, of one configuration."""

    def __init__(self, name: str, split: str = "train", config: str | None = None) -> None:
        from datasets import Dataset, load_dataset

        self.name = f"{name}@{config}" if config else name
        try:
            with quiet_hub():
                data = load_dataset(name, config, split=split)
        except ConnectionError as error:
            raise FeedbackError(
                f"{self.name}: no such file or folder here, and the Hugging Face hub cannot be reached. Check the "
                "connection, or name a file; known data sets, such as hh-rlhf, may lie in the folder that GUERDON_DATA names"
            ) from error
        except (OSError, ValueError, RuntimeError) as error:
            cause = str(error).strip().splitlines()[0]
            raise FeedbackError(
                f"{self.name}: neither a file or folder here nor a data set that the hub gives ({cause}). "
                f"Check the name, the split ({split}) and the connection."
            ) from error
        assert isinstance(data, Dataset)  # a single split is asked for
        self.data = data

    def fingerprint(self) -> str:
        return str(self.data._fingerprint)

    def rows(self) -> Iterator[tuple[int, Row]]:
        return enumerate(self.data, 1)


@contextmanager
def quiet_hub() -> Iterator[None]:
    """Keeps the hub's client from telling of each attempt, for the error that ends them is told."""
    from huggingface_hub import logging

    before = logging.get_verbosity()
    logging.set_verbosity_error()
    try:
        yield
    finally:
        logging.set_verbosity(before)


class Testbed(Source):
    """Comparisons that a world of ``guerdon.testbeds`` makes, in guerdon's own columns."""

    def __init__(self, name: str) -> None:
        """Args: name: such as ``testbed:errands`` or ``testbed:errands?seed=3&pairs=500``."""
        from guerdon import testbeds

        world, _, query = name.removeprefix(TESTBED).partition("?")
        settings = dict(parse_qsl(query, keep_blank_values=True))
        pairs = settings.pop("pairs", str(PAIRS))
        if not pairs.isdecimal() or not int(pairs):
            raise FeedbackError(f"{name}: pairs={pairs} is no number of comparisons; write {TESTBED}{world}?pairs=500")
        spec = f"{world}?{urlencode(settings, safe=',')}" if settings else world
        # Without the number of pairs, which is no setting of the world: whoever has the name can open the world.
        self.name = f"{TESTBED}{spec}"
        try:
            self.data = testbeds.open(spec).comparisons(int(pairs)).data
        except ValueError as error:
            raise FeedbackError(f"{name}: {error}") from error

    def fingerprint(self) -> str:
        # The rows themselves, because the code that makes them may change between two readings.
        return hashlib.sha256("".join(json.dumps(row) for _, row in self.rows()).encode()).hexdigest()

    def rows(self) -> Iterator[tuple[int, Row]]:
        return enumerate(self.data, 1)


def stamp(path: Path) -> str:
    """The identity of a file's contents, as far as its place, size and time tell."""
    status = path.stat()
    return f"{path.resolve()}:{status.st_size}:{status.st_mtime_ns}"


def sources(source: str | Path | Sequence[str | Path]) -> list[Source]:
    """What a name stands for, or several names.

    Args:
        source: a file, a folder (every file in it of a known type), ``testbed:NAME``, a name of ``KNOWN``,
            ``ORG/NAME``, ``ORG/NAME:SPLIT`` or ``ORG/NAME@CONFIG:SPLIT`` on the hub; or a sequence of such.

    Raises:
        FeedbackError: there is nothing of that name.
    """
    if not isinstance(source, str | Path):
        return [one for name in source for one in sources(name)]
    name = str(source)
    if name.startswith(TESTBED):
        return [Testbed(name)]
    path = Path(name).expanduser()
    if path.is_dir():
        return folder(path)
    if path.exists():
        return [File(path)]
    if name in KNOWN:
        return known(name)
    return [hub(name)]


def folder(path: Path) -> list[Source]:
    """The files of a folder, in alphabetical order."""
    files = [file for file in sorted(path.iterdir()) if file.is_file() and type_of(file)]
    if not files:
        raise FeedbackError(f"{path}: no file in this folder can be read; name a file, or a folder with .jsonl files")
    return [File(file) for file in files]


def known(name: str) -> list[Source]:
    """A public data set from the folder that ``GUERDON_DATA`` names, or else from the hub."""
    data = KNOWN[name]
    path = data.found()
    if path:
        return sources(path)
    if data.hub:
        return [hub(one) for one in data.hub]
    raise FeedbackError(
        f"{name}: not on the hub; get it from {data.home} and set GUERDON_DATA to the folder that holds {data.local}"
    )


def hub(name: str) -> Source:
    """A data set on the hub, when a name can be one."""
    match = HUB_NAME.fullmatch(name)
    if not match or type_of(Path(name)):
        if "/" in name or type_of(Path(name)):
            raise FeedbackError(f"{name}: no such file or folder")
        short = ", ".join(KNOWN)
        raise FeedbackError(f"{name}: no such file or folder, nor one of the known data sets ({short})")
    return Hub(match["name"], match["split"] or "train", match["config"])
