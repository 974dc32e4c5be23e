"""HH-RLHF: whole dialogues, chosen and rejected, as transcripts."""

from collections.abc import Iterator

from guerdon.feedback.chat import SPEAKER, part, transcript
from guerdon.feedback.columns import comparison
from guerdon.feedback.fields import Row
from guerdon.feedback.formats.implicit import Implicit
from guerdon.types import Comparison


class HHRLHF(Implicit):
    r"""``chosen, rejected`` as ``\n\nHuman: ...\n\nAssistant: ...``: read as chat messages.

    Where the two dialogues part before the last turn, each response is the rest of its transcript from there.

    Source: Bai et al. 2022, "Training a Helpful and Harmless Assistant" (arXiv 2204.05862).
    """

    name = "hh-rlhf"

    @classmethod
    def recognises(cls, row: Row) -> bool:
        """Whether both answers of the first row are transcripts."""
        return super().recognises(row) and all(
            isinstance(row[column], str) and SPEAKER.match(row[column]) and "\n\nAssistant:" in row[column]
            for column in ("chosen", "rejected")
        )

    def rows(self, row: Row) -> Iterator[Comparison]:
        yield comparison(row, *part(transcript(row, "chosen"), transcript(row, "rejected")))
