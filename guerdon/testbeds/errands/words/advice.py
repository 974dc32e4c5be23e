"""Everyday troubles: for each the tips of a good answer, and a tip that makes it worse."""

from guerdon.testbeds.errands.points import Point, Subject

ADVICE = {
    "I cannot fall asleep at night": Subject(
        (
            Point("Go to bed at the same time every day.", "same time|hour"),
            Point(
                "Put away your phone and other screens an hour before bed.",
                "phone|screens|screen bed|before|evening|night|away",
            ),
            Point("Avoid coffee after the early afternoon.", "coffee|caffeine avoid|no|stop|less|after"),
            Point("Keep the bedroom dark and cool.", "bedroom|room dark|cool"),
        ),
        Point("Drink a strong espresso in bed.", "drink espresso|energy_drink"),
    ),
    "my bicycle chain keeps coming off": Subject(
        (
            Point(
                "Check whether the chain is too long or worn and replace it if so.", "chain worn|long|stretched|replace"
            ),
            Point("Adjust the limit screws of the gear changer.", "adjust|set screws|screw|derailleur|gear"),
            Point("See that the back wheel sits straight in the frame.", "wheel straight|aligned"),
            Point("Clean the chain and oil it.", "clean oil|lubricate|grease"),
        ),
        Point("Fix the chain in place with strong glue.", "glue|tape chain"),
    ),
    "my houseplant has yellow leaves": Subject(
        (
            Point(
                "Let the soil dry before you water again, as too much water is the usual cause.",
                "soil|water|watering dry|less|much|overwatering",
            ),
            Point("Move it to a spot with more light.", "light|window|sunlight move|more|spot|brighter"),
            Point("Make sure that the pot has holes so that water can drain.", "pot drain|drainage|holes"),
            Point("Give it some fertiliser in spring.", "fertiliser|fertilizer|feed|nutrients"),
        ),
        Point("Pour boiling water over the roots.", "boiling water"),
    ),
    "my bread never rises": Subject(
        (
            Point("Check that the yeast is fresh.", "yeast fresh|old|date|alive"),
            Point("Use water that is lukewarm and not hot.", "lukewarm|warm water|liquid"),
            Point("Knead the dough for ten minutes or so.", "knead|kneading"),
            Point("Let it rest in a warm place until it has doubled in size.", "rest|rise|stand warm|doubled|double"),
        ),
        Point("Leave out the yeast altogether.", "leave|without|skip yeast"),
    ),
    "I always forget the names of people I meet": Subject(
        (
            Point("Repeat the name aloud when you first hear it.", "repeat|say name"),
            Point("Link it to a picture or to somebody you know.", "link|connect|associate|picture|image"),
            Point("Write the new names down in the evening.", "write|note|notes names|down|name"),
            Point("If you have forgotten a name, admit it kindly and ask again.", "ask again"),
        ),
        Point("Call everybody by the same nickname.", "everybody|everyone nickname"),
    ),
    "I want to spend less money on food": Subject(
        (
            Point("Plan the meals for the week and shop with a list.", "plan|planning list|meals|week"),
            Point("Cook at home in larger amounts and freeze the rest.", "cook freeze|home|batch"),
            Point("Buy fruit and vegetables that are in season.", "season|seasonal"),
            Point("Use up leftovers before you shop again.", "leftovers"),
        ),
        Point("Order a takeaway every day to save time.", "takeaway|deliveries order|every"),
    ),
    "my neighbour plays loud music at night": Subject(
        (
            Point(
                "Talk to your neighbour in a calm and friendly way first.",
                "talk|speak calm|calmly|friendly|politely|kindly",
            ),
            Point("Agree on quiet hours that suit both of you.", "agree quiet|hours|times"),
            Point("Keep a note of when it happens.", "note|record|diary|log"),
            Point("If nothing changes, write to the landlord.", "landlord|council|mediator"),
        ),
        Point("Play your own music even louder at dawn.", "louder|revenge"),
    ),
    "I am nervous about a job interview": Subject(
        (
            Point("Read up on the company the day before.", "company read|research|learn"),
            Point("Practise answers to common questions aloud.", "practise|practice|rehearse answers|questions|aloud"),
            Point(
                "Lay out your clothes and papers the evening before.",
                "clothes|papers|documents evening|ready|prepare|lay",
            ),
            Point("Breathe slowly while you wait and arrive early.", "breathe|breaths|arrive slowly|deep|early"),
        ),
        Point("Invent a degree that you do not have.", "invent|lie degree|qualification|job"),
    ),
    "my shoes smell bad": Subject(
        (
            Point("Let them dry fully for a day between wears.", "dry air|day|fully|wears"),
            Point("Put baking soda in overnight.", "baking_soda|bicarbonate|soda"),
            Point("Wash or change the insoles.", "insoles|insole"),
            Point("Wear fresh cotton or wool socks.", "socks"),
        ),
        Point("Keep the shoes wet in a closed plastic bag.", "wet closed|plastic"),
    ),
    "my laptop has become very slow": Subject(
        (
            Point("Close the programs and tabs that you do not need.", "close programs|tabs|apps"),
            Point("Restart it and install the updates.", "restart|reboot updates|update|it"),
            Point("Free some space on the disk.", "free|delete space|disk|files"),
            Point("Scan it for malware.", "malware|virus|viruses scan|check|antivirus"),
        ),
        Point("Put the laptop into the fridge.", "fridge|freezer laptop|it"),
    ),
    "I want to learn a new language on my own": Subject(
        (
            Point("Study a little every day instead of a lot on Sunday.", "every|daily day|daily|little"),
            Point("Learn the most common words first, with cards.", "words|vocabulary common|cards|flashcards"),
            Point("Listen to songs or podcasts in the language.", "listen songs|podcasts|radio"),
            Point("Find a partner to speak with.", "partner|native|tandem speak|talk|conversation"),
        ),
        Point("Wait until you are fluent before you say a word.", "wait fluent|perfect"),
    ),
    "my cat scratches the sofa": Subject(
        (
            Point("Put a scratching post right beside the sofa.", "post put|buy|place|beside|near|give"),
            Point("Praise or reward the cat when it uses the post.", "praise|reward|treat|treats"),
            Point(
                "Cover the corner of the sofa with sticky tape or a blanket for a while.",
                "cover|tape|blanket sofa|corner|sticky",
            ),
            Point("Trim its claws with care.", "claws|nails trim|cut"),
        ),
        Point("Shout at the cat and lock it out.", "shout|hit|punish cat|it"),
    ),
    "I keep putting off my tax return": Subject(
        (
            Point(
                "Collect all the papers in a single folder first.", "papers|documents|receipts folder|collect|gather"
            ),
            Point("Split the work into small steps.", "small|smaller steps|tasks|pieces"),
            Point("Set a fixed evening for it in your calendar.", "calendar|fixed|appointment|schedule"),
            Point("Reward yourself when a step is done.", "reward|treat"),
        ),
        Point("Throw the letters from the tax office away.", "throw|burn letters|letter|papers"),
    ),
    "my car windows fog up in winter": Subject(
        (
            Point(
                "Turn on the air conditioning together with the heating.",
                "air_conditioning|conditioning heating|heat|warm|on",
            ),
            Point("Clean the inside of the glass.", "clean glass|windows|windscreen"),
            Point("Take wet mats and coats out of the car.", "wet|damp mats|coats|clothes|out"),
            Point("Open a window slightly for a moment.", "open window"),
        ),
        Point("Breathe on the glass to warm it.", "breathe|blow glass|windows"),
    ),
    "my rice always sticks together": Subject(
        (
            Point("Rinse the rice until the water runs clear.", "rinse|wash rice|water|clear"),
            Point(
                "Use the right amount of water, about twice as much as rice.", "water|amount twice|right|double|measure"
            ),
            Point("Do not stir it while it cooks.", "stir not|don't|never|avoid"),
            Point("Let it rest under the lid before you loosen it with a fork.", "rest|stand lid|fork|fluff|covered"),
        ),
        Point("Stir it hard all the time.", "stir hard|constantly|time"),
    ),
    "I want to run my first ten kilometres": Subject(
        (
            Point(
                "Start slowly, with running and walking in turn.", "slowly|slow|walking|walk start|begin|turn|running"
            ),
            Point("Run a little further every week.", "week|weekly|gradually further|more|longer|distance"),
            Point("Buy shoes that fit well.", "shoes"),
            Point("Take rest days, so that your legs recover.", "rest|recover|recovery"),
        ),
        Point("Run the whole distance at full speed on the first day.", "full_speed|sprint first|day"),
    ),
    "the tap in my kitchen drips": Subject(
        (
            Point("Turn off the water before you start.", "turn|shut off water"),
            Point("Unscrew the handle and take out the washer.", "unscrew|open|remove handle|tap|washer"),
            Point("Fit a new washer of the same size.", "new|replace|fit washer|seal"),
            Point("Call a plumber if it still drips.", "plumber"),
        ),
        Point("Hit the pipe with a hammer.", "hit hammer|pipe"),
    ),
    "my children fight over toys": Subject(
        (
            Point("Stay calm and let each child say what happened.", "calm|listen child|children|each|each_child"),
            Point("Agree on turns, with a kitchen timer if need be.", "turns|timer"),
            Point("Praise them when they share.", "praise share|sharing"),
            Point(
                "Keep a few favourite toys that nobody has to share.", "favourite|own|special toys|toy share|nobody|put"
            ),
        ),
        Point("Give all of the toys to the child who shouts loudest.", "loudest|shouts"),
    ),
    "I get a sore back from sitting at my desk": Subject(
        (
            Point("Stand up and walk around every half hour.", "stand|walk hour|regularly|minutes|often|around"),
            Point("Raise the screen to the height of your eyes.", "screen|monitor height|eyes|eye|raise"),
            Point("Set the chair so that your feet rest flat on the floor.", "chair|feet floor|flat|adjust"),
            Point("Do some exercises that make your back stronger.", "exercises|exercise|stretch|stretches|swimming"),
        ),
        Point("Stay bent over the desk without any breaks.", "without|no breaks|break bent|stay|desk"),
    ),
    "my tomatoes do not ripen": Subject(
        (
            Point("Pinch out the side shoots.", "side_shoots|shoots|pinch|prune"),
            Point("Take off some leaves so that the sun reaches the fruit.", "leaves sun|light|remove|fruit"),
            Point("Water them regularly, but not too much.", "water|watering regularly|much|evenly"),
            Point("Pick the last green fruit and keep it beside a ripe apple.", "apple|banana"),
        ),
        Point("Cover the plants with a black sheet.", "black|dark sheet|cover"),
    ),
    "I have to give a speech at a wedding": Subject(
        (
            Point("Keep it short, five minutes at most.", "short|minutes|brief"),
            Point("Tell a warm story about the couple.", "story|anecdote couple|bride|groom|warm"),
            Point("Practise it aloud a few times.", "practise|practice|rehearse"),
            Point("End by raising a glass to them.", "glass|toast"),
        ),
        Point("Make jokes about the former partners of the couple.", "jokes|joke former|ex"),
    ),
    "my glasses keep steaming up": Subject(
        (
            Point("Wash the lenses with a little soap and let them dry.", "soap|wash lenses|glasses|dry|them"),
            Point(
                "Make sure that your mask or scarf fits tightly over the nose.", "mask|scarf nose|tight|tightly|fits"
            ),
            Point("Use a spray that stops the steam.", "spray|anti-fog|wipes"),
            Point("Wear them a little further down the nose, so that air can pass.", "further|down air|nose"),
        ),
        Point("Rub the lenses with sandpaper.", "sandpaper|scratch lenses|rub"),
    ),
}
