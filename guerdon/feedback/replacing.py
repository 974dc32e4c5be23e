"""Files that appear whole or not at all, and say what to do when they cannot."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from guerdon.feedback.errors import FeedbackError
from guerdon.saving import replacing_file


@contextmanager
def replacing(path: Path, remedy: str = "Free some space there, or choose another folder.") -> Iterator[Path]:
    """A temporary place beside a file that becomes the file when all went well, and vanishes when not.

    Args:
        path: the file; its folder is made where it is missing.
        remedy: what a person can do when it cannot be written, as a sentence.

    Raises:
        FeedbackError: the disk is full, or the folder cannot be written.
    """
    try:
        with replacing_file(path) as draft:
            yield draft
    except OSError as error:
        cause = (error.strerror or str(error)).lower()
        raise FeedbackError(f"{path.parent}: cannot be written ({cause}). {remedy}") from error
