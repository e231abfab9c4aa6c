"""Names as they stand on Dutch class lists."""

# ruff: noqa: RUF001 - real names have letters that look like others

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """Return the words of a text."""
    return tuple(text.split())


GIRLS = words(
    "Emma Julia Mila Tess Zoë Sofie Anna Saar Noor Yara Lotte Evi Fenna Lieke Maud Isa Fleur Jade"
    " Roos Elin Loïs Noëlle Anaïs Esmée Renée Aya Amina Hira Elif Zeynep Ayşe Gülsüm Işıl Maja"
    " Zofia Małgosia Oluchi Chaimae Inès Chloé Féline Jasmijn Sterre Veerle Nina Liv"
)
BOYS = words(
    "Noah Sem Liam Lucas Daan Finn Levi Luuk Mees James Milan Sam Bram Adam Mohamed Yusuf Ilias"
    " Youssef Emre Kerem Çağan Ömer Doğukan Łukasz Jakub Paweł Björn Loïc André René Stijn Thijs"
    " Gijs Teun Hugo Jurre Ties Xavi Rayan Kofi Raphaël Siem Tobias Casper Joep Tijn"
)
PLAIN_SURNAMES = words(
    "Bakker Visser Smit Meijer Mulder Bos Vos Peters Hendriks Dekker Brouwer Dijkstra Smeets Kok"
    " Jacobs Willems Hoekstra Koster Prins Huisman Peeters Kuipers Postma Schouten Veenstra"
    " Yılmaz Kaya Demir Şahin Çelik Öztürk Yıldız Doğan Arslan Amrani Benali Bouzid Nowak"
    " Wiśniewski Kowalczyk Kamiński Müller Özdemir Singh Pinas Martina Lé Núñez Mensah Abdi"
)
SURNAMES = (
    *(("", name) for name in PLAIN_SURNAMES),
    ("van", "Dijk"), ("van", "Leeuwen"), ("van", "Beek"), ("van", "Vliet"), ("van", "Dam"),
    ("van den", "Berg"), ("van den", "Broek"), ("van der", "Linden"), ("van der", "Meer"),
    ("van der", "Heijden"), ("van de", "Ven"), ("van de", "Wiel"), ("van 't", "Hof"),
    ("van ’t", "Veer"), ("de", "Vries"), ("de", "Jong"), ("de", "Boer"), ("de", "Groot"),
    ("de", "Wit"), ("de", "Bruijn"), ("den", "Hartog"), ("ter", "Horst"), ("ten", "Brink"),
    ("te", "Riele"), ("in 't", "Veld"), ("op den", "Kamp"), ("'s", "Gravesande"),
    ("", "El Idrissi"), ("", "El Amrani"), ("", "Ait Haddou"), ("", "Jansen-de Vries"),
    ("van der", "Velden-Smit"), ("", "Bakker-Yılmaz"), ("", "García López"),
    ("", "Da Silva Santos"), ("", "Oud Ammerveld"),
)  # fmt: skip
ADULTS_F = words(
    "Anouk Marieke Sanne Ingrid Fatima Karin Esther Samira Wendy Monique Agnieszka Ayşe Priya"
    " Renée Judith Linda Naima Hanneke Els Patricia Joyce Ilse Zeynep Katarzyna"
)
ADULTS_M = words(
    "Mark Peter Rachid Jeroen Bart Dennis Ahmet Piotr Erik Sander Mohammed Tom Wouter René Kees"
    " Marcel Björn Hakan Ruben Jan-Willem Anil Michiel Omar Tomasz"
)
