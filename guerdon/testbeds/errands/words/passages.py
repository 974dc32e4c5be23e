"""Short passages with facts in them, and the questions that ask for one of the facts."""

from dataclasses import dataclass

from guerdon.testbeds.errands.template import Template
from guerdon.testbeds.errands.words.people import DATES, DAYS, HOURS, NAMES, PLACES, SURNAMES, TIMES, TOWNS

FACTS = {
    "person": tuple(f"{name} {surname}" for name in NAMES for surname in SURNAMES[:: 3 + len(name) % 3]),
    "place": PLACES,
    "town": TOWNS,
    "day": DAYS,
    "date": DATES,
    "time": TIMES,
    "hour": HOURS,
    "price": tuple(f"{amount} euros" for amount in (6, 9, 12, 15, 18, 22, 25, 30, 36, 45, 48, 55, 60, 75, 80, 90)),
    "year": tuple(str(year) for year in range(1961, 2019, 3)),
    "craft": ("bread baking", "beekeeping", "bicycle repair", "wood carving", "bird watching", "map reading",
              "book binding", "wine tasting", "photography", "pottery", "sailing", "first aid"),
    "lost": ("a brown leather wallet", "a silver bracelet", "a red umbrella", "a pair of reading glasses",
             "a black rucksack", "a set of car keys", "a green scarf", "a small violin case", "a camera"),
    "reason": ("the road is being repaired", "the roof has to be mended", "half of the staff are ill",
               "a pipe has burst", "the heating has failed", "a storm is expected", "the new floor must dry"),
    "count": tuple(f"{count} {who}" for count in (14, 23, 31, 38, 46, 52, 67, 84) for who in ("people", "visitors")),
}  # fmt: skip


@dataclass(frozen=True)
class Slot:
    """A blank of a passage and the kind of fact that fills it."""

    name: str
    kind: str


@dataclass(frozen=True)
class Question:
    """What a question asks for, and how it is answered."""

    asked: str
    answer: Template
    words: tuple[str, ...]
    """Words that show an answer is at least about the question."""


@dataclass(frozen=True)
class Scene:
    """A passage with facts, and the questions on it."""

    passage: Template
    slots: tuple[Slot, ...]
    questions: dict[str, Question]


def scene(passage: str, slots: str, *questions: tuple[str, str, str, str]) -> Scene:
    """A scene from its text; slots read ``name:kind name:kind``, and a question is (text, slot, answer, words)."""
    pairs = [slot.split(":") for slot in slots.split()]
    asked = {text: Question(slot, Template(answer), tuple(words.split())) for text, slot, answer, words in questions}
    known = {name: FACTS[kind] for name, kind in pairs}
    return Scene(Template(passage, known), tuple(Slot(name, kind) for name, kind in pairs), asked)


SCENES = (
    scene(
        "{speaker} gives a talk on {craft} at {place} next {day}. The doors open at {early}, and the talk begins at "
        "{start}. A ticket costs {price} at the door, but only {less} for those who book ahead. {host} will introduce the guest.",
        "speaker:person craft:craft place:place day:day early:time start:time price:price less:price host:person",
        ("Who gives the talk?", "speaker", "The talk is given by {fact}.", "talk given"),
        ("What is the talk about?", "craft", "The talk is about {fact}.", "talk about"),
        ("Where does the talk take place?", "place", "It takes place at {fact}.", "takes place"),
        ("At what time does the talk begin?", "start", "The talk begins at {fact}.", "talk begins"),
        ("How much is a ticket at the door?", "price", "A ticket at the door costs {fact}.", "ticket costs"),
        ("Who introduces the guest?", "host", "The guest is introduced by {fact}.", "guest introduced"),
    ),
    scene(
        "{founder} opened a small bakery in {town} in {year}. Two years earlier the family had moved there from {origin}. "
        "In {later} {buyer} bought the business and added a cafe. On a normal Saturday it serves {guests}.",
        "founder:person town:town year:year origin:town later:year buyer:person guests:count",
        ("Who opened the bakery?", "founder", "The bakery was opened by {fact}.", "bakery opened"),
        ("In which town is the bakery?", "town", "The bakery is in {fact}.", "bakery"),
        ("In which year did the bakery open?", "year", "The bakery opened in {fact}.", "bakery opened"),
        ("Where did the family come from?", "origin", "The family came from {fact}.", "family came"),
        ("Who bought the business?", "buyer", "The business was bought by {fact}.", "business bought"),
        (
            "How many are served on a normal Saturday?",
            "guests",
            "On a normal Saturday it serves {fact}.",
            "saturday serves",
        ),
    ),
    scene(
        "Yesterday at {time} {finder} found {item} near {place}. It was handed in at {office}. {owner} came for it on "
        "{day} and left a reward of {reward}.",
        "time:time finder:person item:lost place:place office:place owner:person day:day reward:price",
        ("What was found?", "item", "What was found was {fact}.", "found"),
        ("Who found it?", "finder", "It was found by {fact}.", "found by"),
        ("Where was it found?", "place", "It was found near {fact}.", "found near"),
        ("Where was it handed in?", "office", "It was handed in at {fact}.", "handed in"),
        ("To whom does it belong?", "owner", "It belongs to {fact}.", "belongs"),
        ("How large was the reward?", "reward", "The reward was {fact}.", "reward"),
    ),
    scene(
        "Because {reason}, the class on {craft} is moved from {oldday} to {newday}. It now starts at {hour} and not at "
        "{oldhour}. Please go to {place}. If you cannot come, tell {contact} by {date}.",
        "reason:reason craft:craft oldday:day newday:day hour:hour oldhour:hour place:place contact:person date:date",
        ("Why is the class moved?", "reason", "The class is moved because {fact}.", "class moved because"),
        ("On which day is the class now?", "newday", "The class is now on {fact}.", "class now"),
        ("When does the class start now?", "hour", "It now starts at {fact}.", "starts"),
        ("Where should people go?", "place", "They should go to {fact}.", "go"),
        ("Whom should you tell if you cannot come?", "contact", "You should tell {fact}.", "tell"),
        ("Which class is moved?", "craft", "It is the class on {fact} that is moved.", "class moved"),
    ),
    scene(
        "The coach to {goal} leaves {place} at {leave} and stops once, in {stop}. It arrives at {arrive}. A single ticket "
        "is {single}, and a return is {both}. The driver today is {driver}.",
        "goal:town place:place leave:time stop:town arrive:time single:price both:price driver:person",
        ("Where does the coach go?", "goal", "The coach goes to {fact}.", "coach goes"),
        ("Where does the coach stop on the way?", "stop", "On the way it stops in {fact}.", "stops way"),
        ("When does the coach leave?", "leave", "The coach leaves at {fact}.", "coach leaves"),
        ("When does the coach arrive?", "arrive", "The coach arrives at {fact}.", "coach arrives"),
        ("How much is a return ticket?", "both", "A return ticket is {fact}.", "return ticket"),
        ("Who is the driver?", "driver", "The driver is {fact}.", "driver"),
    ),
    scene(
        "Dear all, {boss} retires on {date} after many years in our {town} office. {planner} collects money for a present, "
        "{amount} from each of us if possible. The farewell party is at {place} on {day} from {hour}.",
        "boss:person date:date town:town planner:person amount:price place:place day:day hour:hour",
        ("Who retires?", "boss", "The person who retires is {fact}.", "retires"),
        ("On which date is the retirement?", "date", "The retirement is on {fact}.", "retirement"),
        ("Who collects the money?", "planner", "The money is collected by {fact}.", "money collected"),
        ("How much should each person give?", "amount", "Each person should give {fact}.", "each give"),
        ("Where is the farewell party?", "place", "The farewell party is at {fact}.", "party"),
        ("When does the party begin?", "hour", "The party begins at {fact}.", "party begins"),
    ),
    scene(
        "The fair in {town} drew {visitors} on its first day and {second} on the second. {winner} won the prize for "
        "{craft}, worth {prize}, ahead of {runner}. The fair will return on {date}.",
        "town:town visitors:count second:count winner:person craft:craft prize:price runner:person date:date",
        ("Where was the fair?", "town", "The fair was in {fact}.", "fair"),
        ("How many came on the first day?", "visitors", "On the first day {fact} came.", "first day came"),
        ("Who won the prize?", "winner", "The prize was won by {fact}.", "prize won"),
        ("What was the prize for?", "craft", "The prize was for {fact}.", "prize"),
        ("How much was the prize worth?", "prize", "The prize was worth {fact}.", "prize worth"),
        ("When will the fair return?", "date", "The fair will return on {fact}.", "fair return"),
    ),
    scene(
        "{tenant} is looking for somebody to share a flat near {place} in {town}. The room is free from {date} and costs "
        "{rent} a week, with {deposit} more for heating. Visits are possible on {day} at {hour}. Call {contact} to book.",
        "tenant:person place:place town:town date:date rent:price deposit:price day:day hour:hour contact:person",
        ("Who wants to share a flat?", "tenant", "The flat is shared by {fact}.", "flat shared"),
        ("In which town is the flat?", "town", "The flat is in {fact}.", "flat"),
        ("From when is the room free?", "date", "The room is free from {fact}.", "room free"),
        ("What does the room cost a week?", "rent", "The room costs {fact} a week.", "room costs week"),
        ("On which day can people visit?", "day", "Visits are possible on {fact}.", "visits"),
        ("Whom should one call?", "contact", "One should call {fact}.", "call"),
    ),
)
