"""What somebody may want of an answer, in words: six attributes, more or less of each."""

from collections.abc import Mapping

Wanted = tuple[str, bool]
"""An attribute, and whether it should be there."""

SEEN: Mapping[Wanted, tuple[str, ...]] = {
    ("long", True): ("I want a thorough answer.", "Explain it at length.", "Go into depth.", "Tell me the full story."),
    ("long", False): ("Be brief.", "I want a short answer.", "Keep it concise.", "Say it in few words."),
    ("formal", True): (
        "Use a formal tone.", "It should sound professional.", "Write as in a business letter.", "Speak properly.",
    ),
    ("formal", False): (
        "Use a casual tone.", "Talk to me like a friend.", "It should sound relaxed.", "Write the way people chat.",
    ),
    ("example", True): (
        "Give me an example.", "Illustrate it with a case.", "Show me somebody who does it.", "I learn from examples.",
    ),
    ("example", False): (
        "Leave out anecdotes.", "No stories about other people.", "Spare me any examples.", "Stick to the general rule.",
    ),
    ("number", True): (
        "Give me exact figures.", "I want numbers.", "Be quantitative.", "Tell me precisely how much or how often.",
    ),
    ("number", False): (
        "Avoid figures.", "I do not like numbers.", "Describe it in words without quantities.", "No statistics.",
    ),
    ("hedged", True): (
        "Admit what is uncertain.", "Be cautious in what you claim.", "Say where you are not sure.", "Show some doubt.",
    ),
    ("hedged", False): (
        "Sound confident.", "Be decisive.", "State it with full conviction.", "Make a firm statement.",
    ),
    ("polite", True): ("Be polite.", "I value good manners.", "Be courteous and kind.", "Say please and thank you."),
    ("polite", False): (
        "Skip the pleasantries.", "No need for courtesy.", "Do not flatter or greet me.", "Be blunt with me.",
    ),
}  # fmt: skip
"""Ways to ask for it that training may show."""

NEW: Mapping[Wanted, tuple[str, ...]] = {
    ("long", True): ("Please elaborate in detail.", "I would like a long explanation."),
    ("long", False): ("Make it short and to the point.", "A brief reply is best."),
    ("formal", True): ("Choose formal language.", "Keep a professional style."),
    ("formal", False): ("Keep the tone casual and friendly.", "Informal language is best."),
    ("example", True): ("Include a concrete example.", "An illustration of somebody doing it would help."),
    ("example", False): ("Do without examples.", "I do not care for anecdotes about others."),
    ("number", True): ("Include specific numbers.", "Exact quantities matter to me."),
    ("number", False): ("Do not mention any numbers.", "Keep figures and statistics out of it."),
    ("hedged", True): ("Be honest about uncertainty.", "Qualify what you claim with care."),
    ("hedged", False): ("Answer with confidence.", "I want a firm and decisive answer."),
    ("polite", True): ("Please be courteous.", "Politeness matters to me."),
    ("polite", False): ("Leave out polite phrases.", "Be blunt and skip the courtesy."),
}
"""Other words for the same."""

SCENARIOS: Mapping[Wanted, tuple[str, ...]] = {
    ("long", True): ("I am writing a report on this and have the whole evening to read.",),
    ("long", False): ("I am reading this on my phone between two trains.",),
    ("formal", True): ("I will forward the reply to the board of a bank.",),
    ("formal", False): ("We are hanging out on the couch and I got curious.",),
    ("example", True): ("I am a teacher and my pupils understand only what they can picture.",),
    ("example", False): ("I collect general principles for an encyclopedia.",),
    ("number", True): ("I am an engineer and enter everything into a spreadsheet.",),
    ("number", False): ("I am telling a bedtime tale to a child who cannot count yet.",),
    ("hedged", True): ("I am a scientist who distrusts whoever is too sure.",),
    ("hedged", False): ("I cannot make up my mind and need somebody to tell me what to do.",),
    ("polite", True): ("I am an elderly lady who was brought up with manners.",),
    ("polite", False): ("I am a drill sergeant and hate fuss.",),
}
"""Who is asking, from which it follows what is wanted."""
