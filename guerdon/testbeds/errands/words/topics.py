"""Small subjects to write about: the words that show a sentence is about one, and sentences that are."""

from collections.abc import Sequence
from dataclasses import dataclass

from guerdon.testbeds.errands.text import tokens


@dataclass(frozen=True)
class Topic:
    words: str
    """Any of them makes a sentence be about the topic."""
    sentences: tuple[str, ...]

    def detail(self, said: Sequence[str]) -> int:
        """How many different words of the topic the sentences have."""
        return len(set(self.words.split()).intersection(tokens(" ".join(said))))


TOPICS = {
    "the sea": Topic(
        "sea waves wave shore tide beach sand gulls salt water harbour",
        (
            "The waves roll in slowly and break on the shore.",
            "Gulls cry above the harbour and dive for scraps.",
            "The tide leaves shells and seaweed on the sand.",
            "On a calm day the water is as flat as glass.",
            "A cold salt wind blows in from the sea.",
            "Children dig holes on the beach until the tide fills them.",
            "At night the waves can be heard from every house.",
            "Far out on the water a white sail is moving.",
        ),
    ),
    "autumn": Topic(
        "autumn leaves leaf harvest mist chestnuts october pumpkins branches",
        (
            "The leaves turn gold and drift down into the street.",
            "In autumn the evenings come early and smell of smoke.",
            "A thin mist lies over the fields each morning.",
            "People gather chestnuts under the bare branches.",
            "The harvest is in and the barns are full.",
            "Every October the park is covered by dry leaves.",
            "Pumpkins wait on the doorsteps of the whole village.",
            "The wind strips the branches until only the nests are left.",
        ),
    ),
    "a busy market": Topic(
        "market stall stalls sellers traders bargain baskets crowd shoppers cheese",
        (
            "The market fills up long before the church bells ring.",
            "Traders shout their prices across the square.",
            "Baskets of ripe fruit stand in front of every stall.",
            "Shoppers push through the crowd with heavy bags.",
            "An old woman tries to bargain for a rug.",
            "The cheese stall is always the most popular of all.",
            "By noon the sellers begin to pack up their crates.",
            "A smell of fresh bread hangs over the stalls.",
        ),
    ),
    "snow": Topic(
        "snow snowflakes snowman sledge frozen ice icicles winter white cold",
        (
            "The snow fell all night without a sound.",
            "Every roof in the valley is white this morning.",
            "Children pull a sledge up the hill behind the school.",
            "Icicles hang from the gutter like glass teeth.",
            "Somebody has built a snowman beside the gate.",
            "The pond is frozen hard enough to skate on.",
            "Large snowflakes melt on the window pane.",
            "In the cold air each step makes a crunching sound.",
        ),
    ),
    "learning to cook": Topic(
        "cook cooking recipe recipes pan oven kitchen sauce soup meal flavour",
        (
            "A beginner should start with a simple recipe.",
            "The first soup I made tasted of nothing but salt.",
            "A sharp knife makes work in the kitchen safer.",
            "It takes practice to know when a sauce is ready.",
            "Cooking for friends is the best way to improve.",
            "The oven in our flat burns everything on the left.",
            "You learn to cook by tasting as you go along.",
            "A good meal does not need many ingredients.",
        ),
    ),
    "old trains": Topic(
        "train trains steam engine railway carriage carriages station track tracks locomotive",
        (
            "The steam engine hissed as it waited at the platform.",
            "Old carriages had wooden seats and brass handles.",
            "The railway once joined every village in the valley.",
            "A whistle rang out and the train began to move.",
            "Coal dust settled on everything near the station.",
            "Volunteers have restored a locomotive from the last century.",
            "Grass now grows between the rusty tracks.",
            "My grandfather drove the night train for many years.",
        ),
    ),
    "keeping a dog": Topic(
        "dog dogs puppy walk walks leash bark barks paws tail pet",
        (
            "A dog needs a long walk every day.",
            "Our puppy chewed through both of my slippers.",
            "He waits by the door with the leash in his mouth.",
            "A happy tail can sweep a whole table clean.",
            "She barks at the postman but at nobody else.",
            "Muddy paws leave their prints all over the hall.",
            "A pet like that brings life into the house.",
            "It takes patience to train a young dog well.",
        ),
    ),
    "city noise": Topic(
        "noise noisy traffic horns sirens street streets city loud quiet engines",
        (
            "The city is never really quiet, not even at night.",
            "Horns and engines can be heard from every window.",
            "A siren wails somewhere down the street.",
            "The noise of the road works starts at dawn.",
            "Traffic hums like a giant insect in the distance.",
            "Loud music comes out of a passing car.",
            "On Sundays the streets grow calm for a few hours.",
            "Some people sleep badly without the noise they know.",
        ),
    ),
    "a rainy afternoon": Topic(
        "rain raindrops umbrella puddles puddle clouds wet drops storm dripping",
        (
            "The rain has been tapping on the glass since lunch.",
            "Grey clouds hang low over the roofs.",
            "A forgotten umbrella lies open on the pavement.",
            "Cars splash through the puddles at the crossing.",
            "Wet coats are dripping in the hallway.",
            "Raindrops race each other down the window.",
            "The cat watches the storm from the sofa.",
            "It is good weather for a book, with the rain outside.",
        ),
    ),
    "growing vegetables": Topic(
        "garden soil seeds seed plants vegetables weeds beds compost beans water",
        (
            "Good soil matters more than anything else in a garden.",
            "The seeds should be sown after the last frost.",
            "Beans climb up the poles in the back row.",
            "Weeds grow faster than the plants you want.",
            "A little compost makes the beds much richer.",
            "It is best to water early in the day.",
            "Home grown vegetables taste better than those from a shop.",
            "Slugs love young plants more than we do.",
        ),
    ),
    "football": Topic(
        "football match goal goals team teams players player pitch referee ball fans",
        (
            "The match was decided by a late goal.",
            "Fans in scarves sang until the final whistle.",
            "The pitch was so muddy that the ball stopped dead.",
            "Our team has not won away from home all year.",
            "The referee pointed to the spot at once.",
            "Young players practise in the park after school.",
            "A good pass is worth as much as a goal.",
            "Football brings the whole neighbourhood together.",
        ),
    ),
    "a library": Topic(
        "library books book shelves shelf readers reading librarian pages novels",
        (
            "The library is the quietest place in town.",
            "Tall shelves reach all the way to the ceiling.",
            "Readers sit at long tables under green lamps.",
            "The librarian knows where every book belongs.",
            "Old pages have a smell that nothing else has.",
            "A trolley of returned novels squeaks along the aisle.",
            "Children come for the reading hour every week.",
            "You can borrow more books than you can carry.",
        ),
    ),
    "the night sky": Topic(
        "stars star moon sky planets telescope night comet constellations dark",
        (
            "The stars look brighter far away from the town.",
            "A thin moon hangs above the hill.",
            "With a small telescope you can see the rings of a planet far away.",
            "The night sky has guided sailors for ages.",
            "Now and then a shooting star crosses the dark.",
            "The constellations have names from ancient stories.",
            "A comet returns only after many years.",
            "In summer the sky is never completely dark up north.",
        ),
    ),
    "grandparents": Topic(
        "grandmother grandfather grandparents grandma grandpa grandchildren family stories old",
        (
            "My grandmother always keeps sweets in her apron.",
            "Grandparents have time when everybody else is busy.",
            "My grandfather tells the same stories every winter.",
            "The old photographs show the family at a wedding.",
            "Grandma knits a jumper for each new baby.",
            "My grandparents' kitchen clock has ticked since before we were born.",
            "Grandpa taught all of us how to fish.",
            "The grandchildren visit them on Sundays.",
        ),
    ),
    "travelling by bicycle": Topic(
        "bicycle bike cycling cyclist cyclists pedal wheels saddle ride helmet tyre",
        (
            "On a bicycle you see more than from any car.",
            "The long ride uphill is paid back on the way down.",
            "A soft saddle is worth its price on a tour.",
            "Cyclists need little more than a map and a spare tyre.",
            "The wheels hum on the smooth road by the canal.",
            "Always wear a helmet when you cycle in traffic.",
            "We pedal from village to village and stop for cake.",
            "Strong wind is the only enemy of a bike trip.",
        ),
    ),
    "music lessons": Topic(
        "music lesson lessons piano violin practise practice notes scales teacher melody",
        (
            "The first lesson is mostly about how to sit.",
            "My violin sounded like a gate for months.",
            "A patient teacher makes all the difference.",
            "Scales are dull, but they train the fingers.",
            "The neighbours know every melody that I practise.",
            "It helps to hear the music in your head first.",
            "After a year I could read the notes without thinking.",
            "Short practice each day beats a long one on Sunday.",
        ),
    ),
    "a day in the mountains": Topic(
        "mountain mountains peak summit trail path climb hikers valley rocks hut",
        (
            "The trail begins behind the last farm.",
            "Hikers rest in the hut before the final climb.",
            "From the summit you can see three lakes.",
            "Goats jump from rock to rock above the path.",
            "The air on the mountain is thin and clear.",
            "Clouds fill the valley like milk in a bowl.",
            "Loose rocks make the way down harder than the way up.",
            "We reached the peak just before noon.",
        ),
    ),
    "coffee": Topic(
        "coffee cup beans espresso roast roasted cafe brew mug milk caffeine",
        (
            "The smell of coffee gets me out of bed.",
            "Freshly roasted beans taste best in the first week.",
            "A small espresso is drunk standing at the bar.",
            "Some people ruin a good cup by adding syrup.",
            "The cafe on the corner opens before sunrise.",
            "Water that is too hot makes the brew bitter.",
            "My favourite mug has a chip in its rim.",
            "A little milk makes a strong roast gentler.",
        ),
    ),
    "friendship": Topic(
        "friend friends friendship trust together laugh share listen loyal company",
        (
            "A friend is somebody who stays when it gets difficult.",
            "Trust grows slowly and breaks in a moment.",
            "Old friends can be silent together without worry.",
            "It is easy to laugh with people who know you.",
            "Friendship needs time more than grand presents.",
            "We share good news twice, by telling it and by living it.",
            "Those who listen well are never short of company.",
            "A loyal friend will also tell you when you are wrong.",
        ),
    ),
    "moving house": Topic(
        "move moving boxes box flat house packing van furniture neighbours rooms",
        (
            "The boxes are stacked up to the ceiling.",
            "Packing always takes longer than you planned.",
            "The van would not start on the morning of the move.",
            "Empty rooms sound strange and much larger.",
            "The sofa did not fit through the door of the new flat.",
            "Our new neighbours brought us a cake.",
            "We found things behind the furniture that we had long missed.",
            "After a month it began to feel like our house.",
        ),
    ),
}

INCLUDED_WORDS = (
    "lantern", "ladder", "ribbon", "mirror", "button", "feather", "suitcase", "blanket", "candle", "pebble",
    "bottle", "pocket", "curtain", "postcard", "basket", "hammock", "bucket", "compass", "key", "letter",
    "bell", "rope", "coin", "kite", "lamp", "pillow", "thimble", "wagon", "teapot", "needle", "magnet",
)  # fmt: skip

FIRST_WORDS = (
    "Suddenly", "Today", "Often", "Somehow", "Slowly", "Usually", "Sometimes", "Luckily", "Quietly",
    "Clearly", "Meanwhile", "Indeed", "Lately", "Surely",
)  # fmt: skip
