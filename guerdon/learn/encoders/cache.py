"""Vectors on disk, found again by the content that they are of."""

import sqlite3
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from jaxtyping import Float, Int

from guerdon.saving import cache_folder

CHUNK = 128
"""Texts that are looked up, computed and kept together: as few as cost no time, so that progress is seen on a slow machine."""


@dataclass(frozen=True)
class Vectors:
    """The vectors of some texts, and how many tokens each text has before any cut."""

    values: Float[np.ndarray, "n width"]
    tokens: Int[np.ndarray, "n"]


class VectorCache:
    """A table from text to vector for one model, in one SQLite file that several processes may use at once.

    Each finished chunk is on disk before the next begins, so that a killed run loses at most one chunk.
    """

    def __init__(self, model: str, width: int, folder: Path | None = None) -> None:
        """Args: model: what identifies weights and settings; width: the length of its vectors; folder: where."""
        folder = folder or cache_folder() / "vectors"
        folder.mkdir(parents=True, exist_ok=True)
        self.width = width
        self.path = folder / f"{sha256(model.encode()).hexdigest()[:24]}.sqlite"
        self.connection = sqlite3.connect(self.path, timeout=60)
        self.connection.execute("PRAGMA journal_mode=WAL")
        self.connection.execute("PRAGMA synchronous=NORMAL")
        # Rows lie in the order in which they came, beside an index of keys: keys are random, and a table that is sorted
        # by them would be written all over for each chunk.
        self.connection.execute(
            "CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB, tokens INTEGER)"
        )

    def look_up(
        self,
        texts: Sequence[str],
        compute: Callable[[Sequence[str]], Vectors],
        order: Callable[[str], int] = len,
        advance: Callable[[int, int], None] = lambda done, of: None,
    ) -> Vectors:
        """The vector of each text, computing those that are not here.

        Args:
            texts: distinct texts.
            compute: makes the vectors of some texts; called with chunks of texts of like length, longest last.
            order: the length by which chunks are formed.
            advance: told at the start and after each chunk how many of the missing texts are done, and how many there are.

        Returns:
            one row for each text, in their order; vectors in float32.
        """
        keys = [sha256(text.encode("utf-8", "replace")).digest() for text in texts]
        found = Vectors(np.empty((len(texts), self.width), np.float32), np.zeros(len(texts), np.int64))
        rows = {key: row for row, key in enumerate(keys)}
        missing = set(keys)
        for start in range(0, len(keys), CHUNK):
            some = keys[start : start + CHUNK]
            marks = ",".join("?" * len(some))
            query = f"SELECT key, vector, tokens FROM vectors WHERE key IN ({marks})"
            for key, vector, tokens in self.connection.execute(query, some):
                found.values[rows[key]] = np.frombuffer(vector, np.float32)
                found.tokens[rows[key]] = tokens
                missing.discard(key)
        todo = sorted((rows[key] for key in missing), key=lambda row: (order(texts[row]), row))
        if todo:
            advance(0, len(todo))
        for start in range(0, len(todo), CHUNK):
            some_rows = todo[start : start + CHUNK]
            fresh = compute([texts[row] for row in some_rows])
            found.values[some_rows], found.tokens[some_rows] = fresh.values, fresh.tokens
            entries = [
                (keys[row], vector.astype(np.float32).tobytes(), int(tokens))
                for row, vector, tokens in zip(some_rows, fresh.values, fresh.tokens, strict=True)
            ]
            with self.connection:
                self.connection.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?, ?)", entries)
            advance(start + len(some_rows), len(todo))
        return found
