"""Things by category. An item may stand in several; whatever stands in none of the right ones is a wrong answer."""

CATEGORIES = {
    "fruits": "apple, pear, plum, cherry, banana, mango, grape, peach, apricot, fig, lemon, orange, kiwi, papaya, melon",
    "vegetables": "carrot, onion, leek, cabbage, spinach, potato, turnip, broccoli, celery, radish, pumpkin, cucumber, pea",
    "musical instruments": "violin, piano, flute, trumpet, drum, guitar, harp, cello, clarinet, oboe, trombone, banjo, organ",
    "farm animals": "cow, sheep, goat, pig, horse, hen, duck, donkey, goose, turkey, rabbit",
    "animals that live in the sea": "shark, whale, dolphin, octopus, squid, crab, lobster, seal, jellyfish, starfish, tuna, cod, eel",
    "birds": "robin, eagle, sparrow, owl, swan, crow, heron, pigeon, falcon, duck, goose, parrot, penguin, swallow",
    "insects": "ant, bee, wasp, beetle, butterfly, moth, mosquito, grasshopper, dragonfly, cricket, ladybird",
    "trees": "oak, birch, maple, willow, ash, beech, cedar, elm, pine, poplar, chestnut, spruce",
    "flowers": "rose, tulip, daisy, lily, orchid, daffodil, sunflower, iris, lavender, peony, violet, poppy",
    "colours": "red, blue, green, yellow, purple, orange, brown, pink, grey, black, white, violet, turquoise",
    "cooking utensils": "whisk, ladle, spatula, grater, peeler, sieve, colander, rolling pin, tin opener, tongs, corkscrew",
    "garden tools": "spade, rake, hoe, trowel, shears, wheelbarrow, watering can, hose, fork, lawnmower, shovel",
    "carpenter's tools": "hammer, saw, drill, chisel, screwdriver, plane, pliers, spirit level, clamp, mallet, sandpaper",
    "pieces of furniture": "table, chair, sofa, wardrobe, bookcase, desk, stool, armchair, cupboard, bench, dresser",
    "rooms of a house": "kitchen, bathroom, bedroom, cellar, attic, hallway, dining room, study, pantry, living room",
    "clothes for cold weather": "scarf, coat, mittens, jumper, boots, earmuffs, cardigan, fleece, woolly hat, thermal vest",
    "means of transport": "bus, train, tram, bicycle, ferry, taxi, lorry, motorcycle, aeroplane, helicopter, canoe, scooter",
    "jobs in a hospital": "nurse, surgeon, porter, midwife, radiographer, pharmacist, paramedic, anaesthetist, physiotherapist",
    "sports played with a ball": "football, tennis, basketball, volleyball, rugby, golf, hockey, handball, squash, baseball, snooker",
    "board and card games": "chess, draughts, poker, bridge, rummy, backgammon, dominoes, whist, patience, snap",
    "drinks without alcohol": "water, tea, coffee, lemonade, milk, cocoa, apple juice, iced tea, ginger ale, tomato juice",
    "spices": "pepper, cinnamon, paprika, turmeric, saffron, cumin, nutmeg, cardamom, cloves, coriander, ginger",
    "parts of the body": "arm, leg, elbow, knee, shoulder, ankle, wrist, neck, chest, thumb, heel, chin",
    "things found in a school bag": "pencil, ruler, notebook, rubber, textbook, sharpener, calculator, lunch box, pencil case, folder",
    "planets": "mercury, venus, earth, mars, jupiter, saturn, uranus, neptune",
    "countries in Europe": "france, spain, italy, portugal, poland, greece, norway, sweden, austria, hungary, ireland, belgium",
    "countries in Africa": "kenya, egypt, ghana, morocco, nigeria, senegal, tunisia, uganda, zambia, namibia, ethiopia, mali",
    "countries in Asia": "japan, india, china, vietnam, thailand, nepal, mongolia, malaysia, indonesia, pakistan, cambodia",
    "capital cities": "paris, london, rome, madrid, lisbon, vienna, berlin, oslo, warsaw, athens, cairo, tokyo, ottawa",
    "rivers": "thames, nile, danube, rhine, amazon, seine, volga, mississippi, ganges, elbe, loire, tiber",
    "metals": "iron, copper, gold, silver, tin, lead, zinc, aluminium, nickel, platinum, bronze, steel",
    "fabrics": "cotton, wool, silk, linen, velvet, denim, nylon, satin, tweed, corduroy, flannel",
    "languages": "english, french, spanish, german, italian, arabic, hindi, swahili, japanese, portuguese, finnish, welsh",
    "kinds of weather": "rain, snow, hail, fog, sunshine, thunderstorm, drizzle, sleet, frost, heatwave, blizzard",
    "dairy products": "milk, cheese, butter, yoghurt, cream, buttermilk, cottage cheese, sour cream, ghee, whey",
    "desserts": "trifle, cheesecake, apple pie, ice cream, tiramisu, rice pudding, pavlova, brownie, fruit salad, custard tart",
}

SHIFTED = {
    "shapes": "circle, square, triangle, hexagon, rectangle, oval, pentagon, rhombus",
    "months": "january, february, march, april, june, july, august, september, october, november",
    "wild cats": "lion, tiger, leopard, cheetah, jaguar, lynx, puma, ocelot",
    "dances": "waltz, tango, polka, salsa, foxtrot, rumba, ballet, flamenco",
    "gemstones": "ruby, emerald, diamond, sapphire, opal, topaz, garnet, amethyst",
    "ships and boats": "yacht, submarine, trawler, dinghy, galleon, kayak, barge, schooner",
    "parts of a car": "bonnet, windscreen, gearbox, exhaust, clutch, radiator, headlamp, steering wheel",
    "buildings": "castle, cathedral, lighthouse, library, museum, cottage, skyscraper, windmill",
    "reptiles": "lizard, crocodile, tortoise, cobra, gecko, iguana, chameleon, viper",
    "breads": "baguette, bagel, ciabatta, chapati, pretzel, croissant, brioche, focaccia",
    "mountains": "everest, kilimanjaro, vesuvius, snowdon, etna, matterhorn, fuji, olympus",
    "camping gear": "tent, torch, sleeping bag, compass, rucksack, camping stove, groundsheet, penknife",
    "fish dishes": "sushi, fishcake, paella, chowder, kedgeree, bouillabaisse, ceviche, fish pie",
    "units of length": "metre, kilometre, inch, mile, yard, centimetre, foot, furlong",
}


def items(lists: dict[str, str]) -> dict[str, tuple[str, ...]]:
    """The same lists, cut at their commas."""
    return {name: tuple(text.split(", ")) for name, text in lists.items()}
