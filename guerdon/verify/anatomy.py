"""The units that instructions speak of, as they are found in a response: paragraphs, sentences, points, sections."""

import re

CODE = re.compile(r"^[ \t]*```([\w+#-]*)[^\n]*\n(.*?)(?:^[ \t]*```|\Z)", re.MULTILINE | re.DOTALL)
DIVIDER = re.compile(r"^[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$", re.MULTILINE)
BULLET = re.compile(r"^[ \t]*(?:[-*+•–][ \t]+|\*\*[-•])(?=\S)", re.MULTILINE)
NUMBERED = re.compile(r"^[ \t]*(?:\*\*|#+[ \t]*)?[\[(]?\d{1,3}[\]).:]+(?=\*{0,2}[ \t]|\*\*)", re.MULTILINE)
HEADING = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+\S.*|\*\*[^*\n]+\*\*:?|\*\*[^*\n]+:\*\*.*|(?:\*\*)?S(?:ection|ECTION)[ \t]*+(?:\d++[ \t]*+)?[:.-].*"
    r"|(?:<<|\[\[|\{\{|\[|\{)[^\n]+(?:>>|\]\]|\}\}|\]|\}):?|[A-Z][A-Z0-9 ,'&-]{3,}+:?)[ \t]*+$",
    re.MULTILINE,
)
ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Prof|St|vs|etc|e\.g|i\.e|Inc|Ltd|Jr|Sr|No|approx|U\.S|[A-HJ-Z])\.$")
LONGEST = 10
"""Characters of the longest abbreviation and what stands before it."""
END = re.compile(r"(?<![.!?…])[.!?…]++[\"'”’)\]*_]*+(?=\s|$)|[。！？]+")


def unfenced(text: str) -> str:
    """The text without a fence around the whole of it."""
    match = CODE.fullmatch(text.strip())
    return match[2] if match else text


def tagged(text: str, tag: str) -> str | None:
    """What the last <tag>...</tag> holds; None where there is none."""
    end = text.lower().rfind(f"</{tag}>")
    start = text.lower().rfind(f"<{tag}>", 0, max(end, 0))
    return text[start + len(tag) + 2 : end].strip() if 0 <= start < end else None


def prose(text: str) -> str:
    """The text without code blocks."""
    return CODE.sub("", text)


def sentences(text: str) -> list[str]:
    """The sentences of a text. A heading, the number of a point and a table are none; a line that ends without a stop is."""
    found = []
    for line in DIVIDER.sub("", prose(text)).splitlines():
        if not HEADING.fullmatch(line) and not line.lstrip().startswith("|"):
            found += cut(BULLET.sub("", NUMBERED.sub("", line)).strip(" \t*_>"))
    return found


def cut(line: str) -> list[str]:
    pieces, start = [], 0
    for match in END.finditer(line):
        piece = line[start : match.end()].strip()
        if not ABBREVIATION.search(piece[-LONGEST:]):
            pieces.append(piece)
            start = match.end()
    rest = line[start:].strip()
    return [piece for piece in (*pieces, rest) if re.search(r"\w", piece)]


def paragraphs(text: str) -> list[str]:
    """Blocks between empty lines or dividers, without those that are a heading alone."""
    blocks = re.split(r"\n[ \t]*\n", DIVIDER.sub("\n\n", text))
    return [block.strip() for block in blocks if block.strip() and not is_heading(block.strip())]


def divided(text: str) -> list[str]:
    """The pieces between dividers."""
    return [piece.strip() for piece in DIVIDER.split(text) if piece and piece.strip()]


def is_heading(block: str) -> bool:
    return "\n" not in block and HEADING.fullmatch(block) is not None


def lines(text: str) -> list[str]:
    """Lines that are not empty."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def bullets(text: str) -> list[str]:
    """The points of bulleted lists."""
    return points(text, BULLET)


def numbered(text: str) -> list[str]:
    """The points of numbered lists."""
    return points(text, NUMBERED)


def points(text: str, mark: re.Pattern[str]) -> list[str]:
    text = DIVIDER.sub("", prose(text))
    return [text[match.end() :].split("\n", 1)[0].strip() for match in mark.finditer(text)]


def headings(text: str) -> list[str]:
    """Lines that head a section: of markdown, bold, numbered "Section 1:", in brackets, or in capitals."""
    found = [line.strip() for line in DIVIDER.sub("", prose(text)).splitlines()]
    return [line for line in found if HEADING.fullmatch(line)]
