"""How the checkers read an answer: its words, sentences, numbers and markdown."""

import re
from functools import lru_cache

TOKEN = re.compile(r"[a-z0-9]+(?:[.:,'-][a-z0-9]+)*")
NUMBER = re.compile(r"(?<![\w.])\d[\d,]*(?:\.\d+)?")
HEADING = re.compile(r"^[ \t]*#{1,6}[ \t]+.*$", re.MULTILINE)
BULLET = re.compile(r"^[ \t]*(?:[-*•]|\d+[.)])[ \t]+", re.MULTILINE)
BOLD = re.compile(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")
SENTENCE_END = re.compile(r"(?<=[.!?])[\"')]*\s+|\n+")
PIECE_END = re.compile(r"(?<=[.!?:]) +")
COURTESY = re.compile(
    # a polite word before the answer
    r"(sure|of course|certainly|absolutely|gladly|with pleasure|happy to|glad to|(good|great) question|"
    r"thank you for asking|thanks for (asking|the question)|hey there|hiya|yep|no problem|you got it|oh nice|okay, on it|ha)\b"
    r"[^.!?]*[.!?]?"
    # what announces the answer
    r"|(here|below|in answer|in response|to answer|to begin|having thought|okay|right|alright|so)\b"
    r".*\b(answer|asked|following|form|put it|came up|go with|my take|i've got)\b.*:"
    # an offer after it
    r"|(please |do )?(let me know|feel free|(i )?hope (this|that)|if you would like|if anything is|just (say|ask)|shout if|"
    r"give me a shout|ping me|holler|hit me up|cheers)\b[^.!?]*[.!?]?",
    re.IGNORECASE,
)
UNITS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen")  # fmt: skip
TENS = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SPELLED = {word: float(value) for value, word in enumerate(UNITS)} | {
    f"{ten}-{unit}" if value else ten: float(20 + 10 * place + value)
    for place, ten in enumerate(TENS)
    for value, unit in enumerate(UNITS[:10])
}


def tokens(text: str) -> list[str]:
    """The words and numbers of a text in lower case; ``7:30`` and ``o'clock`` are one token each."""
    return folded(text).split()


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """The tokens with one blank before, between and after them: what phrases are looked up in."""
    return " ".join(("", *TOKEN.findall(text.lower().replace("’", "'")), ""))


def mentions(text: str, phrase: str) -> bool:
    """Whether the words of the phrase stand in the text side by side, in any case and with any marks around them."""
    return folded(phrase) in folded(text)


def meets(text: str, need: str) -> bool:
    """Whether the text has every word of a need; ``short|small blue`` is met by a text with blue and short or small."""
    return all(any(mentions(text, word.replace("_", " ")) for word in group.split("|")) for group in need.split())


def numbers(text: str) -> list[float]:
    """The numbers of a text in order; spelled numbers up to 99 are read where there are no digits."""
    digits = [float(number.replace(",", "")) for number in NUMBER.findall(text)]
    return digits or [SPELLED[token] for token in tokens(text) if token in SPELLED]


def plain(text: str) -> str:
    """The text without marks of markdown; headings go, unless they are all there is."""
    rest = HEADING.sub("", text)
    marked = rest if rest.strip() else text.replace("#", "")
    return BOLD.sub(r"\2", BULLET.sub("", marked)).strip()


@lru_cache(maxsize=4096)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences, without marks of markdown; a line break ends one."""
    return tuple(part.strip() for part in SENTENCE_END.split(plain(text)) if part.strip(" \t-*"))


def bullets(text: str) -> int:
    """How many lines are points of a list."""
    return len(BULLET.findall(text))


def without_courtesies(text: str) -> str:
    """The text less what is only polite, such as ``Of course!``, ``Here is my answer:`` and ``Let me know if you ...``"""
    lines = ([piece for piece in PIECE_END.split(line) if not courtesy(piece)] for line in text.split("\n"))
    return "\n".join(" ".join(pieces) for pieces in lines).strip()


def courtesy(piece: str) -> bool:
    return COURTESY.fullmatch(plain(piece)) is not None


def markdown(text: str) -> int:
    """How many of the three marks of markdown a text has: bold, points of a list, headings."""
    return sum(mark.search(text) is not None for mark in (BOLD, BULLET, HEADING))
