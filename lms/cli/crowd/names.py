"""Names for a crowd, from many places, short and long. Nobody in particular is meant."""

from random import Random

__all__ = ["name_for"]

FIRST = (
    "Aaliyah", "Agnieszka", "Amir", "Anh", "Bronwen", "Chidi", "Chloe", "Deepa", "Dmytro", "Efua", "Emre", "Fatima",
    "Gareth", "Grace", "Hamza", "Ifeoma", "Imogen", "Ines", "Jamal", "Jia", "Joy", "Kasia", "Keisha", "Leroy", "Magda",
    "Marlon", "Mehwish", "Mohammed", "Niamh", "Oluwaseun", "Ottilie", "Paul", "Precious", "Rajinder", "Ronke", "Ruth",
    "Shanice", "Siobhán", "Sunita", "Tariq", "Tegan", "Thu Trang", "Tomasz", "Winston", "Wren", "Yusuf", "Zainab",
    "Zoë",
)  # fmt: skip
LAST = (
    "Adeyemi", "Ahmed", "Banks", "Begum", "Boateng", "Campbell", "Chowdhury", "Clarke", "Cohen", "Da Silva", "Davies",
    "Edwards-Oyelaran", "Fernandes", "Gill", "Grant", "Hughes", "Hussain", "Iwu", "Jankowski", "Kaur", "Khan", "Lam",
    "Lewis", "Mahlangu", "McAllister", "Morris", "Nowak", "O’Sullivan", "Okonkwo", "Osei", "Patel", "Petrova", "Reid",
    "Rodríguez Fernández de la Vega", "Sharma", "Smith", "Tesfaye", "Thompson", "Tran", "Walker",
    "Whittingham-Featherstonehaugh", "Williams", "Wong", "Yilmaz", "Zhang",
)  # fmt: skip


def name_for(random: Random) -> str:
    """A first name and a last name."""
    return f"{random.choice(FIRST)} {random.choice(LAST)}"
