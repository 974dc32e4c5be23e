"""Which category a row is of."""

from guerdon.feedback.content import answers
from guerdon.feedback.steps.base import Piece, Records, chunks

FIELDS = ("source", "annotator", "provenance")


def categories(records: Records, per: str) -> list[str]:
    """The category of each row; the empty text where it has none.

    Args: per: ``source``, ``annotator``, ``provenance``, or an entry of the meta of the first response.
    """
    return [category(row, per) for some in chunks(records) for row in some]


def category(row: Piece, per: str) -> str:
    found = getattr(row, per) if per in FIELDS else answers(row)[0].meta.get(per)
    return "" if found is None else str(found)
