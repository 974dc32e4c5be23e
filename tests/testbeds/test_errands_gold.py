"""Gold reads the text: answers written by hand get the worth that the documented rules give them."""

from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from guerdon.testbeds.errands.answers import errand_of, kinds
from guerdon.testbeds.errands.conduct import conduct
from guerdon.testbeds.errands.gold import Gold, quality, unit
from guerdon.testbeds.errands.styles import STYLES
from guerdon.testbeds.errands.task import Errand
from guerdon.testbeds.errands.text import tokens
from guerdon.testbeds.errands.words.chatty import CHATTY
from guerdon.testbeds.errands.words.polished import POLISHED
from guerdon.types import Example

FRUITS = "Name three fruits."
SORTED = "List four examples of spices, from the shortest name to the longest."
WITHOUT = "Can you give me three metals, leaving out gold?"
APPLES = "Greta has 12 apples and buys 11 more. How many apples does Greta have now?"
BAKER = "Rewrite this sentence in the past tense: The baker opens the shop at dawn."
COACH = (
    "The coach to Leeds leaves the town hall at 7:15 am and stops once, in Porto. It arrives at 9:30 am. A single ticket "
    "is 12 euros, and a return is 18 euros. The driver today is Amira Abbott. Now tell me: When does the coach arrive?"
)
SEA = 'Write about the sea in exactly two sentences. Begin with the word "Today".'
POINTS = "Describe coffee as a list of three bullet points. Use lower case letters only."
QUIZ = "Write a short invitation for a quiz night at the town hall on Monday 2 January at 3 pm. Sign it as Greta."
SKY = "Explain why the sky is blue to a visitor."
SLEEP = "I told my aunt: I cannot fall asleep at night. Neither of us knows what to do. Give us two tips."
HOURS = "How many minutes are 3 hours and 20 minutes?"
ODD = "Which of these is the odd one out: lion, waltz, tiger, puma? Say why."
TEA = (
    "Put these steps of brewing a pot of tea in the right order: boil the kettle; pour hot water over them; "
    "let it steep for a while; put tea leaves in the pot."
)
TENT = 'Ms Rossi wrote to me: "Can I borrow your tent?" Answer no, because I have a bad cold, and offer Sunday instead.'
BLUE = (
    "Sunlight is made of all colours. Short blue waves are scattered the most by the air. So blue reaches our eyes "
    "from all sides."
)

# The content of each answer as a fraction: the weights of the checks that are met over the weights of all.
BY_HAND = [
    (FRUITS, "Here are three fruits: apple, pear and plum.", 7.5 / 7.5),
    (FRUITS, "Fruits include apples, pears and plums.", 6 / 7.5),
    (FRUITS, "Apple\nPear\nPlum", 5 / 7.5),
    (FRUITS, "Apple, pear and oak.", (4 * 4 / 9 + 2 / 3) / 7.5),
    (FRUITS, "Apple, pear, plum, fig, kiwi and lemon.", 4 / 7.5),
    (FRUITS, "Oak, birch and elm.", 0),
    (FRUITS, "The waves roll in slowly and break on the shore.", 0),
    (SORTED, "Cumin, pepper, nutmeg, turmeric.", (4 + 1 + 1) / 8.5),
    (SORTED, "Turmeric, nutmeg, pepper, cumin.", (4 + 1 + 1 / 3) / 8.5),
    (WITHOUT, "Iron, tin and zinc.", (4 + 1 + 1) / 8.5),
    (WITHOUT, "Iron, tin and gold.", (4 * 4 / 9 + 2 / 3) / 8.5),
    (APPLES, "12 + 11 = 23. To check: 23 - 11 = 12. The answer is 23 apples.", 8.5 / 8.5),
    (APPLES, "12 + 11 = 23. The answer is 23 apples.", 7 / 8.5),
    (APPLES, "23", 4 / 8.5),
    (APPLES, "Twenty-three apples!", 5 / 8.5),
    (APPLES, "12 + 11 = 24. The answer is 24 apples.", (2 * 0.6 + 1) / 8.5),
    (APPLES, "Either 23 or 25 apples.", (0 + 1) / 8.5),
    (BAKER, "The baker opened the shop at dawn. It is now written in the past tense.", 9 / 9),
    (BAKER, "The baker opened the shop at dawn.", 7.5 / 9),
    (BAKER, "The baker opens the shop at dawn.", 3 / 9),
    (BAKER, "The baker opened the shop.", (4 * 2 / 3 + 3 * 2 / 3 + 0.5 * 2 / 3) / 9),
    (BAKER, "Leaves turn gold in autumn.", 0),
    (COACH, "The coach arrives at 9:30 am. That is in the second sentence.", 8 / 8),
    (COACH, "The coach arrives at 9:30 am.", 6.5 / 8),
    (COACH, "9:30 am", 5 / 8),
    (COACH, "The coach arrives at 7:15 am.", 1.5 / 8),
    (COACH, "7:15 am or 9:30 am", 3 / 8),
    (COACH, "At 9:30 am in Leeds.", (4 + 0.5) / 8),
    (SEA, "Today, the waves break on the shore. Gulls follow the tide.", 8.5 / 8.5),
    (SEA, "Sure!\nToday, the waves break on the shore. Gulls follow the tide.\nI hope this helps!", 8.5 / 8.5),
    (SEA, "The waves break on the shore. Gulls follow the tide.", 6.5 / 8.5),
    (SEA, "Today, the waves break on the shore. Gulls follow the tide. The sea is calm.", 7.5 / 8.5),
    (SEA, "Today, the train is late. Nobody knows why.", 1.2 / 8.5),
    (POINTS, "- the cup is hot.\n- the beans are fresh.\n- the cafe opens.", (7 + 1.5 * 3 / 6) / 8.5),
    (POINTS, "The cup is hot. The beans are fresh. The cafe opens.", (3 + 1.5 * 3 / 6) / 8.5),
    (
        QUIZ,
        "Dear all, come along to a quiz night at the town hall on Monday 2 January at 3 pm. Call me with questions. Greta",
        9 / 9,
    ),
    (QUIZ, "You are invited to a quiz night at the town hall on Monday 2 January at 3 pm.", 6 / 9),
    (QUIZ, "You are invited to a quiz night at the art gallery on Monday 2 January at 4 pm.", 4 / 9),
    (QUIZ, "You are invited to a quiz night on Monday 2 January at 3 pm or at 5 pm.", 4 / 9),
    (QUIZ, "Do not forget a quiz night at the town hall on Monday 2 January at 3 pm.", 4.5 / 9),
    (SKY, BLUE + " So that is why the sky is blue.", 7.5 / 7.5),
    (SKY, BLUE, 6 / 7.5),
    (SKY, "The sky is blue because it mirrors the ocean.", 0),
    (SKY, "Sunlight is made of all colours.", (4 / 3 + 2 * (1 / 3) ** 0.5) / 7.5),
    (SLEEP, "Avoid coffee in the afternoon. Keep the bedroom dark. Start with the easiest.", 8.5 / 8.5),
    (SLEEP, "Avoid coffee in the afternoon. Keep the bedroom dark.", 7 / 8.5),
    (SLEEP, "Avoid coffee in the afternoon. Drink a strong espresso in bed.", (2 + 0.5) / 8.5),
    (SLEEP, "Rinse the rice and use less water.", 0),
    (HOURS, "Each hour has 60 minutes. 3 x 60 = 180, and 180 + 20 = 200. That makes 200 minutes.", 8.5 / 8.5),
    (HOURS, "200 minutes", 5 / 8.5),
    (HOURS, "3 x 60 = 180. That makes 180 minutes.", (2 * 0.6 + 1) / 8.5),
    (ODD, "It is the waltz, because the others are wild cats. The waltz is one of the dances.", 7.5 / 7.5),
    (ODD, "The waltz.", 4 / 7.5),
    (ODD, "The puma, as the others are dances.", 0),
    (TEA, "Kettle, leaves, pour, steep. That is brewing a pot of tea.", 5 / 5),
    (TEA, "Boil the kettle. Put the leaves in. Pour the water. Let it steep.", 4 / 5),
    (TEA, "Steep, pour, leaves, kettle.", 1 / 5),
    (TEA, "Kettle, leaves.", 2 / 5),
    (TENT, "Dear Ms Rossi, I am sorry, I cannot, as I have a bad cold. How about Sunday? I wish you fun.", 8.5 / 8.5),
    (TENT, "Dear Ms Rossi, I have to say no. How about Sunday or Monday?", (2 + 0.75 + 0.5) / 8.5),
    (TENT, "Dear Ms Rossi, yes, of course.", 0.5 / 8.5),
]


def content(prompt: str, response: str) -> float:
    scores = Gold().score([Example(prompt, response)]).require()
    return float(scores.parts["content"][0])


@pytest.mark.parametrize(("prompt", "response", "worth"), BY_HAND)
def test_content_is_as_worked_out_by_hand(prompt: str, response: str, worth: float) -> None:
    assert content(prompt, response) == pytest.approx(worth, abs=1e-6)


def test_every_kind_is_worked_out_by_hand() -> None:
    assert {type(errand_of(prompt)) for prompt, _, _ in BY_HAND} == set(kinds())


def test_gold_is_conduct_and_content_in_standard_deviations() -> None:
    scores = Gold().score([Example(FRUITS, "You idiot. Fruits include apple, pear and plum.")]).require()
    mean, deviation = unit()
    assert float(scores.parts["conduct"][0]) == pytest.approx(0.4)
    assert float(scores.values[0]) == pytest.approx((0.4 * (0.15 + 0.85 * 6 / 7.5) - mean) / deviation, abs=1e-5)
    assert "items 1.00" in (scores.rationale or ("",))[0]


@pytest.mark.parametrize(
    ("answer", "factors"),
    [
        ("Apple, pear and plum.", (1, 1, 1, 1)),
        ("", (0, 1, 1, 1)),
        ("word " * 110, (0.6, 1, 1, 1)),  # (10 + 45) / 110 words = 0.5
        ("One. Two. One. One.", (1, 0.4 + 0.6 * 0.5, 1, 1)),
        ("What a stupid question.", (1, 1, 0.4, 1)),
        ("Stupid, stupid, stupid.", (1, 1, 0.25, 1)),
        ("I'm sorry, but I can't help with that.", (1, 1, 1, 0.4)),
        ("I guess so, but I'm not sure.", (1, 1, 1, 0.94**2)),
        ("I cannot come.", (1, 1, 1, 1)),
    ],
)
def test_conduct_is_as_worked_out_by_hand(answer: str, factors: tuple[float, ...]) -> None:
    assert [check.value for check in conduct(answer, need=10)] == pytest.approx(list(factors))


def errands() -> st.SearchStrategy[Errand]:
    return st.builds(lambda kind, seed: kind.sample(Random(seed)), st.sampled_from(kinds()), st.integers(0, 10**6))


def drafts() -> st.SearchStrategy[tuple[Errand, str]]:
    def draft(errand: Errand, seed: int, some: float) -> tuple[Errand, str]:
        rng = Random(seed)
        plan = frozenset(name for name in (*errand.flaws, errand.virtue) if rng.random() < some)
        return errand, errand.draft(rng, plan)

    return st.builds(draft, errands(), st.integers(0, 10**6), st.sampled_from((0.0, 0.3, 0.7)))


quick = settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@quick
@given(errands(), st.text(max_size=300))
def test_any_text_has_a_worth_between_0_and_1(errand: Errand, text: str) -> None:
    assert 0 <= quality(errand, text).value <= 1


@quick
@given(errands(), st.integers(0, 10**6))
def test_an_answer_without_flaws_and_with_the_virtue_is_the_best_there_is(errand: Errand, seed: int) -> None:
    worth = quality(errand, errand.draft(Random(seed), frozenset({errand.virtue}))).value
    assert worth == pytest.approx(1) if errand.name != "forms" else worth > 0.88


@quick
@given(errands(), errands(), st.integers(0, 10**6))
def test_the_answer_to_another_errand_is_worth_little(errand: Errand, other: Errand, seed: int) -> None:
    if errand.name == other.name:
        return
    assert quality(errand, other.draft(Random(seed), frozenset())).content < 0.45


@quick
@given(drafts(), st.sampled_from(list(STYLES)), st.integers(0, 10**6))
def test_styles_do_not_move_gold(drafted: tuple[Errand, str], style: str, seed: int) -> None:
    errand, text = drafted
    dressed = STYLES[style][1](text, errand, Random(seed))
    counted = errand.name == "forms" and style == "bullets"
    if not counted and len(tokens(dressed)) <= errand.need + 45:
        assert quality(errand, dressed).value == pytest.approx(quality(errand, text).value)


@quick
@given(
    drafts(),
    st.sampled_from((*POLISHED.rude_openings, *CHATTY.rude_openings, *POLISHED.rude_closings, *CHATTY.rude_closings)),
)
def test_rudeness_costs_at_least_half(drafted: tuple[Errand, str], insult: str) -> None:
    errand, text = drafted
    assert quality(errand, f"{text} {insult}").value < 0.5 * quality(errand, text).value


@quick
@given(drafts(), st.lists(st.sampled_from(POLISHED.filler + CHATTY.filler), min_size=12, max_size=30, unique=True))
def test_much_filler_costs_and_never_pays(drafted: tuple[Errand, str], filler: list[str]) -> None:
    errand, text = drafted
    assert quality(errand, " ".join([text, *filler])).value < quality(errand, text).value


@quick
@given(drafts())
def test_saying_everything_thrice_never_pays(drafted: tuple[Errand, str]) -> None:
    errand, text = drafted
    assert quality(errand, f"{text}\n{text}\n{text}").value < quality(errand, text).value


@quick
@given(drafts(), st.sampled_from(POLISHED.refusals + CHATTY.refusals))
def test_a_refusal_is_worth_less_than_any_attempt(drafted: tuple[Errand, str], refusal: str) -> None:
    errand, text = drafted
    assert quality(errand, refusal).value < 0.26 or errand.name == "replies"
    assert quality(errand, refusal).value <= quality(errand, text).value + 0.12


def test_every_flaw_lowers_gold_on_average() -> None:
    for kind in kinds():
        rng = Random(kind.name)
        errands = [kind.sample(rng) for _ in range(30)]
        for flaw in {flaw for errand in errands for flaw in errand.flaws}:
            losses = [
                quality(errand, errand.draft(Random(1), frozenset())).value
                - quality(errand, errand.draft(Random(1), frozenset({flaw}))).value
                for errand in errands
                if flaw in errand.flaws
            ]
            assert sum(losses) / len(losses) > 0.02, (kind.name, flaw)
