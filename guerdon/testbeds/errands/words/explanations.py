"""Why things are as they are: for each question the points of a good answer, and a common mistake."""

from guerdon.testbeds.errands.points import Point, Subject

EXPLANATIONS = {
    "why the sky is blue": Subject(
        (
            Point("Sunlight is a mixture of all colours.", "sunlight|light mixture|mix|mixed|made colours|colors"),
            Point("The air scatters short blue waves much more than long red ones.", "scatters|scattered|scatter blue"),
            Point("So blue light reaches our eyes from every side.", "blue eyes|eye|direction|directions|side|sides"),
        ),
        Point("The sky is blue because it mirrors the ocean.", "mirrors|reflects|reflection ocean|sea"),
    ),
    "why leaves change colour in autumn": Subject(
        (
            Point("Leaves are green because of chlorophyll, which catches sunlight.", "green chlorophyll"),
            Point(
                "When days get shorter, the tree stops making it and it breaks down.",
                "tree|trees stops|stop|breaks|fades days|light|cold|cooler",
            ),
            Point(
                "The yellow and orange pigments that were hidden all summer then show.",
                "yellow|orange hidden|show|visible|appear|remain",
            ),
        ),
        Point("The leaves are painted by the frost.", "painted|burnt frost"),
    ),
    "how a rainbow is made": Subject(
        (
            Point(
                "A rainbow needs sunshine and raindrops at the same time.", "sunshine|sun|sunlight raindrops|rain|drops"
            ),
            Point(
                "Each drop bends the light and splits it into its colours.",
                "bends|bend|refracts|splits|split light|sunlight colours|colors",
            ),
            Point("You see it with the sun behind your back.", "sun behind"),
        ),
        Point("A rainbow is a solid arch that you could walk up to.", "solid|touch arch|walk"),
    ),
    "why bread rises": Subject(
        (
            Point("Yeast in the dough eats sugar from the flour.", "yeast sugar|sugars|flour"),
            Point("It gives off carbon dioxide, a gas that forms bubbles.", "carbon_dioxide|gas bubbles|bubble"),
            Point(
                "The stretchy gluten holds the bubbles in, so the dough grows.",
                "gluten|stretchy|elastic dough|bubbles|gas",
            ),
        ),
        Point("Bread rises because the salt swells up.", "salt swells|swell|expands"),
    ),
    "why ice floats on water": Subject(
        (
            Point("Water expands when it freezes.", "expands|expand|swells|space freezes|freeze|freezing|frozen|ice"),
            Point("So ice is less dense than the water around it.", "ice less|lower|lighter dense|density|water"),
            Point(
                "Anything less dense than a liquid is pushed up and floats on it.",
                "floats|float|pushed dense|density|lighter liquid|up|surface",
            ),
        ),
        Point("Ice floats because it is filled with air that somebody pumped in.", "filled|full air ice"),
    ),
    "how vaccines work": Subject(
        (
            Point(
                "A vaccine shows the body a harmless piece of a germ.",
                "vaccine|vaccines harmless|weakened|piece|part germ|virus|disease",
            ),
            Point(
                "The immune system learns to recognise it and makes antibodies.", "immune antibodies|recognise|learns"
            ),
            Point(
                "If the real germ comes later, the body remembers and fights it quickly.",
                "later|real|again remembers|remember|memory|quickly|faster",
            ),
        ),
        Point("A vaccine is a poison that kills every germ in the blood.", "vaccine poison"),
    ),
    "why we have seasons": Subject(
        (
            Point("The axis of the earth is tilted.", "axis|earth tilted|tilt|tilts"),
            Point(
                "As it travels around the sun, each half leans towards the sun for part of the year.",
                "around sun towards|toward|leans",
            ),
            Point(
                "The half that leans towards it gets more direct light and longer days, so it is summer there.",
                "direct|longer|more light|days|sunlight summer",
            ),
        ),
        Point("It is summer when the earth is closest to the sun.", "closest|closer|nearest|nearer sun summer"),
    ),
    "why the moon seems to change its shape": Subject(
        (
            Point("The moon does not shine by itself but is lit by the sun.", "moon lit|reflects|light sun|sunlight"),
            Point("It circles the earth about once a month.", "moon|it circles|orbits|orbit|around earth month"),
            Point("So we see more or less of its lit half from night to night.", "see lit|bright half|side|part"),
        ),
        Point("The shape changes because clouds cover the moon.", "clouds|cloud cover|hide moon"),
    ),
    "how a bicycle stays upright": Subject(
        (
            Point(
                "A moving bicycle is steered a little towards the side it leans to.",
                "steered|steers|steer|steering|turns lean|leans|falls",
            ),
            Point(
                "That brings the wheels back under the weight of the rider.", "wheels back|under weight|rider|balance"
            ),
            Point(
                "The faster it rolls, the quicker these corrections work.",
                "faster|speed|quickly corrections|correction|stable|easier|work",
            ),
        ),
        Point("The rider is held up by magnets in the frame.", "magnets|magnet rider|frame"),
    ),
    "why we yawn": Subject(
        (
            Point("We yawn most when we are tired or bored.", "yawn|yawning tired|bored|sleepy"),
            Point("A yawn stretches the jaw and may help to cool the brain.", "cool|cools brain"),
            Point(
                "It is catching, because people copy those whom they feel close to.",
                "catching|contagious copy|others|people|close",
            ),
        ),
        Point("We yawn because the lungs run empty.", "lungs empty|run"),
    ),
    "how bees make honey": Subject(
        (
            Point("Bees collect nectar from flowers.", "bees nectar flowers|flower|blossoms"),
            Point("In the hive they pass it on and add enzymes to it.", "hive enzymes|pass|chew"),
            Point(
                "They fan it with their wings until most of the water is gone.", "wings|fan|evaporates water|dry|thick"
            ),
        ),
        Point("Bees cook honey from tree bark.", "bark|cook honey"),
    ),
    "why onions make us cry": Subject(
        (
            Point("Cutting an onion breaks its cells open.", "cutting|cut|slicing|knife cells"),
            Point("They release a sharp gas that contains sulphur.", "gas sulphur|sulfur|acid|sharp|release"),
            Point("It stings the eyes, and tears wash it out.", "eyes|eye tears|wash|stings"),
        ),
        Point("Onions make us cry because they look sad.", "look|looks sad"),
    ),
    "how a thermos flask keeps tea hot": Subject(
        (
            Point("The flask has a double wall with a vacuum in between.", "double|walls|wall vacuum"),
            Point(
                "Heat can hardly cross a space without air.", "heat cross|pass|travel|escape|conduct air|vacuum|space"
            ),
            Point("The shiny inside throws the warmth back to the tea.", "shiny|silver|mirror back|reflects|reflect"),
        ),
        Point("There is a tiny heater in the lid.", "heater|battery lid|flask|inside"),
    ),
    "why the sea is salty": Subject(
        (
            Point(
                "Rain and rivers wash salts out of the rocks.", "rivers|rain salts|salt|minerals rocks|rock|land|soil"
            ),
            Point("They carry them into the sea, where they gather.", "carry|carried|flow sea|ocean"),
            Point(
                "The water evaporates, but the salt stays behind.",
                "evaporates|evaporate salt stays|remains|behind|left",
            ),
        ),
        Point("The sea is salty because fish sweat.", "fish sweat|cry"),
    ),
    "how a seed becomes a plant": Subject(
        (
            Point("A seed wakes up when it has water and warmth.", "seed water warmth|warm"),
            Point("The root grows down first, to drink from the soil.", "root|roots down|soil|first"),
            Point(
                "The shoot then grows up to the light and opens its leaves.", "shoot|stem light|sun|sunlight leaves|up"
            ),
        ),
        Point("A seed swallows earth and turns into wood.", "swallows|eats earth|soil wood"),
    ),
    "why metal feels colder than wood": Subject(
        (
            Point("Both have the same temperature as the room.", "same temperature"),
            Point("Metal conducts heat well, and wood does not.", "metal conducts|conductor|conduct heat"),
            Point(
                "So the metal draws warmth out of your hand faster.",
                "hand|skin|fingers faster|quickly|away|out heat|warmth",
            ),
        ),
        Point("Metal makes cold of its own.", "metal makes|produces|creates cold"),
    ),
    "how soap cleans greasy hands": Subject(
        (
            Point("Water alone runs off grease, as the two do not mix.", "water grease|fat|oil mix"),
            Point(
                "A soap molecule has an end that likes water and another that likes fat.",
                "end|ends|part|side water fat|grease|oil",
            ),
            Point(
                "It surrounds the grease, so that water can carry it away.",
                "surrounds|wraps|around grease|fat|oil|dirt away|rinse",
            ),
        ),
        Point("Soap burns the dirt off the skin.", "burns|burn dirt|skin"),
    ),
    "why we dream": Subject(
        (
            Point(
                "Most vivid dreams come in a phase of sleep with quick eye movements.",
                "dreams|dream rem|eye|phase sleep",
            ),
            Point(
                "The brain is busy then and sorts what we lived through.",
                "brain sorts|sorting|memories|memory|process|processes",
            ),
            Point(
                "Nobody knows the whole reason yet.", "nobody|unknown|debate|scientists knows|know|agree|certain|reason"
            ),
        ),
        Point("Dreams are messages that foretell the future.", "foretell|predict future"),
    ),
    "how an aeroplane stays in the air": Subject(
        (
            Point("The engines push the plane forward fast.", "engines|engine forward|thrust|push"),
            Point(
                "The wings are shaped and tilted to press air downwards.",
                "wings|wing air down|downwards|shape|shaped|tilted",
            ),
            Point("The air pushes back and lifts the plane.", "air lift|lifts|pushes|pressure plane|up|wings"),
        ),
        Point("The cabin is filled with a gas that is lighter than air.", "filled gas|helium"),
    ),
    "why cats purr": Subject(
        (
            Point("Cats purr when they feel safe and content.", "cats|cat content|happy|safe|relaxed"),
            Point(
                "The sound comes from quick movements of muscles in the throat.",
                "muscles|vibrate|vibrations|vibration throat|voice|larynx",
            ),
            Point(
                "They also purr to calm themselves when hurt or afraid.",
                "calm|soothe|heal hurt|afraid|pain|ill|stress|themselves",
            ),
        ),
        Point("Cats purr because their stomach is empty.", "stomach empty|hungry"),
    ),
    "how a battery works": Subject(
        (
            Point("A battery stores energy in chemicals.", "battery|batteries stores|energy chemicals|chemical"),
            Point(
                "A reaction sets electrons free at the negative end.", "reaction|electrons negative|end|electrode|pole"
            ),
            Point(
                "They flow through the wire to the positive end, and that is the current.",
                "flow|flows wire|circuit positive|current",
            ),
        ),
        Point("A battery is filled with small sparks of lightning.", "lightning|sparks filled|small|battery"),
    ),
    "why we sweat when it is hot": Subject(
        (
            Point("The body must keep a steady temperature.", "body steady|constant|normal|same|stable temperature"),
            Point("Glands in the skin let out water when we get too warm.", "glands|skin water|sweat|fluid"),
            Point(
                "The sweat evaporates and takes heat away with it.",
                "evaporates|evaporation|evaporate|dries heat|cools|cool",
            ),
        ),
        Point("Sweat is fat that melts.", "fat melts|melting"),
    ),
    "how a lock and key work": Subject(
        (
            Point("Inside the lock, small pins block the cylinder.", "pins cylinder|lock|block"),
            Point(
                "The teeth of the right key lift each pin to the proper height.",
                "key lift|lifts|raise|raises|push pin|pins",
            ),
            Point(
                "Then the cylinder can turn and pull back the bolt.", "turn|turns|rotate cylinder|lock bolt|open|opens"
            ),
        ),
        Point("The lock recognises its owner by the warmth of the hand.", "warmth|owner hand|recognises"),
    ),
    "why popcorn pops": Subject(
        (
            Point(
                "Every kernel holds a drop of water inside a hard shell.",
                "kernel|kernels water|moisture shell|hull|inside",
            ),
            Point("In the heat the water turns to steam and the pressure climbs.", "steam pressure|heat"),
            Point(
                "At last the shell bursts and the soft starch puffs out.",
                "bursts|burst|explodes|breaks starch|inside|puffs|fluffy",
            ),
        ),
        Point("Popcorn pops because tiny insects jump out.", "insects jump"),
    ),
}
