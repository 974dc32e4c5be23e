import dataclasses
import json
import sys
import types
from importlib.machinery import ModuleSpec

import pytest
import torch

from guerdon.errors import GuerdonError
from guerdon.papers import Paper, cite
from guerdon.reward import Reward, Transform
from guerdon.types import Scores

ODIN = Paper("chen2024odin", "ODIN: Disentangled Reward", "Lichang Chen et al.", 2024, arxiv="2402.07319")
BT = Paper("bradley1952", "Rank Analysis", "Ralph Bradley and Milton Terry", 1952, venue="Biometrika")
RULE = Paper("rule2020", "A 100% rule & more", "A. Person", 2020, url="https://example.org/rule")


@dataclasses.dataclass(frozen=True)
class Constant(Reward):
    value: float

    def score(self, batch):
        return Scores(torch.full((len(batch),), self.value))


class CitedConstant(Constant):
    paper = RULE


class CitedTransform(Transform):
    """A transform of a user, which is no dataclass."""

    paper = BT

    def __call__(self, scores, batch):
        return scores


class CitedHead(torch.nn.Module):
    papers = (ODIN, BT)


class Model(Reward):
    """A reward whose parts are ordinary attributes, as a learned one's are."""

    def __init__(self):
        self.head = CitedHead()
        self.options = {"losses": [CitedTransform()]}
        self.itself = self

    def score(self, batch):
        return Scores(torch.zeros(len(batch)))


@pytest.fixture
def recipes(tmp_path, monkeypatch):
    """A package of recipes on disk in the place of guerdon's own."""
    (tmp_path / "a_long_way.py").write_text(
        "from guerdon.papers import Paper\npaper = Paper('singhal2023', 'A Long Way to Go', 'Singhal et al.', 2023)\n"
    )
    (tmp_path / "broken_recipe.py").write_text("import no_such_library\n")
    package = types.ModuleType("guerdon.recipes")
    package.__path__ = [str(tmp_path)]
    package.__spec__ = ModuleSpec("guerdon.recipes", None, is_package=True)
    monkeypatch.setitem(sys.modules, "guerdon.recipes", package)
    yield
    for name in ("a_long_way", "broken_recipe"):
        sys.modules.pop(f"guerdon.recipes.{name}", None)


def test_the_bibtex_of_a_preprint():
    assert ODIN.bibtex == (
        "@misc{chen2024odin,\n"
        "  title = {{ODIN: Disentangled Reward}},\n"
        "  author = {Lichang Chen and others},\n"
        "  year = {2024},\n"
        "  eprint = {2402.07319},\n"
        "  archivePrefix = {arXiv},\n"
        "  url = {https://arxiv.org/abs/2402.07319}\n"
        "}"
    )


def test_the_bibtex_of_an_article_has_its_journal_and_no_empty_fields():
    assert "@article{bradley1952," in BT.bibtex
    assert "journal = {Biometrika}" in BT.bibtex
    assert "url" not in BT.bibtex
    assert "None" not in BT.bibtex


def test_what_latex_would_read_as_a_command_is_escaped_once():
    assert r"{A 100\% rule \& more}" in RULE.bibtex
    assert r"{{R\&D}}" in dataclasses.replace(RULE, title=r"R\&D").bibtex


def test_an_own_address_wins_over_arxiv():
    assert ODIN.url == "https://arxiv.org/abs/2402.07319"
    assert Paper("k", "t", "a", 2024, arxiv="2402.07319", url="https://a.org").url == "https://a.org"


@pytest.mark.parametrize("key", ["", "two words", "a,b", "{a}"])
def test_a_key_that_would_break_the_file_is_refused(key):
    with pytest.raises(ValueError, match="key of a paper"):
        Paper(key, "title", "authors", 2024)


def test_a_reward_cites_its_parts_once_and_in_order():
    reward = 2 * (CitedConstant(1.0) + Constant(2.0)) >> CitedTransform()
    assert cite(reward + CitedConstant(3.0)) == [RULE, BT]
    assert cite((Constant(0.0) >> CitedTransform()) + CitedConstant(1.0)) == [BT, RULE]


def test_attributes_containers_and_cycles_are_walked():
    assert cite(Model()) == [ODIN, BT]


def test_a_class_cites_and_a_thing_without_papers_cites_none():
    assert cite(CitedHead) == [ODIN, BT]
    assert cite(Constant(1.0)) == []


def test_a_recipe_cites_its_paper(recipes):
    assert [paper.key for paper in cite("a-long-way")] == ["singhal2023"]


def test_an_unknown_recipe_names_the_closest(recipes):
    with pytest.raises(
        GuerdonError, match=r"no system is called 'a-lonng-way': did you mean a-long-way\? .*nor is it the fold"
    ):
        cite("a-lonng-way")


def test_an_unknown_recipe_close_to_none_says_where_to_look(recipes):
    with pytest.raises(GuerdonError, match="guerdon systems"):
        cite("zzzz")


def test_a_recipe_that_cannot_be_imported_is_not_called_unknown(recipes):
    with pytest.raises(ModuleNotFoundError, match="no_such_library"):
        cite("broken-recipe")


def test_a_saved_reward_cites_what_its_manifest_names(tmp_path):
    rows = [dataclasses.asdict(paper) for paper in (ODIN, BT, RULE)]
    (tmp_path / "guerdon.json").write_text(json.dumps({"papers": rows}))
    assert cite(tmp_path) == cite(str(tmp_path)) == [ODIN, BT, RULE]


@pytest.mark.parametrize("text", ["{", "[]", '{"papers": [{"key": "k"}]}', '{"papers": [3]}', '{"papers": 3}'])
def test_a_broken_manifest_is_one_error_with_its_path(tmp_path, text):
    (tmp_path / "guerdon.json").write_text(text)
    with pytest.raises(GuerdonError, match=r"guerdon\.json: no valid list of papers"):
        cite(tmp_path)


def test_a_folder_without_a_manifest_is_no_saved_reward(tmp_path):
    with pytest.raises(GuerdonError, match="folder of a saved reward"):
        cite(tmp_path)
