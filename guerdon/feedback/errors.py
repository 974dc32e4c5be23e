"""What can be wrong with feedback: one row, or the whole of it."""

from guerdon.errors import GuerdonError


class FeedbackError(GuerdonError, ValueError):
    """Feedback that cannot be read, split or written; the message says what, where (file and row), and what to do."""


class RowError(ValueError):
    """One row that breaks the format; whoever knows the file and the row makes a ``FeedbackError`` of it."""

    def __init__(self, problem: str, remedy: str = "Correct or remove this row.", row: int | None = None) -> None:
        """Args: problem: what is wrong, as a clause; remedy: what to do, as a sentence; row: where, counted from 1."""
        super().__init__(problem)
        self.problem = problem
        self.remedy = remedy
        self.row = row

    def at(self, source: str, row: int) -> FeedbackError:
        """The error as the reader of a source reports it; a row that the error itself knows goes first."""
        return FeedbackError(f"{source}, row {self.row or row:,}: {self.problem}. {self.remedy}")
