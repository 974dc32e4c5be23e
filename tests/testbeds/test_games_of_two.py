"""Two small games by hand."""

from guerdon.testbeds.matrix_games import CONCEPTS, GAMES, described
from guerdon.testbeds.ultimatum import ACCEPTS, PROPOSALS, Proposal, wanted


def test_solution_concepts_by_hand() -> None:
    found = {name: {game: names(GAMES[game]) for game in GAMES} for name, names in CONCEPTS.items()}
    no, yes = False, True
    assert found["total welfare"] == {
        "battle of the sexes": (yes, no, no, yes),
        "prisoner's dilemma": (yes, no, no, no),
        "stag hunt": (yes, no, no, no),
        "chicken": (yes, yes, yes, no),
    }
    assert found["equality"] == {
        "battle of the sexes": (no, yes, yes, no),
        "prisoner's dilemma": (yes, no, no, yes),
        "stag hunt": (yes, no, no, yes),
        "chicken": (yes, no, no, yes),
    }
    assert found["Rawlsian fairness"]["battle of the sexes"] == (yes, no, no, yes)
    assert found["Rawlsian fairness"]["chicken"] == (yes, no, no, no)
    assert found["Pareto optimality"] == {
        "battle of the sexes": (yes, no, no, yes),
        "prisoner's dilemma": (yes, yes, yes, no),
        "stag hunt": (yes, no, no, no),
        "chicken": (yes, yes, yes, no),
    }
    assert "both choose B: P1 gets -5, P2 gets -5" in described("chicken")


def test_proposals_and_who_accepts_them() -> None:
    assert len(PROPOSALS) == len({each.outcome(True) for each in PROPOSALS}) == 66
    offer = Proposal(200, 30)
    assert offer.outcome(False) == "P1 proposes to keep $140 of $200 and to give $60 to P2. P2 rejects."
    assert {person: rule(offer) for person, rule in ACCEPTS.items()} == {
        "less than 30 %": True, "less than 60 %": False, "less than $10": True, "less than $100": False,
        "anything unequal": False,
    }  # fmt: skip
    assert wanted("less than 60 %", offer, False)
    assert not wanted("less than 60 %", offer, True)
