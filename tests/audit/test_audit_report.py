"""The report card: its verdict, its JSON, its page."""

import io
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest
from rich.console import Console

from guerdon.audit import ReportCard, Unmeasured, report_card
from guerdon.audit.drawing import picture
from guerdon.audit.page import number, plain, shortened
from guerdon.audit.verdict import verdict
from guerdon.records import Comparisons
from guerdon.surface import length
from guerdon.types import Comparison, Example

HOSTILE = '<script>alert("x")</script> & <b>bold</b> $\\frac{1}{$ 你好'


@pytest.fixture(scope="module")
def rows() -> Comparisons:
    """Ninety pairs from three sources, whose texts and names would break a page that does not escape."""
    rng = np.random.default_rng(0)

    def pair(number: int) -> Comparison:
        texts = (f"{HOSTILE} {number} {side} " + "word " * int(rng.integers(1, 30)) for side in "pq")
        return Comparison(
            *(Example(f"prompt {number} {HOSTILE}", text) for text in texts), source=f"{HOSTILE} {number % 3}"
        )

    return Comparisons.of(pair(number) for number in range(90))


@pytest.fixture(scope="module")
def card(rule, rows) -> ReportCard:
    """The report of a reward that likes length and nothing else."""
    extra = {"note": HOSTILE, "dropped": {"empty": 3}, "seconds": 1234.5}
    return report_card(rule(length), rows, title=HOSTILE, extra=extra)


def test_json_has_the_promised_keys_and_is_valid(card):
    found = card.to_json()
    assert {"accuracy", "accuracy_interval", "ece", "length_only_accuracy", "n", "failed"} <= found.keys()
    again = json.loads(json.dumps(found, allow_nan=False))
    low, high = again["accuracy_interval"]
    assert low <= again["accuracy"] <= high
    assert again["accuracy"] == again["length_only_accuracy"] == again["estimates"]["accuracy"]["value"]
    assert again["n"] == 90


def test_the_page_needs_nothing_else_and_escapes_what_it_shows(card, tmp_path: Path):
    page = card.to_html(tmp_path / "deep" / "report.html").read_text(encoding="utf-8")
    assert "<script" not in page
    assert "&lt;script&gt;" in page
    assert not re.search(r"https?:", page)
    assert not re.search(r"\b(src|@import|url)\s*[=(]\s*[\"']?(?!#)", page.replace("url(#", ""))
    assert "prefers-color-scheme: dark" in page
    assert "empty 3" in page
    assert list((tmp_path / "deep").iterdir()) == [tmp_path / "deep" / "report.html"]


def test_every_tag_closes_and_every_identifier_is_unique(card, tmp_path: Path):
    class Checker(HTMLParser):
        def __init__(self) -> None:
            super().__init__()
            self.open: list[str] = []
            self.identifiers: list[str] = []

        def handle_starttag(self, tag, attrs):
            self.identifiers += [value for name, value in attrs if name == "id"]
            if tag not in ("meta", "br", "link"):
                self.open.append(tag)

        def handle_startendtag(self, tag, attrs):
            self.identifiers += [value for name, value in attrs if name == "id"]

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    checker = Checker()
    checker.feed(card.to_html(tmp_path / "report.html").read_text())
    assert checker.open == []
    assert len(checker.identifiers) > 20
    assert len(checker.identifiers) == len(set(checker.identifiers))


def test_the_same_report_has_the_same_bytes(card, rule, rows, tmp_path: Path):
    again = report_card(rule(length), rows, title=HOSTILE, extra=card.extra)
    pages = [each.to_html(tmp_path / name).read_bytes() for each, name in ((card, "one.html"), (again, "two.html"))]
    assert pages[0] == pages[1]


def test_a_constant_reward_is_at_chance_and_its_report_says_it_cannot_tell(rule, rows, tmp_path: Path):
    card = report_card(rule(lambda text: 1.0), rows)
    found = card.to_json()
    assert found["accuracy"] == 0.5
    assert found["ece"] is None
    assert card.verdict.startswith("Do not trust it to tell better answers from worse")
    page = card.to_html(tmp_path / "report.html").read_text()
    assert "cannot tell" in page
    assert "Not measured: the reward gives both answers of every comparison the same score." in page
    assert "calibration" in found["not_measured"]


def test_an_oracle_is_trusted(rule, rows):
    better = {row.chosen.response for row in rows}
    card = report_card(rule(lambda text: 3.0 * (text in better)), rows)
    assert card.to_json()["accuracy"] == 1
    assert card.verdict.startswith("Trust it to tell better answers from worse (100.0% right")
    assert card.mistakes == ()


def test_failures_are_counted_with_their_cause(lookup, rows, tmp_path: Path):
    table = {each.response: float(length(each.response)) for row in rows for each in (row.chosen, row.rejected)}
    del table[rows[0].chosen.response]
    card = report_card(lookup(table), rows)
    assert (card.failed, card.comparisons) == (1, 89)
    assert "1 more could not be scored: not in the table (1)" in card.to_html(tmp_path / "report.html").read_text()
    assert card.to_json()["failed"] == 1


def test_a_terminal_shows_the_headline_beside_its_rules_and_what_was_not_measured(card):
    file = io.StringIO()
    card.print(Console(file=file, width=200))
    said = file.getvalue()
    assert re.search(r"accuracy 0\.\d{3} ± 0\.\d{3}   length rule 0\.\d{3}   surface rule 0\.\d{3}", said)
    assert "not measured: Has it seen these before? Because the training data were not given (--train)." in said
    assert card.verdict in " ".join(said.split())


def test_the_surest_mistakes_come_first_and_once_for_each_prompt(lookup, compare):
    table = {"a": 0.0, "b": 3.0, "c": 1.0, "d": 2.0}
    rows = compare(("p", "a", "b"), ("p", "a", "d"), ("q", "a", "c"), ("r", "b", "a"), ("s", "c", "a", 0.0))
    mistakes = report_card(lookup(table), rows).mistakes
    assert [(each.prompt, each.better, each.favoured) for each in mistakes] == [
        ("p", "a", "b"),
        ("q", "a", "c"),
        ("s", "a", "c"),
    ]
    assert mistakes[0].confidence == pytest.approx(1 / (1 + np.exp(-3)))


def test_an_interval_without_bounds_is_null_in_json_and_drawn_nonetheless(lookup, compare, tmp_path: Path):
    card = report_card(lookup({"a": 1.0, "b": 0.0}), compare(("p", "a", "b"), ("p", "b", "a"), ("p", "a", "b")))
    assert json.dumps(card.to_json(), allow_nan=False)
    assert card.to_json()["accuracy_interval"] == [None, None]
    assert "unbounded" in card.to_html(tmp_path / "report.html").read_text()


def test_a_verdict_names_what_is_unknown():
    assert verdict([], [Unmeasured("no data", "its use"), Unmeasured("nobody asked")]) == (
        "Nothing was found that speaks for it or against it; unknown: its use."
    )


def test_pictures_take_their_colours_from_the_page():
    drawn = picture(lambda axes: axes.plot([0, 1], [0, 1], color="#0b6bcb"), (3, 2), "line")
    assert drawn.startswith("<svg")
    assert "stroke: var(--accent)" in drawn
    assert "#0b6bcb" not in drawn


def test_texts_are_cut_with_a_count_and_numbers_written_as_their_size_deserves():
    assert shortened("x" * 700) == "x" * 700
    assert shortened("x" * 1934).endswith("x … (1,234 more characters)")
    assert [number(value) for value in (0.66449, 12.345, 1234.5, float("inf"), float("nan"))] == [
        "0.664",
        "12.3",
        "1,234",
        "unbounded",
        "none",
    ]
    assert (
        plain({"same": 9, "none": [], "share": 0.123456, "cached": True})
        == "same 9, none none, share 0.1235, cached yes"
    )
