"""LaTeX, Unicode and words of an answer as plain signs, by a table of replacements in their order."""

import re

BRACED = r"\{((?:[^{}]|\{[^{}]*\})*)\}"
"""A group in braces, which may hold groups."""
TENS = ("thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty",
)  # fmt: skip
WORDS = {word: str(value) for value, word in enumerate(SMALL)}
WORDS |= {word: str(10 * value) for value, word in enumerate(TENS, 3)}
REPLACED: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), by)
    for pattern, by in (
        (r"\\(?:left|right|bigg?[lr]?|Bigg?[lr]?|displaystyle|limits)(?![a-zA-Z])|\\[!]|\{,\}", ""),
        (r"\\(?:,|;|:|quad|qquad|\s|~)|~|\u00a0|\u2009|\u202f", " "),
        (r"\\(?:text|mathrm|mbox|textbf|textit|mathbf|mathit|operatorname|rm|mathbb)\s*" + BRACED, r" \1 "),
        (r"\\(?:boxed|fbox)\s*" + BRACED, r"\1"),
        (r"\\[dtc]frac", r"\\frac"),
        (r"\\frac\s*([0-9a-zA-Z])", r"\\frac{\1}"),
        (r"(\\frac\s*" + BRACED + r")\s*([0-9a-zA-Z])", r"\1{\3}"),
        (r"\\sqrt\s*([0-9a-zA-Z])", r"\\sqrt{\1}"),
        (r"\\\{", "⦃"),
        (r"\\\}", "⦄"),
        (r"\\(?:cdot|times|ast)(?![a-zA-Z])|[×·∙⋅∗]", "*"),
        (r"\\div(?![a-zA-Z])|÷", "/"),
        (r"\\pm(?![a-zA-Z])", "±"),
        (r"\\(?:leq?|leqslant)(?![a-zA-Z])|≤|⩽", "<="),
        (r"\\(?:geq?|geqslant)(?![a-zA-Z])|≥|⩾", ">="),
        (r"\\lt(?![a-zA-Z])", "<"),
        (r"\\gt(?![a-zA-Z])", ">"),
        (r"\\infty(?![a-zA-Z])|∞|\boo\b", " infinity "),
        (r"\\cup(?![a-zA-Z])", "∪"),
        (r"\\in(?![a-zA-Z])", "∈"),
        (r"\^\s*\{?\s*\\circ\s*\}?|°|\\degree(?![a-zA-Z])", " degrees "),
        (r"π", " pi "),
        (r"√", "sqrt"),
        (r"\\%|\bpercent\b|\bper cent\b", "%"),
        (r"\\\$|\$(?=\s*-?[\d.])|[£€¥]", ""),
        (r"\\[()\[\]]|\$", " "),
        (r"[−–—‐]", "-"),
        (r"²", "^2"),
        (r"³", "^3"),
        (r"½", " 1/2"),
        (r"¼", " 1/4"),
        (r"¾", " 3/4"),
        (r"(?<![\d.,/^])(\d+)\s*\\frac\s*\{(\d+)\}\s*\{(\d+)\}", r"(\1+\2/\3)"),
        (r"(?<![\d.,/^])(\d+)\s+(?:and\s+)?(\d+)\s*/\s*(\d+)", r"(\1+\2/\3)"),
        (r"(?<=\d)\s*x\s*(?=10\s*\^)", "*"),
        (r"(?i)\b(?:minus|negative)\s+(?=[\d.])", "-"),
        (r"(?<=\d)_\s*\{\s*(\w+)\s*\}", r"_\1"),
        (r"\s+", " "),
    )
)
THOUSANDS = re.compile(r"(?<![\d.,])\d{1,3}(?:,\d{3})+(?![\d,])|(?<![\d.,])\d{1,3}(?: \d{3})+(?! ?\d)")
"""Digits in groups of three, which commas or spaces part."""
REPEATING = re.compile(r"(\d*)\.(\d*)\\overline\s*(?:\{(\d+)\}|(\d))")
AROUND = " \t\n*`\"'“”‘’"


def plain(text: str) -> str:
    """The answer without what only sets it."""
    text = text.strip(AROUND).rstrip(".,;:").strip(AROUND)
    if text.isascii() and text.isalnum():
        return WORDS.get(text.lower(), text)
    text = REPEATING.sub(repeated, text)
    for pattern, by in REPLACED:
        text = pattern.sub(by, text)
    return text.strip().rstrip(".,;:").strip()


def repeated(match: re.Match[str]) -> str:
    """A decimal fraction whose digits under the bar go on for ever, as the ratio that it is."""
    begins, period = match[1] + match[2], match[3] or match[4]
    nines = 10 ** len(period) - 1
    return f"({int(begins or 0) * nines + int(period)}/{10 ** len(match[2]) * nines})"


def ungrouped(text: str) -> str:
    """Numbers without what parts their digits in groups of three."""
    return THOUSANDS.sub(lambda match: re.sub("[, ]", "", match[0]), text)
