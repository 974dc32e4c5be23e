"""Each check by an instruction that states it, a response that keeps it and one that does not; and the pairs of IFBench."""

from hashlib import sha256

import pytest

from guerdon.feedback import load
from guerdon.types import Example
from guerdon.verify import Constraints, stated
from guerdon.verify.check import kinds

TWO = "One. Two three!\n\nFour five six?"
CASES = [
    ("WordCount", "Answer in at most 3 words.", "one two three", "one two three four"),
    ("WordCount", "Use between 2 and 3 words.", "one two", "one"),
    ("SentenceCount", "Your response should contain exactly 3 sentences.", TWO, "One. Two."),
    ("SentenceCount", "Limit your reply to 2 sentences.", "It is Mr. Smith, i.e. me. Yes.", TWO),
    ("ParagraphCount", "Write two paragraphs.", "# Title\n\na b.\n\nc d.", "a b.\nc d."),
    ("DividedParagraphs", "There should be 2 paragraphs separated with the markdown divider: ***", "a\n\nb\n\n***\n\nc", "a\n\nb"),
    ("ParagraphDivider", "Part them by the markdown divider: * * *.", "a\n\n* * *\n\nb", "a\n\nb"),
    ("SentencesEach", "Each paragraph should contain exactly 2 sentences.", "A b. C d.\n\nSo. Do I.", "A b. C d.\n\nSo do I."),
    ("LineCount", "Write a poem with exactly 2 lines.", "a\n\nb", "a\nb\nc"),
    ("CodeLineCount", "Use no more than 2 lines of code.", "```python\na\n\nb\n```", "```\na\nb\nc\n```"),
    ("BulletCount", "Use exactly 2 bullet points.", "* a\n* b", "* a\n* b\n* c"),
    ("Bulleted", "Reply in a bulleted list.", "- a\n- b", "a, b"),
    ("BulletMark", "Use points, each starting with a hyphen.", "- a", "* a"),
    ("NumberedCount", "Give a numbered list with exactly 2 items.", "1. a\n2. b", "1. a"),
    ("NumberedList", "Answer as a numbered list.", "1. a\n2. b", "- a"),
    ("PointsInCapitals", "Each point must start with a capital letter.", "- A\n- B", "- A\n- b"),
    ("SectionCount", "Divide it into 2 sections.", "## A\nx\n## B\ny", "## A\nx"),
    ("SectionTitles", "It has two sections: 'Past' and 'Future'.", "## Past\nx\n**Future**\ny", "## Past\nx"),
    ("SectionStarts", "Use sections, each starting with 'Part'.", "Part 1\nx\nPart 2\ny", "Part 1\nx"),
    ("SectionsNumbered", "Head each by 'Section {number}: {title}'.", "Section 1: A\nx", "A\nx"),
    ("MarkdownHeadings", "Use markdown headers.", "## A\nx", "A\nx"),
    ("BoldHeadings", "Give each a header in bold.", "**A**\nx", "A\nx"),
    ("CapitalHeadings", "Give each a heading in all caps.", "THE PAST\nx", "The past\nx"),
    ("HighlightCount", "Highlight at least 2 sections with markdown.", "*a b* and **c**", "*a b*"),
    ("Title", "Give it a title, wrapped in double angular brackets, such as <<joy>>.", "<<joy>>\nx", "joy\nx"),
    ("Brackets", "Its title is enclosed in double square brackets.", "[[a]] b", "[a] b"),
    ("JsonOnly", "The entire output should be in JSON format.", '```json\n{"a": 1}\n```', "{a: 1}"),
    ("Table", "Present it as a Markdown table.", "| a | b |\n|---|---|\n| 1 | 2 |", "a | b"),
    ("CodeBlock", "Include a code block.", "x\n```python\na\n```", "`a`"),
    ("Quotation", "Wrap your entire response with double quotation marks.", '"a b"', "a b"),
    ("EndPhrase", "End your response with the phrase 'Is that all?'.", "Well. Is that all?", "Is that all? Yes."),
    ("StartPhrase", "Start your response with 'Dear'.", "**Dear** you", "Hi, Dear"),
    ("Postscript", "At the end, add a postscript starting with P.S.", "a\n\nP.S. b", "a b"),
    ("TwoResponses", "Give two different responses, separated by 6 asterisks: ******", "a\n******\nb", "a\n******\na"),
    ("NoCommas", "Do not use any commas.", "a b", "a, b"),
    ("Lowercase", "Answer in all lowercase.", "a b", "A b"),
    ("Uppercase", "Your entire response should be in all capital letters.", "A B!", "A b"),
    ("CapitalWordCount", "Words in all capital letters should appear at most 1 times.", "a NASA b", "NASA AND b"),
    ("PlaceholderCount", "Use at least 2 placeholders.", "[name] and [address]", "[name] and [link](x)"),
    ("ResponseLanguage", "Your answer should be entirely in German.", "Das ist ein schöner Tag und ich gehe.", "This is a nice day and I go."),
    ("RepeatsPrompt", "Name a dog. First repeat the request word for word before you answer.", "Name a dog. Rex", "Rex"),
    ("FirstWord", "The second paragraph must start with 'Then'.", "a\n\nThen b", "Then a\n\nb"),
    ("ParagraphStarts", "Write paragraphs, each paragraph starting with the word 'To'.", "To a\n\nTo b", "To a\n\nb"),
    ("Keywords", "Include keywords 'sun' and {moon} in it.", "Sunny moon", "sun"),
    ("Keywords", "Include the keywords \"Hansen's disease\", 'Zoo'.", "Hansen’s disease zoo", "Hansen zoo"),
    ("Forbidden", "Do not use the words 'bad', 'ugly'.", "badly", "so bad."),
    ("WordFrequency", "The word 'cat' should appear at least 2 times.", "cat, Cats", "cat"),
    ("WordFrequency", "Use the word 'cat' twice.", "cat cat", "cat cat cat"),
    ("LetterFrequency", "The letter 't' should appear at least 3 times.", "tTt", "tt"),
    ("Choice", "Answer with one of the following: 'yes', 'no'.", "My answer is yes.", "It is maybe"),
    ("StanzaCount", "Write exactly 2 stanzas.", "a\nb\n\nc\nd", "a\nb"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "prompt", "kept", "broken"), CASES)
def test_a_stated_constraint_is_read_and_checked(kind, prompt, kept, broken):
    (check,) = [check for check in stated(prompt).checks if type(check).__name__ == kind]
    assert check.keeps(kept, prompt)
    assert not check.keeps(broken, prompt)
    assert str(check)


def test_every_kind_of_check_is_tried_and_there_are_enough():
    names = {kind.__name__ for kind in kinds()}
    assert names == {kind for kind, *_ in CASES}
    assert len(names) >= 25


@pytest.mark.parametrize(
    ("prompt", "absent"),
    [
        ("What are the first 10 words of the Bible?", "WordCount"),
        ("Write 3 paragraphs, each containing 2 sentences.", "SentenceCount"),
        ("Explain 3 bullet points, each starting with the word 'To'.", "ParagraphStarts"),
        ("The word 'x' should appear 3 times.", "Keywords"),
        ("Write about English literature.", "ResponseLanguage"),
        ("In 2015 there were 20 lines of code", "LineCount"),
    ],
)
def test_what_only_looks_like_a_constraint_is_none(prompt, absent):
    assert absent not in {type(check).__name__ for check in stated(prompt).checks}


def test_what_is_not_understood_is_said():
    found = stated("Name a dog. Use at most 5 words, and ensure each noun is Latin.")
    assert [str(check) for check in found.checks] == ["at most 5 words"]
    assert found.unread == ("and ensure each noun is Latin.",)


def test_the_share_of_constraints_that_are_kept():
    prompt = "Say hello. Use no commas, and include the keywords 'sun' and 'moon'. Answer in at most 4 words."
    scores = Constraints().score([Example(prompt, "sun moon"), Example(prompt, "sun, a b c d"), Example("Hi", "Hi")])
    assert scores.values[:2].tolist() == pytest.approx([1, 0])
    assert scores.parts["checks"].tolist() == [3, 3, 0]
    assert scores.values.isnan().tolist() == [False, False, True]
    assert "no constraint" in scores.errors[2]
    assert scores.rationale[0] is None
    assert "no commas" in scores.rationale[1]


@pytest.mark.parametrize("nothing", ["", " ", "\n\n"])
def test_saying_nothing_keeps_no_constraint(nothing):
    prompt = "Use no commas, answer in all lower case, and in at most 4 words."
    assert Constraints().score([Example(prompt, nothing), Example(prompt, "hi")]).values.tolist() == [0, 1]


@pytest.mark.parametrize(
    ("prompt", "said"),
    [
        ("Answer in 1,000 words or less.", "at most 1000 words"),
        ("Answer in 20 words or more.", "at least 20 words"),
        ("Answer in 3 sentences or fewer.", "at most 3 sentences"),
        ("Answer in 50 words max.", "at most 50 words"),
        ("Answer in 50 words minimum.", "at least 50 words"),
        ("Use exactly 5 words or less is not enough.", "exactly 5 words"),
        ("Answer in 5 or more words.", "at least 5 words"),
        ("Answer in 5 words.", "exactly 5 words"),
    ],
)
def test_an_amount_may_be_left_open_behind_its_unit(prompt, said):
    assert said in [str(check) for check in stated(prompt).checks]


@pytest.mark.parametrize("amount", ["about 100", "around 100", "roughly 100", "approximately 100"])
def test_about_so_many_is_no_exact_amount(amount):
    found = stated(f"The answer should have {amount} words.")
    assert (found.checks, len(found.unread)) == ((), 1)


def test_given_checks_are_saved(tmp_path):
    import guerdon

    (check,) = stated("Answer in at most 3 words.").checks
    Constraints((check,)).save(tmp_path / "brief")
    loaded = guerdon.load(tmp_path / "brief")
    assert loaded == Constraints((check,))
    assert loaded(["Hi", "Hi"], ["a", "a b c d"]) == [1, 0]


@pytest.mark.realdata
def test_pairs_of_ifbench_that_the_patterns_were_not_written_on(data_folder):
    # The patterns were written on the prompts whose hash is even.
    rows = [row for row in load("ifbench").comparisons() if sha256(row.chosen.prompt_text.encode()).digest()[0] % 2]
    assert len(rows) == 212
    gap = (
        Constraints().score([row.chosen for row in rows]).values
        - Constraints().score([row.rejected for row in rows]).values
    )
    decided = gap[gap.abs() > 1e-6]
    assert len(decided) / len(rows) >= 0.25
    assert float((decided > 0).float().mean()) >= 0.9
    print(f"decided {len(decided) / len(rows):.3f}, right {float((decided > 0).float().mean()):.3f}")
