"""What a tool is."""

from abc import ABC, abstractmethod
from typing import ClassVar

from guerdon.errors import GuerdonError
from guerdon.saving import Storable


class ToolError(GuerdonError):
    """A tool that could not answer: what was wrong with the input, and what it takes."""


class Tool(Storable, ABC):
    """Answers a question in text by computing, always the same for the same input."""

    name: ClassVar[str]
    """What a trace calls it."""
    description: ClassVar[str]
    """What it is for and what it takes, in a line that a language model is shown."""

    @abstractmethod
    def __call__(self, text: str) -> str:
        """The observation. Raises a ToolError where the input is not what the tool takes."""
