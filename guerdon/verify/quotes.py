"""What instructions put into quotation marks or braces, and texts compared without their marks."""

import re

QUOTE = (
    r"(?:'(?:[^'\n]|(?<=\w)'(?=\w)|(?<=s)'(?= \w))+?'(?!\w)|\"[^\"\n]+\"|“[^”\n]+”|‘[^’\n]+’|`[^`\n]+`|\{[^{}\n]+\})"
)
QUOTED = rf"(?P<quoted>{QUOTE})"
QUOTES = rf"(?P<quotes>{QUOTE}(?:\s*(?:,\s*(?:and\s+|or\s+)?|and\s+|or\s+|&\s*){QUOTE})*)"
"""One, and several in a row."""
MARKS = re.compile(r"^[\s*_#>\"“'‘`\-•]+|\*\*|__")


def quoted(text: str) -> tuple[str, ...]:
    """What stands between the marks, without a comma that stands there too."""
    return tuple(found[1:-1].rstrip(",") for found in re.findall(QUOTE, text))


def plain(text: str) -> str:
    """In lower case, with straight apostrophes and without marks of bold type and what begins a line."""
    return MARKS.sub("", text.replace("’", "'").replace("‘", "'")).lower()
