"""What a thing rests on: the papers behind rewards, parts and recipes.

A part cites by a class attribute, and a recipe by a module attribute, ``paper = Paper(...)``, or ``papers`` for several:

>>> for paper in guerdon.cite(reward):
...     print(paper.bibtex)
"""

import dataclasses
import difflib
import json
import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from guerdon.errors import GuerdonError
from guerdon.saving import DESCRIPTION

RECIPES = "guerdon.recipes"


@dataclasses.dataclass(frozen=True)
class Paper:
    """One publication, as a reference list needs it."""

    key: str
    """The BibTeX key, such as ``chen2024odin``."""
    title: str
    authors: str
    """Joined by ``and``, as BibTeX wants them, or the first with ``et al.``"""
    year: int
    arxiv: str | None = None
    """The arXiv number, such as ``2402.07319``."""
    url: str | None = None
    """Where to read it; the arXiv page when not given."""
    venue: str | None = None

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[\w:.+/-]+", self.key):
            raise ValueError(f"the key of a paper is {self.key!r}, expected letters, digits and -_:.+/ alone")
        if self.arxiv and not self.url:
            object.__setattr__(self, "url", f"https://arxiv.org/abs/{self.arxiv}")

    @property
    def bibtex(self) -> str:
        """The entry for a BibTeX file: an article where the venue is known, else a preprint."""
        preprint = {"eprint": self.arxiv, "archivePrefix": self.arxiv and "arXiv", "url": self.url}
        values = {
            "title": f"{{{escaped(self.title)}}}",
            "author": escaped(self.authors.replace(" et al.", " and others")),
            "year": str(self.year),
            "journal": self.venue and escaped(self.venue),
        } | preprint
        fields = ",\n".join(f"  {name} = {{{value}}}" for name, value in values.items() if value)
        return f"@{'article' if self.venue else 'misc'}{{{self.key},\n{fields}\n}}"


def cite(thing: Any) -> list[Paper]:
    """The papers that a thing rests on, each once, in the order in which its parts are met.

    Args:
        thing: the slug of a recipe (``"length-correlations"``), the folder of a saved reward, or an object: a reward,
            a part, or anything made from them.

    Raises:
        GuerdonError: a text that is no recipe and no folder of a saved reward, or a folder whose file is not valid.
    """
    if isinstance(thing, str | Path) and (Path(thing) / DESCRIPTION).is_file():
        return saved_papers(Path(thing) / DESCRIPTION)
    if isinstance(thing, str | Path):
        try:
            return own_papers(recipe(str(thing)))
        except GuerdonError as error:
            raise GuerdonError(f"{error}; nor is it the folder of a saved reward, which has a {DESCRIPTION}") from error
    return list(dict.fromkeys(paper for part in walk(thing, {}) for paper in own_papers(part)))


def recipe(slug: str) -> Any:
    """The module of a recipe.

    Raises:
        GuerdonError: there is none of that name; names the closest.
    """
    package = import_module(RECIPES).__path__ if find_spec(RECIPES) else []
    slugs = [module.name.replace("_", "-") for module in pkgutil.iter_modules(package)]
    if slug in slugs:
        return import_module(f"{RECIPES}.{slug.replace('-', '_')}")
    close = difflib.get_close_matches(slug, slugs)
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    raise GuerdonError(f"no system is called {slug!r}: {hint}guerdon systems lists them all")


def saved_papers(manifest: Path) -> list[Paper]:
    """The papers that a saved reward names."""
    try:
        rows = json.loads(manifest.read_text(encoding="utf-8")).get("papers", [])
        return [Paper(**row) for row in rows]
    except (AttributeError, TypeError, ValueError) as error:
        raise GuerdonError(f"{manifest}: no valid list of papers ({error}); save the reward again") from error


def own_papers(thing: Any) -> list[Paper]:
    """What the thing itself cites, without its parts."""
    several = getattr(thing, "papers", ())
    papers = [getattr(thing, "paper", None), *(several if isinstance(several, list | tuple) else ())]
    return [paper for paper in papers if isinstance(paper, Paper)]


def walk(thing: Any, met: dict[int, Any]) -> Iterator[Any]:
    """A thing and all that it is made of, depth first; ``met`` holds what was seen, so that cycles end."""
    if id(thing) in met:
        return
    met[id(thing)] = thing
    yield thing
    for part in members(thing):
        yield from walk(part, met)


def members(thing: Any) -> list[Any]:
    """What a thing is made of; objects of other libraries are not opened, for they cite nothing."""
    if isinstance(thing, Mapping | list | tuple):
        held = thing.values() if isinstance(thing, Mapping) else thing
        return [one for one in held if not isinstance(one, str | int | float)]  # a table of numbers may be long
    ours = dataclasses.is_dataclass(thing) or any(
        base.__module__.startswith("guerdon.") for base in type(thing).__mro__
    )
    if not ours or isinstance(thing, type):
        return []
    fields = (
        [getattr(thing, field.name) for field in dataclasses.fields(thing)] if dataclasses.is_dataclass(thing) else []
    )
    return [*fields, *getattr(thing, "__dict__", {}).values(), *getattr(thing, "operands", ())]


def escaped(text: str) -> str:
    """The text with the characters that LaTeX would read as commands made plain."""
    return re.sub(r"(?<!\\)([&%$#_])", r"\\\1", text)
