"""Reads feedback of any known format from anywhere into one kind of records."""

from collections.abc import Sequence
from pathlib import Path

import pyarrow as pa
from datasets import Dataset

from guerdon.feedback.cache import Entry, Tally, entry
from guerdon.feedback.convert import Part, convert
from guerdon.feedback.errors import FeedbackError
from guerdon.feedback.fields import Row
from guerdon.feedback.format import Format
from guerdon.feedback.known import KNOWN
from guerdon.feedback.reading import Reading
from guerdon.feedback.recognise import named, recognise, recognised
from guerdon.feedback.sources import Source, sources, stamp
from guerdon.records import Comparisons, Rankings, Ratings

KINDS = {kind.__name__: kind for kind in (Comparisons, Ratings, Rankings)}


def read(
    source: str | Path | Sequence[str | Path], format: str | None = None, limit: int | None = None, whole: bool = False
) -> Reading:
    """Reads comparisons, ratings or rankings.

    The rows are streamed to an Arrow file in the cache folder (``GUERDON_CACHE``, else ``~/.cache/guerdon``) and
    stay there, memory-mapped; the same data is read once. Rows from which nothing can be learned (identical answers,
    empty texts, exact repetitions) are dropped and counted; a row that breaks the format ends the reading.

    Args:
        source: a file (.jsonl, .json, .csv or .parquet, also with .gz or .zst), a folder of such, ``testbed:NAME``,
            a known data set by its short name (``guerdon.feedback.KNOWN``), ``ORG/NAME``, ``ORG/NAME:SPLIT`` or
            ``ORG/NAME@CONFIG:SPLIT`` on the Hugging Face hub; or a sequence of such.
        format: the name of a format; None recognises it from the columns of the first row.
        limit: keep so many at most.
        whole: keep what nothing can be learned from too, for a benchmark counts every row: identical answers are a tie.

    Raises:
        FeedbackError: what is wrong, in which file and row, and what to do.

    >>> reading = guerdon.read("prefs.jsonl")
    >>> reading.summary()
    '9,385 comparisons of 2,130 prompts   (12 dropped: 9 identical answers, 3 empty)'
    """
    found = sources(source)
    if not found:
        raise FeedbackError("no source is named; name a file, a folder, a testbed or a data set on the hub")
    if limit is not None and limit < 1:
        raise FeedbackError(f"limit is {limit}, expected at least 1")
    parts = assign(found, named(format) if format else None)
    place = entry(*(key(part) for part in parts), limit, whole)
    reading = kept(place, parts)
    return reading or opened(place, convert(parts, limit, place, whole), parts)


def load(name: str, limit: int | None = None, whole: bool = False) -> Reading:
    """Reads a known public data set by its short name.

    Args:
        name: one of ``guerdon.feedback.KNOWN``. Where ``GUERDON_DATA`` names a folder that has it, it is read from
            there, else from the Hugging Face hub.
        limit: keep so many at most.
        whole: as ``read`` has it.

    Raises:
        FeedbackError: the name is unknown, or the data set is nowhere to be had.
    """
    if name not in KNOWN:
        raise FeedbackError(f"{name}: no known data set; use one of {', '.join(KNOWN)}")
    path = KNOWN[name].found()
    return read(path or name, limit=limit, whole=whole)


def assign(found: Sequence[Source], format: type[Format] | None) -> list[Part]:
    """Each source with the format that reads it; a second file that a format reads for itself is no source."""
    rows = [first(source) for source in found]
    used = {format} if format else {kind for row in rows for kind in recognised(row)}
    globs = [kind.companion for kind in used if kind.companion]
    parts = [
        Part(source, (format or recognise(row, source.name))(source.path))
        for source, row in zip(found, rows, strict=True)
        if recognised(row) or not (source.path and any(source.path.match(glob) for glob in globs))
    ]
    if not parts:
        raise FeedbackError(f"{found[0].name}: holds what another file is compared with; name that file")
    return parts


def first(source: Source) -> Row:
    """The first row of a source."""
    for _, row in source.rows():
        return row
    raise FeedbackError(f"{source.name}: empty, there are no rows to read")


def key(part: Part) -> list[object]:
    """What decides how a part is read, besides the code."""
    companions = [stamp(path) for path in part.format.companions()]
    return [part.source.name, part.source.fingerprint(), part.format.name, companions]


def kept(place: Entry, parts: Sequence[Part]) -> Reading | None:
    """The reading that the cache has, where it has one that is whole."""
    tally = place.load()
    try:
        return opened(place, tally, parts) if tally else None
    except (OSError, pa.ArrowException):
        return None


def opened(place: Entry, tally: Tally, parts: Sequence[Part]) -> Reading:
    """The reading in a cache entry, its rows memory-mapped."""
    data = Dataset.from_file(str(place.arrow)).remove_columns(tally.unused)
    return Reading(
        records=KINDS[tally.kind](data),
        formats=tuple(dict.fromkeys(tally.formats)),
        sources=tuple(part.source.name for part in parts),
        read=tally.read,
        dropped=tally.dropped,
        prompts=tally.prompts,
        dropped_rows=place.dropped,
    )
