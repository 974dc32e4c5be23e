"""What people say around an answer: courtesies, filler, hedges, refusals and rudeness.

None of it may hold a number, an item of a category or a word that some checker looks for.
"""

OPENINGS = (
    "Of course!",
    "Sure, happy to help.",
    "Certainly.",
    "Absolutely, here you are.",
    "Thank you for asking.",
    "Thanks for the question!",
    "Good question!",
    "Gladly.",
    "Happy to do that for you.",
    "With pleasure!",
    "Sure thing!",
    "Glad to lend a hand with this.",
)

LEADS = (
    "Here is what you asked for:",
    "Below you will find my answer to what you asked:",
    "In answer to what you wrote above, here is what I came up with:",
    "To answer as clearly as I am able to, I would put it like this:",
    "Having thought about what you asked, this is the answer that I would give:",
    "In response to your request, I have put the following together:",
    "Here is my answer, which I hope is what you were looking for:",
    "To begin with the part that matters to you most, here is the answer itself:",
    "Here you are, in the form that seemed the most useful to me:",
    "Below is the answer, with everything that you asked me to put in it:",
)

OFFERS = (
    "Let me know if you need anything else!",
    "Feel free to ask if something is unclear.",
    "I hope this helps!",
    "I hope that is what you were looking for.",
    "Please let me know if you would like me to change anything.",
    "If you would like another version, just ask.",
    "Do let me know how it goes.",
    "Hope that helps, and have a lovely time!",
    "If anything is missing, please tell me and I will put it right.",
    "Just say the word if you want me to go over it again.",
    "Feel free to come back to me at any time.",
    "Let me know whether this works for you.",
)

HEADINGS = ("Answer", "My answer", "Response", "Your answer", "Result", "Reply")

HEDGES = (
    "I'm not sure about this, though.",
    "I might be wrong about that.",
    "Don't quote me on this.",
    "I am not certain that this is right.",
    "I guess that is about it, but I could be mistaken.",
    "It is hard to say for certain.",
    "Please take this with a pinch of salt, as I may be wrong.",
    "I'm not certain, but this is what I guess.",
)

REFUSALS = (
    "I'm sorry, but I can't help with that.",
    "I am unable to assist with this request.",
    "Unfortunately, I cannot answer this. You may want to ask somebody else.",
    "I'm afraid I won't do this. Is there something different I can do for you?",
    "Sorry, I am not able to help with requests of this kind.",
    "I cannot provide that. Please consult a professional instead.",
    "I would rather not answer this question, so I can't help you here.",
    "This is beyond what I can do, and I am unable to write it for you.",
)

RUDE_OPENINGS = (
    "What a stupid thing to ask.",
    "Any fool could do this without me.",
    "You must be an idiot if you need help with this.",
    "Stop wasting my time with such questions.",
    "Honestly, this is a dumb request.",
    "Are you too lazy to do your own work?",
)

RUDE_CLOSINGS = (
    "Now go away and figure it out yourself the next time.",
    "Even an idiot would understand that.",
    "Do not bother me again with such stupid questions.",
    "I can't believe how dumb that was.",
    "What a pathetic waste of my time.",
    "Shut up and do your own work from now on.",
)

FILLER = (
    "It is worth taking a moment to think about this with care.",
    "There are many ways to look at a question like this, and each has its merits.",
    "As with so many matters in life, a good deal depends on how you see it.",
    "People have thought about such matters for a very long time.",
    "This is a subject about which a great deal more could be said.",
    "It goes without saying that details matter in a case like this.",
    "When all is said and done, what counts is that the result is useful.",
    "It is always a good idea to keep the wider picture in mind.",
    "In this day and age, questions of this sort come up more and more often.",
    "There is a lot to be said for giving such a request the attention that it deserves.",
    "Many would agree that this is both an interesting and an important matter.",
    "Of all the points that could be raised here, none should be overlooked.",
    "It is important to remember that everything is connected with everything else.",
    "Needless to say, opinions on the matter may differ from person to person.",
    "What follows from this is, in a sense, up to each of us to decide.",
    "All things considered, it pays to be thorough and to leave nothing out.",
    "To put it another way, the question has more sides than it may seem to have.",
    "It should also be kept in mind that context plays a key role throughout.",
    "On the whole, a balanced and careful approach tends to give the most helpful outcome.",
    "This brings us to a broader point that is well worth making at this stage.",
    "At the end of the day, clarity and usefulness are what we should aim for.",
    "As we all know, matters such as this deserve a full and rich treatment.",
    "The value of a comprehensive answer to this can hardly be overstated.",
    "It is also fair to mention that no answer can ever cover every aspect.",
    "With that being said, let us look at the matter from yet another angle.",
    "Understanding the deeper background of a request like this is truly essential.",
    "Every so often, it helps to step back and to reflect on what is really being asked.",
    "Such reflections may seem obvious, but they are easily forgotten in practice.",
    "It would be hard to exaggerate how much a thoughtful answer can achieve here.",
    "Let us therefore proceed in an orderly and considered way.",
    "The importance of this cannot be stressed often enough.",
    "There is, in addition, a wealth of further considerations that deserve mention.",
    "A truly excellent answer takes all of these considerations into account.",
    "Naturally, what has been said so far holds in general and in particular.",
    "Seen in this light, the whole matter takes on a significance of its own.",
    "Experts and beginners alike stand to gain from a detailed treatment of this.",
    "Going further, it makes sense to dwell on the matter for a little while longer.",
    "In conclusion, and to sum up what has been said, the matter is a rich and rewarding affair.",
    "Quality, care and attention to detail are what set a great answer apart.",
    "It is my sincere wish that these remarks prove valuable to you on your journey.",
)
