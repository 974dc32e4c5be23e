"""Rules for valid e-mail addresses, as regular expressions, and strings on which they differ."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from itertools import product

import numpy as np
from jaxtyping import Bool

SYMBOLS = ("", ".", "._", "._-", "._-+")
ENDINGS = (("com",), ("com", "org"), ("com", "org", "edu"), ())
"""What a name of a host may end in; anything of two letters or more where there is nothing."""


@dataclass(frozen=True)
class Format:
    """One rule: what an address may look like."""

    symbols: str = "._-"
    """What the part before the @ may hold beside letters and digits, not as its first."""
    endings: tuple[str, ...] = ()
    digit_first: bool = True
    """Whether it may begin with a digit."""
    capitals: bool = True
    numeric_host: bool = False
    """Whether the host may be four numbers."""
    subdomains: bool = True
    single: bool = True
    """Whether one letter before the @ is enough."""

    @property
    def pattern(self) -> str:
        """The regular expression."""
        letters = "a-zA-Z" if self.capitals else "a-z"
        first = f"[{letters}{'0-9' if self.digit_first else ''}]"
        rest = f"[{letters}0-9{re.escape(self.symbols)}]"
        ending = f"({'|'.join(self.endings)})" if self.endings else "[a-z]{2,}"
        below = r"(\.[a-z0-9]+)?" if self.subdomains else ""
        name = rf"[a-z0-9]+{below}\.{ending}"
        host = rf"({name}|\d{{1,3}}(\.\d{{1,3}}){{3}})" if self.numeric_host else name
        return f"{first}{rest}{{{0 if self.single else 1},19}}@{host}"

    def accepts(self, text: str) -> bool:
        return re.fullmatch(self.pattern, text) is not None


def formats() -> list[Format]:
    """Every rule."""
    flags = product((False, True), repeat=len(fields(Format)) - 2)
    return [Format(symbols, endings, *some) for some in flags for symbols in SYMBOLS for endings in ENDINGS]


def may_hold(symbol: str) -> Callable[[Format], bool]:
    return lambda rule: symbol in rule.symbols


def may_end(name: str) -> Callable[[Format], bool]:
    return lambda rule: not rule.endings or name in rule.endings


FEATURES: Mapping[str, Callable[[Format], bool]] = {
    **{f"May there be a {symbol!r} before the @?": may_hold(symbol) for symbol in "._-+"},
    **{f"May it end in .{name}?": may_end(name) for name in ("org", "edu")},
    "May it end in anything?": lambda rule: not rule.endings,
    "May it begin with a digit?": lambda rule: rule.digit_first,
    "May there be capital letters before the @?": lambda rule: rule.capitals,
    "May the host be four numbers?": lambda rule: rule.numeric_host,
    "May the host have a subdomain?": lambda rule: rule.subdomains,
    "Is one character before the @ enough?": lambda rule: rule.single,
}
"""Questions about rules, and their answers."""


def addresses(rng: np.random.Generator, n: int, odd: float = 0.25) -> list[str]:
    """Different strings, each of which has every oddity with the probability ``odd``, by itself."""
    found = iter(lambda: address(rng, odd), None)
    return list(distinct(found, n))


def distinct(texts: Iterator[str], n: int) -> dict[str, None]:
    seen: dict[str, None] = {}
    while len(seen) < n:
        seen[next(texts)] = None
    return seen


def address(rng: np.random.Generator, odd: float) -> str:
    """One string: an address, or nearly."""

    def has() -> bool:
        return bool(rng.random() < odd)

    name = "".join(rng.choice(list("abcdeklmnorst"), size=1 if has() else int(rng.integers(3, 6))))
    name = name.capitalize() if has() else name
    name = f"{rng.integers(1, 100)}{name}" if has() else name
    name += "".join(f"{symbol}{rng.choice(list('xyz'))}" for symbol in "._-+" if has())
    host = "".join(rng.choice(list("abcdeklmnorst"), size=4))
    host = f"{rng.choice(['eu', 'my', 'mail'])}.{host}" if has() else host
    ending = str(rng.choice(["org", "edu", "net", "io"])) if rng.random() < 2 * odd else "com"
    numbers = ".".join(map(str, rng.integers(1, 250, size=4)))
    return f"{name}{'' if rng.random() < odd / 8 else '@'}{numbers if has() else f'{host}.{ending}'}"


def table(rules: list[Format], texts: list[str]) -> Bool[np.ndarray, "rules texts"]:
    """Which rule accepts which string."""
    return np.array(
        [
            [compiled.fullmatch(text) is not None for text in texts]
            for compiled in map(re.compile, (rule.pattern for rule in rules))
        ]
    )
