"""The parts of plain sentences: who does what, where or when."""

SUBJECTS = (
    "the baker", "my sister", "our neighbour", "the teacher", "the postman", "a young doctor", "the old gardener",
    "my uncle", "the night nurse", "the new manager", "her cousin", "the bus driver", "the librarian", "his grandmother",
    "the plumber", "a tired waiter", "the mayor", "the farmer", "the painter", "our coach", "the pilot", "the shopkeeper",
    "a careful student", "the mechanic", "the tailor", "my landlord", "the violinist", "their lawyer",
)  # fmt: skip

ACTIONS = (
    # base, present, past, object
    ("open", "opens", "opened", "the shop"),
    ("clean", "cleans", "cleaned", "the windows"),
    ("paint", "paints", "painted", "the garden fence"),
    ("write", "writes", "wrote", "a long letter"),
    ("sell", "sells", "sold", "fresh bread"),
    ("repair", "repairs", "repaired", "the broken bicycle"),
    ("carry", "carries", "carried", "the heavy boxes"),
    ("iron", "irons", "ironed", "the white shirts"),
    ("water", "waters", "watered", "the tomato plants"),
    ("teach", "teaches", "taught", "a group of beginners"),
    ("bring", "brings", "brought", "a basket of apples"),
    ("lock", "locks", "locked", "the front door"),
    ("drive", "drives", "drove", "the delivery van"),
    ("cook", "cooks", "cooked", "a pot of soup"),
    ("sing", "sings", "sang", "an old song"),
    ("count", "counts", "counted", "the coins"),
    ("feed", "feeds", "fed", "the ducks"),
    ("build", "builds", "built", "a wooden shed"),
    ("draw", "draws", "drew", "a map of the valley"),
    ("wash", "washes", "washed", "the dishes"),
    ("lose", "loses", "lost", "the house keys"),
    ("buy", "buys", "bought", "a train ticket"),
    ("sweep", "sweeps", "swept", "the kitchen floor"),
    ("check", "checks", "checked", "the weekly report"),
    ("throw", "throws", "threw", "a party for the team"),
    ("choose", "chooses", "chose", "a blue coat"),
    ("deliver", "delivers", "delivered", "the parcels"),
    ("hide", "hides", "hid", "the birthday presents"),
    ("forget", "forgets", "forgot", "the shopping list"),
    ("catch", "catches", "caught", "the early train"),
    ("light", "lights", "lit", "the candles"),
    ("move", "moves", "moved", "the piano"),
    ("plant", "plants", "planted", "two rows of beans"),
    ("tell", "tells", "told", "a ghost story"),
    ("order", "orders", "ordered", "a pot of tea"),
    ("film", "films", "filmed", "the school play"),
    ("fold", "folds", "folded", "the clean towels"),
    ("borrow", "borrows", "borrowed", "a ladder"),
    ("practise", "practises", "practised", "the violin"),
    ("visit", "visits", "visited", "the flower market"),
)

ADJUNCTS = (
    "before breakfast", "after lunch", "in the rain", "near the station", "every Friday", "with great care", "at dawn",
    "behind the church", "during the holidays", "without any help", "in the evening", "on market days", "by candlelight",
    "for the whole family", "next to the river", "once a week", "in a hurry", "on the way home", "at the weekend",
    "in front of the school", "with a smile", "in the middle of the night",
)  # fmt: skip
