"""Prompts as files: found, versioned, replaced, and clear about what they lack."""

from pathlib import Path

import pytest

from guerdon.errors import GuerdonError
from guerdon.llm import Template, template, templates

TEXT = """{# grade v1: how good a response is #}
{% block system %}You judge.{% endblock %}
{% block user %}
Question: {{ prompt }}
{% if criterion is defined %}By {{ criterion }}.{% endif %}

Answer: {{ response }}
{% endblock %}
"""


def test_blocks_are_messages_and_places_are_filled() -> None:
    made = Template("grade", "1", TEXT)
    system, user = made.messages(prompt="why?", response="{{ prompt }} <b>", unused=1)
    assert (system.role, system.content) == ("system", "You judge.")
    assert user.content == "Question: why?\n\nAnswer: {{ prompt }} <b>"  # what is filled in is not read as a template
    assert "By wit." in made.messages(prompt="", response="", criterion="wit")[1].content
    assert made.purpose == "grade v1: how good a response is"
    assert made.places == {"prompt", "response", "criterion"}


def test_a_missing_place_names_template_and_place() -> None:
    with pytest.raises(GuerdonError, match=r"grade\.v1 reads .*'response' is undefined"):
        Template("grade", "1", TEXT).messages(prompt="why?")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("no blocks", "has no block"),
        ("{% block narrator %}x{% endblock %}", "block 'narrator'"),
        ("{% block user %}{{ x", "line 1"),
        ("{% block user %}{{ ''.__class__.__mro__ }}{% endblock %}", "unsafe|cannot|undefined"),
        ("{% block user %}{{ 1 + 'a' }}{% endblock %}", "cannot be filled in"),
        ("{% block user %}{{ 1 / 0 }}{% endblock %}", "cannot be filled in"),
        ("{% block user %}{% for i in range(10**9) %}x{% endfor %}{% endblock %}", "cannot be filled in"),
    ],
)
def test_what_is_no_template_says_so(text: str, why: str) -> None:
    with pytest.raises(GuerdonError, match=why):
        Template("mine", "1", text).messages()


def test_the_latest_version_unless_one_is_named_and_files_of_ones_own(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import guerdon

    folder = tmp_path / "room" / "prompts"
    folder.mkdir(parents=True)
    for version in (2, 10):
        (folder / f"grade.v{version}.jinja").write_text(f"{{% block user %}}{version}{{% endblock %}}")
    monkeypatch.setattr(guerdon, "__file__", str(tmp_path / "__init__.py"))
    assert list(templates()) == ["grade.v10", "grade.v2"]
    assert str(template("grade")) == "grade.v10"
    assert template("grade.v2").messages()[0].content == "2"
    with pytest.raises(GuerdonError, match=r"'grad' is no prompt: grade\.v"):
        template("grad")
    own = tmp_path / "own.jinja"
    own.write_text("{% block user %}mine{% endblock %}")
    assert str(template(own)).startswith("own@")
    assert template(str(own)).messages()[0].content == "mine"
    with pytest.raises(GuerdonError, match="no such file"):
        template(tmp_path / "other.jinja")


def test_every_prompt_of_the_package_says_what_it_is_for() -> None:
    for name, file in templates().items():
        made = template(name)
        assert made.purpose.startswith(made.name), file
        assert made.compiled.blocks


def test_a_file_that_is_no_text_says_so(tmp_path: Path) -> None:
    (tmp_path / "binary.jinja").write_bytes(b"\xff\xfe")
    (tmp_path / "folder.jinja").mkdir()
    for name in ("binary.jinja", "folder.jinja"):
        with pytest.raises(GuerdonError, match=f"{name} cannot be read as text"):
            template(tmp_path / name)
