"""Everyday jobs in steps, each step with the words that tell it from the others."""

from guerdon.testbeds.errands.points import Point

PROCEDURES = {
    "brewing a pot of tea": (
        Point("boil the kettle", "kettle"),
        Point("put tea leaves in the pot", "leaves"),
        Point("pour hot water over them", "pour"),
        Point("let it steep for a while", "steep"),
    ),
    "posting a letter": (
        Point("write the letter", "write"),
        Point("seal the envelope", "seal"),
        Point("stick on a stamp", "stamp"),
        Point("drop it in the postbox", "postbox"),
    ),
    "washing clothes": (
        Point("sort the clothes by colour", "sort"),
        Point("load the machine", "load"),
        Point("add the detergent", "detergent"),
        Point("hang everything up to dry", "hang"),
    ),
    "mending a flat tyre": (
        Point("take off the wheel", "wheel"),
        Point("find the hole", "hole"),
        Point("glue a patch on", "patch"),
        Point("pump it up again", "pump"),
    ),
    "painting a room": (
        Point("cover the floor with sheets", "sheets"),
        Point("mask the edges with tape", "tape"),
        Point("roll the paint onto the walls", "roll"),
        Point("clean the brushes", "brushes"),
    ),
    "making an omelette": (
        Point("crack the eggs", "crack"),
        Point("whisk them with salt", "whisk"),
        Point("heat butter in the pan", "butter"),
        Point("cook until just set and serve", "serve"),
    ),
    "checking in for a flight": (
        Point("arrive at the airport", "airport"),
        Point("drop off the suitcase", "suitcase"),
        Point("go through security", "security"),
        Point("board at the gate", "gate"),
    ),
    "planting a tree": (
        Point("dig a deep hole", "dig"),
        Point("set the roots into it", "roots"),
        Point("fill it with earth", "fill"),
        Point("tie the trunk to a stake", "stake"),
    ),
    "borrowing a book": (
        Point("search the catalogue", "catalogue"),
        Point("take the book from the shelf", "shelf"),
        Point("show your card at the desk", "card"),
        Point("return it within a month", "return"),
    ),
    "building a camp fire": (
        Point("clear the ground", "clear"),
        Point("gather dry wood", "gather"),
        Point("light the kindling", "kindling"),
        Point("put it out with sand", "sand"),
    ),
    "baking a cake": (
        Point("weigh the ingredients", "weigh"),
        Point("stir them into a batter", "batter"),
        Point("bake it in the oven", "oven"),
        Point("spread the icing on top", "icing"),
    ),
    "moving to a new flat": (
        Point("sign the lease", "lease"),
        Point("pack the boxes", "pack"),
        Point("rent a van", "van"),
        Point("unload it all and tell your friends the new address", "address"),
    ),
    "giving a dog a bath": (
        Point("brush out the fur", "brush"),
        Point("wet it with lukewarm water", "lukewarm"),
        Point("rub in the shampoo", "shampoo"),
        Point("dry it with a towel", "towel"),
    ),
    "printing a photograph": (
        Point("choose the picture", "choose"),
        Point("crop it on the computer", "crop"),
        Point("put glossy paper in the printer", "glossy"),
        Point("frame the print", "frame"),
    ),
    "holding a meeting": (
        Point("send the agenda", "agenda"),
        Point("welcome those who came", "welcome"),
        Point("discuss each item", "discuss"),
        Point("share the minutes with all", "minutes"),
    ),
    "making a snowman": (
        Point("roll a large ball", "large"),
        Point("lift a smaller ball on top", "smaller"),
        Point("press in stones for the eyes", "stones"),
        Point("finish with a carrot for the nose", "carrot"),
    ),
}
