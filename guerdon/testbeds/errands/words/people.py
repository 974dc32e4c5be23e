"""Names, days, times, places and prices: what errands are about when they are about somebody."""

NAMES = (
    "Amira", "Anton", "Beatriz", "Bruno", "Carla", "Chidi", "Dagmar", "Daniel", "Elif", "Emeka", "Farah", "Felix",
    "Greta", "Hassan", "Ines", "Ivan", "Jana", "Jonas", "Kavita", "Kofi", "Leila", "Luca", "Marta", "Milan", "Nadia",
    "Noah", "Olga", "Oscar", "Paula", "Pedro", "Quentin", "Rania", "Rosa", "Samir", "Sofia", "Tariq", "Tessa", "Ulrich",
    "Vera", "Viktor", "Wanda", "Yusuf", "Zainab", "Zoltan",
)  # fmt: skip

SURNAMES = (
    "Abbott", "Adeyemi", "Baker", "Castillo", "Dimitrov", "Eriksen", "Fontaine", "Grant", "Haddad", "Ibsen", "Jansen",
    "Kowalski", "Lindqvist", "Moreno", "Nakamura", "Okafor", "Petrov", "Quinn", "Rossi", "Sharma", "Tanaka", "Ueda",
    "Varga", "Weber", "Yilmaz", "Zimmer",
)  # fmt: skip

DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

DATES = tuple(
    f"{day} {month}"
    for month in ("January", "February", "March", "April", "May", "June", "July", "September", "October", "November")
    for day in (2, 5, 8, 11, 14, 17, 19, 22, 26, 28)
)

TIMES = tuple(
    f"{hour}:{minute} {half}" for half in ("am", "pm") for hour in range(7, 12) for minute in ("15", "30", "45")
)
HOURS = tuple(f"{hour} am" for hour in (8, 9, 10, 11)) + tuple(f"{hour} pm" for hour in range(1, 10))

PLACES = (
    "the town hall", "the old library", "the community centre", "the village school", "the railway museum",
    "the riverside cafe", "the botanical garden", "the corner bakery", "the sports hall", "the harbour office",
    "the city theatre", "the swimming pool", "the church garden", "the market square", "the art gallery",
    "the castle courtyard", "the youth club", "the station hotel", "the rooftop terrace", "the north gate",
    "the primary school", "the boat house", "the observatory", "the concert hall", "the picnic meadow",
)  # fmt: skip

TOWNS = (
    "Aberdeen", "Bologna", "Coimbra", "Dresden", "Esbjerg", "Galway", "Haarlem", "Innsbruck", "Jaipur", "Kyoto",
    "Leeds", "Marseille", "Nairobi", "Oxford", "Porto", "Quito", "Rotterdam", "Seville", "Tromso", "Uppsala",
    "Valencia", "Windhoek", "York", "Zagreb",
)  # fmt: skip
