"""What a model has answered, on disk, so that a run that is repeated or resumed costs nothing and says the same."""

import json
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch

from guerdon.errors import GuerdonError
from guerdon.llm.base import GREEDY, Choice, Continuation, LanguageModel, Likelihood, Options, Reply, Request, Sampling
from guerdon.saving import cache_folder
from guerdon.types import Message


class Answers:
    """A table from key to JSON in one SQLite file, which threads and processes may use at once."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self.path, self.lock = path, threading.Lock()
        try:
            self.base = sqlite3.connect(path, timeout=60, check_same_thread=False, isolation_level=None)
            self.base.execute("PRAGMA journal_mode=WAL")
            self.base.execute("PRAGMA synchronous=NORMAL")
            self.base.execute("CREATE TABLE IF NOT EXISTS answers (key TEXT PRIMARY KEY, answer TEXT NOT NULL)")
            self.base.execute("SELECT key, answer FROM answers LIMIT 0")  # a table of that name may be another's
        except sqlite3.DatabaseError as error:
            raise GuerdonError(f"{path} is no cache of answers ({error}): remove it, or name another file") from error

    def find(self, keys: Sequence[str]) -> dict[str, Any]:
        """What is known of some keys."""
        known: dict[str, Any] = {}
        with self.lock:
            for start in range(0, len(keys), 500):
                some = keys[start : start + 500]
                marks = ",".join("?" * len(some))
                rows = self.base.execute(f"SELECT key, answer FROM answers WHERE key IN ({marks})", some)
                known |= {key: json.loads(answer) for key, answer in rows}
        return known

    def keep(self, entries: Mapping[str, Any]) -> None:
        """Writes some answers; they are on disk when this returns."""
        # In ASCII, by which half a character can be kept too.
        rows = [(key, json.dumps(answer)) for key, answer in entries.items()]
        with self.lock:
            if len(rows) == 1:
                self.base.execute("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows[0])
                return
            self.base.execute("BEGIN")
            self.base.executemany("INSERT OR REPLACE INTO answers VALUES (?, ?)", rows)
            self.base.execute("COMMIT")


class Cached(LanguageModel):
    """A model that is asked the same once: by model, conversation and settings.

    Answers are kept as they come, so that a run that was killed asks again only what was under way. What failed is not
    kept. Answers from the cache spend nothing.
    """

    def __init__(self, model: LanguageModel, path: Path | None = None, offline: bool = False) -> None:
        """
        Args:
            model: who is asked.
            path: the SQLite file; ``answers.sqlite`` in guerdon's cache when not given.
            offline: whether what is not in the file is an error.
        """
        super().__init__(model.budget)
        self.model, self.offline = model, offline
        self.answers = Answers(path or cache_folder() / "answers.sqlite")

    @property
    def name(self) -> str:
        return self.model.name

    def pack(self, folder: Path) -> Mapping[str, Any]:
        from guerdon.saving import pack

        return {"model": pack(self.model, folder / "model")}

    @classmethod
    def unpack(cls, folder: Path, config: Mapping[str, Any]) -> "Cached":
        from guerdon.saving import unpack

        return cls(unpack(LanguageModel, config["model"], folder / "model"))

    def key(self, kind: str, messages: Sequence[Message], settings: Any) -> str:
        """What an answer is kept under."""
        asked = [kind, self.model.identity(), [[turn.role, turn.content] for turn in messages], settings]
        text = json.dumps(asked, sort_keys=True, ensure_ascii=False, default=str)
        return sha256(text.encode(errors="surrogatepass")).hexdigest()  # half a character is a text too

    def stream(self, requests: Sequence[Request], sampling: Sampling = GREEDY) -> Iterator[tuple[int, Reply]]:
        settings = asdict(sampling) | {"schema": sampling.schema and schema_of(sampling.schema)}
        keys = [self.key("generate", request.messages, settings) for request in requests]
        known = self.answers.find(keys)
        new: dict[str, int] = {}
        for row, key in enumerate(keys):
            if key in known:
                yield row, replied(known[key])
            else:
                new.setdefault(key, row)
        self.refuse_offline(len(new))
        same: dict[int, list[int]] = {new[key]: [] for key in new}
        for row, key in enumerate(keys):
            if key in new:
                same[new[key]].append(row)
        rows = list(new.values())
        if rows:
            for place, reply in self.model.stream([requests[row] for row in rows], sampling):
                if not reply.error:
                    self.answers.keep({keys[rows[place]]: asdict(reply)})
                for row in same[rows[place]]:
                    yield row, reply

    def likelihoods(self, continuations: Sequence[Continuation]) -> list[Likelihood]:
        keys = [self.key("likelihood", each.messages, [each.text, each.role]) for each in continuations]

        def fresh(rows: list[int]) -> list[Any]:
            said = self.model.likelihoods([continuations[row] for row in rows])
            return [(each.logprobs.tolist(), each.ends.tolist(), each.error) for each in said]

        found = self.remembered(keys, fresh, failed=lambda entry: entry[2] is not None)
        return [
            Likelihood(torch.tensor(p, dtype=torch.float32), torch.tensor(e, dtype=torch.long), w) for p, e, w in found
        ]

    def choice_logits(self, requests: Sequence[Request], options: Sequence[Sequence[str]]) -> Options:
        keys = [self.key("choice", request.messages, [list(option) for option in options]) for request in requests]

        def fresh(rows: list[int]) -> list[Any]:
            said = self.model.choice_logits([requests[row] for row in rows], options)
            return list(zip(said.logits.tolist(), said.errors, strict=True))

        found = self.remembered(keys, fresh, failed=lambda entry: entry[1] is not None)
        logits = torch.tensor([row for row, _ in found]).reshape(len(requests), len(options))
        return Options(logits, tuple(error for _, error in found))

    def remembered(
        self, keys: Sequence[str], fresh: Callable[[list[int]], list[Any]], failed: Callable[[Any], bool]
    ) -> list[Any]:
        """The entry of each key, those that are new computed and kept unless they failed."""
        known = self.answers.find(keys)
        first: dict[str, int] = {}
        for row, key in enumerate(keys):
            if key not in known:
                first.setdefault(key, row)
        self.refuse_offline(len(first))
        if first:
            made = dict(zip(first, fresh(list(first.values())), strict=True))
            self.answers.keep({key: entry for key, entry in made.items() if not failed(entry)})
            known |= made
        return [known[key] for key in keys]

    def refuse_offline(self, new: int) -> None:
        if new and self.offline:
            raise GuerdonError(
                f"{new:,} requests to {self.name} are not in {self.answers.path}, and offline nothing new is asked: "
                "leave out --offline (GUERDON_OFFLINE), or copy the cache of the run that asked them"
            )


def schema_of(schema: type) -> Any:
    """The JSON schema of a pydantic model."""
    from pydantic import TypeAdapter

    return TypeAdapter(schema).json_schema()


def replied(entry: Mapping[str, Any]) -> Reply:
    """A reply from its JSON."""
    choices = [
        Choice(one["text"], None if one["logprobs"] is None else tuple(one["logprobs"]), one["finished"])
        for one in entry["choices"]
    ]
    return Reply(tuple(choices), entry["prompt_tokens"], entry["completion_tokens"])
