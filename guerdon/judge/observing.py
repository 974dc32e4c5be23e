"""Asking tools: each the same once, what they say kept on disk, what they cannot say told."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from guerdon.llm.cached import Answers
from guerdon.verify.tools import Tool, ToolError


class Observations:
    """What tools have answered, by tool, its settings and the input; in memory, and in an SQLite file where one is named.

    What failed is not kept on disk: a sandbox that was lost may be there the next time.
    """

    def __init__(self, path: Path | None = None) -> None:
        """Args: path: the file, which processes may share."""
        self.answers = Answers(path) if path else None
        self.known: dict[str, tuple[str, bool]] = {}

    def of(self, tool: Tool, asked: str) -> tuple[str, bool]:
        """What a tool says, or why it cannot, and whether it failed."""
        key = sha256(
            json.dumps([tool.name, repr(tool), asked], ensure_ascii=False).encode(errors="surrogatepass")
        ).hexdigest()
        if key not in self.known:
            kept = self.answers.find([key]) if self.answers else {}
            self.known[key] = (kept[key], False) if key in kept else self.fresh(tool, asked, key)
        return self.known[key]

    def fresh(self, tool: Tool, asked: str, key: str) -> tuple[str, bool]:
        try:
            said = tool(asked)
        except ToolError as error:
            return str(error), True
        except Exception as error:  # whatever a tool of somebody's own raises is no more than a call without an answer
            return f"{type(error).__name__}: {error}", True
        if self.answers:
            self.answers.keep({key: said})
        return said, False


@dataclass(frozen=True)
class Replayed(Tool):
    """A tool of which only what it once answered is at hand: a search, a weather station."""

    name: str  # type: ignore[misc]  # of the class elsewhere, here of each recording
    description: str  # type: ignore[misc]
    answers: Mapping[str, str] = field(repr=False)
    """By input."""

    def __call__(self, text: str) -> str:
        if text not in self.answers:
            raise ToolError(f"nothing is recorded of {self.name} for {text[:60]!r}")
        return self.answers[text]
