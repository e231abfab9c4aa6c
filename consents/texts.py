"""The questions that every school begins with, in the words of version 1.

One place, one audience, one term in each; no example, no condition, nothing that pushes.
The words are data: what was shown is kept, so that it can be shown again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass

from consents.choices import AtSixteen, Reach


@dataclass(frozen=True, slots=True)
class Text:
    """The words of one question in one language; `{name}` is the student's call name."""

    title: str
    question: str
    summary: str
    audience: str
    kept: str
    explanation: str
    on_yes: str
    on_withdrawal: str

    @property
    def sha256(self) -> str:
        """Return the fingerprint of these words."""
        words = json.dumps(asdict(self), ensure_ascii=False, sort_keys=True)
        return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Question:
    """One purpose, with its words by language."""

    code: str
    reach: Reach
    icon: str
    at_sixteen: AtSixteen
    nl: Text
    en: Text


QUESTIONS = (
    Question(
        "IMG_PARENT_APP", Reach.GROUP, "messages-square", AtSixteen.CARRIES_OVER,
        Text(
            "In de ouderapp van de groep",
            "Mag de school foto’s en video’s in de ouderapp van de groep zetten?",
            "Foto’s en video’s van lessen, feesten en uitjes.",
            "Alleen ouders van deze groep kunnen de foto’s zien.",
            "Tot het einde van het schooljaar.",
            "U kunt later altijd een andere keuze maken. Ouders spreken af dat zij de foto’s"
            " niet doorsturen.",
            "U zegt ja. De school mag vanaf nu foto’s van {name} in de ouderapp zetten.",
            "U zegt nee. Wij halen de foto’s met {name} binnen 5 schooldagen uit de ouderapp.",
        ),
        Text(
            "In the parent app of the class",
            "May the school put photos and videos in the parent app of the class?",
            "Photos and videos of lessons, parties and trips.",
            "Only parents of this class can see the photos.",
            "Until the end of the school year.",
            "You can always change your choice later. Parents agree not to pass the photos on.",
            "You say yes. From now on the school may put photos of {name} in the parent app.",
            "You say no. We remove the photos with {name} from the parent app within 5 school"
            " days.",
        ),
    ),
    Question(
        "IMG_NEWSLETTER", Reach.SCHOOL, "newspaper", AtSixteen.LAPSES,
        Text(
            "In de nieuwsbrief van de school",
            "Mag de school foto’s in de nieuwsbrief zetten?",
            "Foto’s in de digitale nieuwsbrief.",
            "Alle ouders van de school krijgen de nieuwsbrief.",
            "Hoogstens 2 jaar.",
            "De nieuwsbrief komt elke maand per e-mail. Op internet staat de nieuwsbrief niet.",
            "U zegt ja. {name} mag in de volgende nieuwsbrief staan.",
            "U zegt nee. In nieuwe nieuwsbrieven staat {name} niet meer. Oude nieuwsbrieven"
            " kunnen wij niet terughalen.",
        ),
        Text(
            "In the newsletter of the school",
            "May the school put photos in the newsletter?",
            "Photos in the digital newsletter.",
            "All parents of the school get the newsletter.",
            "At most 2 years.",
            "The newsletter comes by e-mail every month. It is not on the internet.",
            "You say yes. {name} may be in the next newsletter.",
            "You say no. {name} is not in new newsletters any more. We cannot take back old"
            " newsletters.",
        ),
    ),
    Question(
        "IMG_WEBSITE_PUBLIC", Reach.PUBLIC, "globe", AtSixteen.LAPSES,
        Text(
            "Op de website van de school",
            "Mag de school foto’s en video’s op de website zetten?",
            "Foto’s en video’s op de website.",
            "Iedereen op internet kan de foto’s zien en opslaan.",
            "Hoogstens 2 jaar.",
            "Wij zetten nooit een achternaam bij een foto. Andere mensen kunnen een foto van"
            " internet opslaan. Dat kan de school niet tegenhouden.",
            "U zegt ja. De school mag vanaf nu foto’s van {name} op de website zetten.",
            "U zegt nee. Wij halen de foto’s met {name} binnen 5 schooldagen van de website.",
        ),
        Text(
            "On the website of the school",
            "May the school put photos and videos on its website?",
            "Photos and videos on the website.",
            "Everyone on the internet can see and save the photos.",
            "At most 2 years.",
            "We never put a surname with a photo. Other people can save a photo from the"
            " internet. The school cannot stop that.",
            "You say yes. From now on the school may put photos of {name} on the website.",
            "You say no. We remove the photos with {name} from the website within 5 school days.",
        ),
    ),
    Question(
        "IMG_SOCIAL_INSTAGRAM", Reach.PUBLIC, "smartphone", AtSixteen.LAPSES,
        Text(
            "Op Instagram",
            "Mag de school foto’s en video’s op Instagram zetten?",
            "Foto’s en video’s op Instagram van de school.",
            "Iedereen op internet kan de foto’s zien en opslaan.",
            "Hoogstens 1 jaar.",
            "Instagram is van een bedrijf buiten Europa. De school heeft dan minder controle"
            " over de foto.",
            "U zegt ja. De school mag vanaf nu foto’s van {name} op Instagram zetten.",
            "U zegt nee. Wij halen de foto’s met {name} binnen 5 schooldagen van Instagram.",
        ),
        Text(
            "On Instagram",
            "May the school put photos and videos on Instagram?",
            "Photos and videos on the school’s Instagram.",
            "Everyone on the internet can see and save the photos.",
            "At most 1 year.",
            "Instagram belongs to a company outside Europe. The school then has less control"
            " over the photo.",
            "You say yes. From now on the school may put photos of {name} on Instagram.",
            "You say no. We remove the photos with {name} from Instagram within 5 school days.",
        ),
    ),
    Question(
        "IMG_SCHOOLGUIDE", Reach.PRINT, "book-open", AtSixteen.LAPSES,
        Text(
            "In de schoolgids en folders",
            "Mag de school foto’s in de schoolgids en folders zetten?",
            "Foto’s op papier.",
            "Ouders, nieuwe ouders en bezoekers krijgen de gids.",
            "Zolang de gids wordt gebruikt.",
            "Een gedrukte foto kunnen wij niet meer weghalen. In een nieuwe druk wel.",
            "U zegt ja. {name} mag in de volgende schoolgids staan.",
            "U zegt nee. In een nieuwe druk staat {name} niet meer. Boekjes die al gedrukt"
            " zijn, kunnen wij niet terughalen.",
        ),
        Text(
            "In the school guide and leaflets",
            "May the school put photos in the school guide and leaflets?",
            "Photos on paper.",
            "Parents, new parents and visitors get the guide.",
            "As long as the guide is in use.",
            "We cannot take away a printed photo. In a new print we can.",
            "You say yes. {name} may be in the next school guide.",
            "You say no. {name} is not in a new print any more. We cannot take back booklets"
            " that are already printed.",
        ),
    ),
    Question(
        "IMG_CLASSPHOTO", Reach.GROUP, "camera", AtSixteen.CARRIES_OVER,
        Text(
            "Op de klassenfoto",
            "Mag uw kind op de klassenfoto staan?",
            "De foto die de schoolfotograaf van de klas maakt.",
            "Alleen ouders van deze groep kunnen de foto kopen.",
            "De foto blijft bij de ouders die hem kopen.",
            "De fotograaf bewaart de foto hoogstens 1 jaar. Zegt u nee? Dan zorgt de leraar"
            " dat uw kind er niet op staat.",
            "U zegt ja. {name} mag op de volgende klassenfoto staan.",
            "U zegt nee. {name} staat niet op de volgende klassenfoto. Foto’s die al verkocht"
            " zijn, kunnen wij niet terughalen.",
        ),
        Text(
            "On the class photo",
            "May your child be on the class photo?",
            "The photo of the class that the school photographer takes.",
            "Only parents of this class can buy the photo.",
            "The photo stays with the parents who buy it.",
            "The photographer keeps the photo for at most 1 year. Do you say no? Then the"
            " teacher makes sure that your child is not on it.",
            "You say yes. {name} may be on the next class photo.",
            "You say no. {name} is not on the next class photo. We cannot take back photos that"
            " are already sold.",
        ),
    ),
)  # fmt: skip
