"""The root of the errors that a person can put right."""


class GuerdonError(Exception):
    """What was wrong, where, and what to do, in one line; the command prints that line in place of a stack trace."""
