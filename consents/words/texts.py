"""The questions that every school begins with, in the words of version 1.

One place, one audience, one term in each; no example, no condition, nothing that pushes.
They fit a parent and a student of sixteen alike, so they address neither. The words are data:
what was shown is kept, so that it can be shown again.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass, replace

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


# From a small audience to a large one.
QUESTIONS = (
    Question(
        "IMG_PARENT_APP", Reach.GROUP, "messages-square", AtSixteen.CARRIES_OVER,
        Text(
            "In de ouderapp van de groep",
            "Mag de school foto’s en video’s in de ouderapp van de groep zetten?",
            "Foto’s en video’s van lessen, feesten en uitjes.",
            "Alleen ouders van deze groep kunnen de foto’s en video’s zien.",
            "Tot het einde van het schooljaar.",
            "De leraar zet ze in de ouderapp. Ouders spreken af dat zij ze niet doorsturen. In"
            " augustus haalt de school alle foto’s en video’s weg.",
            "De school mag vanaf nu foto’s en video’s van {name} in de ouderapp zetten.",
            "De school haalt de foto’s en video’s met {name} binnen 5 schooldagen uit de"
            " ouderapp.",
        ),
        Text(
            "In the parent app of the class",
            "May the school put photos and videos in the parent app of the class?",
            "Photos and videos of lessons, parties and trips.",
            "Only parents of this class can see the photos and videos.",
            "Until the end of the school year.",
            "The teacher puts them in the parent app. Parents agree not to pass them on. In August"
            " the school removes all photos and videos.",
            "From now on the school may put photos and videos of {name} in the parent app.",
            "The school removes the photos and videos with {name} from the parent app within"
            " 5 school days.",
        ),
    ),
    Question(
        "IMG_CLASSPHOTO", Reach.GROUP, "camera", AtSixteen.CARRIES_OVER,
        Text(
            "Op de klassenfoto",
            "Mag de schoolfotograaf een klassenfoto maken en verkopen aan ouders?",
            "De foto die de schoolfotograaf van de klas maakt.",
            "Alleen ouders van deze groep kunnen de foto zien en kopen.",
            "De fotograaf bewaart de foto hoogstens 1 jaar.",
            "De foto blijft bij de ouders die hem kopen. Bij een nee zorgt de leraar dat {name}"
            " niet op de klassenfoto staat.",
            "{name} mag op de volgende klassenfoto staan.",
            "{name} staat niet op de volgende klassenfoto. Foto’s die al verkocht zijn, kan de"
            " school niet terughalen.",
        ),
        Text(
            "On the class photo",
            "May the school photographer take a class photo and sell it to parents?",
            "The photo of the class that the school photographer takes.",
            "Only parents of this class can see and buy the photo.",
            "The photographer keeps the photo for at most 1 year.",
            "The photo stays with the parents who buy it. After a no the teacher makes sure that"
            " {name} is not on the class photo.",
            "{name} may be on the next class photo.",
            "{name} is not on the next class photo. The school cannot take back photos that are"
            " already sold.",
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
            "{name} mag in de volgende nieuwsbrief staan.",
            "In nieuwe nieuwsbrieven staat {name} niet meer. Oude nieuwsbrieven kan de school"
            " niet terughalen.",
        ),
        Text(
            "In the newsletter of the school",
            "May the school put photos in the newsletter?",
            "Photos in the digital newsletter.",
            "All parents of the school get the newsletter.",
            "At most 2 years.",
            "The newsletter comes by e-mail every month. It is not on the internet.",
            "{name} may be in the next newsletter.",
            "{name} is not in new newsletters any more. The school cannot take back old"
            " newsletters.",
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
            "Een gedrukte foto kan de school niet meer weghalen. In een nieuwe druk wel.",
            "{name} mag in de volgende schoolgids staan.",
            "In een nieuwe druk staat {name} niet meer. Boekjes die al gedrukt zijn, kan de"
            " school niet terughalen.",
        ),
        Text(
            "In the school guide and leaflets",
            "May the school put photos in the school guide and leaflets?",
            "Photos on paper.",
            "Parents, new parents and visitors get the guide.",
            "As long as the guide is in use.",
            "The school cannot take away a printed photo. In a new print it can.",
            "{name} may be in the next school guide.",
            "{name} is not in a new print any more. The school cannot take back booklets that"
            " are already printed.",
        ),
    ),
    Question(
        "IMG_PRESS", Reach.PUBLIC, "megaphone", AtSixteen.LAPSES,
        Text(
            "In de krant",
            "Mag de school foto’s aan de krant geven?",
            "Foto’s voor een bericht in de krant.",
            "Iedereen die de krant leest, kan de foto’s zien.",
            "De krant bewaart de foto zelf, zonder einddatum.",
            "De krant beslist zelf wat er met de foto gebeurt. De school geeft nooit een"
            " achternaam door. Foto’s die een krant zelf maakt, vallen hier niet onder.",
            "De school mag vanaf nu foto’s van {name} aan de krant geven.",
            "De school geeft geen foto’s van {name} meer aan de krant. Wat al in de krant stond,"
            " kan de school niet terughalen.",
        ),
        Text(
            "In the newspaper",
            "May the school give photos to the newspaper?",
            "Photos for an article in the newspaper.",
            "Everyone who reads the newspaper can see the photos.",
            "The newspaper keeps the photo itself, without an end date.",
            "The newspaper decides what happens with the photo. The school never passes on a"
            " surname. This is not about photos that a newspaper takes itself.",
            "From now on the school may give photos of {name} to the newspaper.",
            "The school gives no more photos of {name} to the newspaper. The school cannot take"
            " back what has been in the newspaper.",
        ),
    ),
    Question(
        "IMG_WEBSITE_PUBLIC", Reach.PUBLIC, "globe", AtSixteen.LAPSES,
        Text(
            "Op de website van de school",
            "Mag de school foto’s en video’s op de website zetten?",
            "Foto’s en video’s op de website.",
            "Iedereen op internet kan de foto’s en video’s zien en opslaan.",
            "Hoogstens 2 jaar.",
            "De school zet nooit een achternaam bij een foto of video. Andere mensen kunnen die"
            " van internet opslaan. Dat kan de school niet tegenhouden.",
            "De school mag vanaf nu foto’s en video’s van {name} op de website zetten.",
            "De school haalt de foto’s en video’s met {name} binnen 5 schooldagen van de website.",
        ),
        Text(
            "On the website of the school",
            "May the school put photos and videos on its website?",
            "Photos and videos on the website.",
            "Everyone on the internet can see and save the photos and videos.",
            "At most 2 years.",
            "The school never puts a surname with a photo or video. Other people can save it from"
            " the internet. The school cannot stop that.",
            "From now on the school may put photos and videos of {name} on the website.",
            "The school removes the photos and videos with {name} from the website within 5"
            " school days.",
        ),
    ),
    Question(
        "IMG_SOCIAL_INSTAGRAM", Reach.PUBLIC, "smartphone", AtSixteen.LAPSES,
        Text(
            "Op Instagram",
            "Mag de school foto’s en video’s op Instagram zetten?",
            "Foto’s en video’s op de Instagram van de school.",
            "Iedereen op internet kan de foto’s en video’s zien en opslaan.",
            "Hoogstens 1 jaar.",
            "Instagram is van een bedrijf buiten Europa. De school heeft dan minder controle"
            " over de foto of video.",
            "De school mag vanaf nu foto’s en video’s van {name} op Instagram zetten.",
            "De school haalt de foto’s en video’s met {name} binnen 5 schooldagen van Instagram.",
        ),
        Text(
            "On Instagram",
            "May the school put photos and videos on Instagram?",
            "Photos and videos on the school’s Instagram.",
            "Everyone on the internet can see and save the photos and videos.",
            "At most 1 year.",
            "Instagram belongs to a company outside Europe. The school then has less control"
            " over the photo or video.",
            "From now on the school may put photos and videos of {name} on Instagram.",
            "The school removes the photos and videos with {name} from Instagram within 5"
            " school days.",
        ),
    ),
    Question(
        "IMG_SOCIAL_FACEBOOK", Reach.PUBLIC, "monitor", AtSixteen.LAPSES,
        Text(
            "Op Facebook",
            "Mag de school foto’s en video’s op Facebook zetten?",
            "Foto’s en video’s op de Facebook van de school.",
            "Iedereen op internet kan de foto’s en video’s zien en opslaan.",
            "Hoogstens 1 jaar.",
            "Facebook is van een bedrijf buiten Europa. De school heeft dan minder controle"
            " over de foto of video.",
            "De school mag vanaf nu foto’s en video’s van {name} op Facebook zetten.",
            "De school haalt de foto’s en video’s met {name} binnen 5 schooldagen van Facebook.",
        ),
        Text(
            "On Facebook",
            "May the school put photos and videos on Facebook?",
            "Photos and videos on the school’s Facebook.",
            "Everyone on the internet can see and save the photos and videos.",
            "At most 1 year.",
            "Facebook belongs to a company outside Europe. The school then has less control"
            " over the photo or video.",
            "From now on the school may put photos and videos of {name} on Facebook.",
            "The school removes the photos and videos with {name} from Facebook within 5"
            " school days.",
        ),
    ),
)  # fmt: skip

# What is asked about one student says the same for each addressee, but for who that is.
CARE_NL = Text(
    "Delen met jeugdhulp",
    "Mag de school dit delen met jeugdhulp?",
    "Alleen wat op deze pagina staat. De school deelt niets anders.",
    "Alleen wie op deze pagina met naam staat.",
    "Tot en met de dag die op deze pagina staat. Of tot iemand nee zegt.",
    "Niemand hoeft ja te zeggen. Een nee is ook goed. De school vraagt het aan de ouders."
    " Is {name} 12 jaar of ouder? Dan zegt {name} zelf ook ja of nee, op papier. Vanaf"
    " 16 jaar beslist {name} alleen. Wie ja zei, kan elke dag nee zeggen.",
    "De school mag dit delen, als ieder die beslist ja zegt.",
    "De school deelt dit niet meer. Wat al gedeeld is, kan de school niet terughalen.",
)
CARE_EN = Text(
    "Sharing with youth care",
    "May the school share this with youth care?",
    "Only what is on this page. The school shares nothing else.",
    "Only who is named on this page.",
    "Up to the day that is on this page. Or until somebody says no.",
    "Nobody has to say yes. A no is fine too. The school asks the parents. Is {name} 12 or"
    " older? Then {name} says yes or no as well, on paper. From 16 {name} decides alone."
    " Whoever said yes can say no any day.",
    "The school may share this, if everybody who decides says yes.",
    "The school shares this no more. What was shared already it cannot take back.",
)
TRANSFER_NL = Text(
    "Meer voor de volgende school",
    "Mag de school deze stukken aan de volgende school geven?",
    "Alleen de stukken op deze pagina. Wat de wet zegt, gaat altijd mee.",
    "Alleen de school die op deze pagina met naam staat.",
    "Tot en met de dag die op deze pagina staat. Of tot iemand nee zegt.",
    "Niemand hoeft ja te zeggen. Een nee is ook goed. U mag het eerst lezen. Tot 16 jaar"
    " beslissen de ouders. Vanaf 16 jaar beslist {name} alleen. Wie ja zei, kan elke dag"
    " nee zeggen.",
    "De school mag deze stukken geven, als ieder die beslist ja zegt.",
    "De school geeft deze stukken niet meer. Wat al weg is, kan zij niet terughalen.",
)
TRANSFER_EN = Text(
    "More for the next school",
    "May the school give these pieces to the next school?",
    "Only the pieces on this page. What the law lists always goes along.",
    "Only the school that is named on this page.",
    "Up to the day that is on this page. Or until somebody says no.",
    "Nobody has to say yes. A no is fine too. You may read it first. Until 16 the parents"
    " decide. From 16 {name} decides alone. Whoever said yes can say no any day.",
    "The school may give these pieces, if everybody who decides says yes.",
    "The school gives these pieces no more. What has gone it cannot take back.",
)

# Not of the start: the words with which a school begins where it adds such a question.
ADDED = (
    Question(
        "CONTACT_CLASSLIST", Reach.GROUP, "phone", AtSixteen.LAPSES,
        Text(
            "Op de klassenlijst",
            "Mag de school uw mobiele nummer op de klassenlijst zetten?",
            "Uw naam en uw mobiele nummer, bij de naam van uw kind.",
            "Alleen ouders van de klas en de mentor zien de lijst.",
            "Zolang uw kind in de klas zit. Hoogstens tot uw kind 16 jaar wordt.",
            "Elke ouder kiest voor het eigen nummer. De andere ouder kan dus iets anders kiezen."
            " Houdt de school uw adres geheim? Dan staat u nooit op de lijst.",
            "Uw nummer staat vanaf nu op de klassenlijst, bij {name}.",
            "Uw nummer staat niet meer op de klassenlijst. Van een lijst die al geprint is, kan de"
            " school het niet weghalen.",
        ),
        Text(
            "On the class list",
            "May the school put your mobile number on the class list?",
            "Your name and your mobile number, with the name of your child.",
            "Only parents of the class and the mentor see the list.",
            "As long as your child is in the class. At most until your child turns 16.",
            "Each parent chooses for the own number. So the other parent may choose otherwise."
            " Does the school keep your address secret? Then you are never on the list.",
            "From now on your number is on the class list, with {name}.",
            "Your number is on the class list no more. The school cannot take it off a list that"
            " is already printed.",
        ),
    ),
    Question(
        "RELIGION_RECORD", Reach.STAFF, "book-open", AtSixteen.LAPSES,
        Text(
            "Het geloof",
            "Mag de school het geloof van de leerling opschrijven?",
            "Een of twee woorden die u zelf kiest.",
            "Alleen de mentor, de directeur, de administratie en de zorg zien het.",
            "Tot u nee zegt, of tot de leerling van school gaat. En nooit voorbij de dag waarop"
            " de leerling 16 jaar wordt, als een ouder ja zei.",
            "U hoeft dit niet in te vullen. Het is niet nodig om op school te zitten. De school"
            " houdt er rekening mee bij feesten en eten. Na een nee wist de school wat u schreef."
            " Dat u koos, blijft staan.",
            "De school weet nu wat het geloof van {name} is.",
            "De school heeft gewist wat het geloof van {name} is.",
        ),
        Text(
            "The religion",
            "May the school write down the religion of the student?",
            "One or two words that you choose yourself.",
            "Only the mentor, the head, the administration and the care staff see it.",
            "Until you say no, or the student leaves the school. And never beyond the day on which"
            " the student turns 16, where a parent said yes.",
            "You need not fill this in. Nobody needs it to be at school. The school takes it into"
            " account with feasts and food. After a no the school erases what you wrote. That you"
            " chose stays on record.",
            "The school now knows what the religion of {name} is.",
            "The school has erased what the religion of {name} is.",
        ),
    ),
    Question(
        "CARE_SHARE_YOUTH_CARE", Reach.NAMED, "heart-pulse", AtSixteen.LAPSES,
        CARE_NL, CARE_EN,
    ),
    Question(
        "CARE_SHARE_SCHOOL_DOCTOR", Reach.NAMED, "heart-pulse", AtSixteen.LAPSES,
        replace(
            CARE_NL,
            title="Delen met de schoolarts",
            question="Mag de school dit delen met de schoolarts?",
        ),
        replace(
            CARE_EN,
            title="Sharing with the school doctor",
            question="May the school share this with the school doctor?",
        ),
    ),
    Question(
        "CARE_SHARE_ADVISER", Reach.NAMED, "heart-pulse", AtSixteen.LAPSES,
        replace(
            CARE_NL,
            title="Delen met een adviseur",
            question="Mag de school dit delen met een adviseur van buiten?",
        ),
        replace(
            CARE_EN,
            title="Sharing with an adviser",
            question="May the school share this with an adviser from outside?",
        ),
    ),
    Question(
        "TRANSFER_BEYOND", Reach.NAMED, "school", AtSixteen.LAPSES,
        TRANSFER_NL, TRANSFER_EN,
    ),
    Question(
        "TRANSFER_PROMISED", Reach.NAMED, "school", AtSixteen.LAPSES,
        replace(
            TRANSFER_NL,
            title="Het dossier voor de volgende school",
            question="Mag de school het dossier aan de volgende school geven?",
            summary="Alleen de stukken op deze pagina. De school beloofde dit eerst te vragen.",
        ),
        replace(
            TRANSFER_EN,
            title="The file for the next school",
            question="May the school give the file to the next school?",
            summary="Only the pieces on this page. The school promised to ask this first.",
        ),
    ),
    Question(
        "ALUMNI", Reach.STAFF, "users", AtSixteen.LAPSES,
        Text(
            "De lijst van oud-leerlingen",
            "Mag de school de leerling later uitnodigen voor een reünie?",
            "De naam, het jaar van vertrek en het e-mailadres dat u opgeeft.",
            "Alleen wie op school de lijst bijhoudt. Pas na het vertrek.",
            "Vijf jaar na het vertrek. Dan vraagt de school het opnieuw. Zei een ouder ja? Dan"
            " vraagt de school het al als de leerling 16 jaar wordt. Geen antwoord is nee.",
            "U hoeft niet mee te doen. De school gebruikt de lijst alleen voor reünies. In elke"
            " e-mail staat een link. Wie daarop drukt, kan van de lijst af. Er staat één adres op"
            " de lijst: het eerste dat iemand opgeeft.",
            "Gaat {name} van school? Dan komt {name} op de lijst. U krijgt dan een e-mail.",
            "{name} komt niet op de lijst. De school heeft het e-mailadres gewist.",
        ),
        Text(
            "The list of former students",
            "May the school invite the student to a reunion later?",
            "The name, the year of leaving and the e-mail address that you give.",
            "Only who keeps the list at the school. Not before the student has left.",
            "Five years after leaving. Then the school asks again. Did a parent say yes? Then the"
            " school asks when the student turns 16. No answer is a no.",
            "You need not join. The school uses the list for reunions alone. Each e-mail has a"
            " link. Who presses it can leave the list. There is one address on the list: the first"
            " that somebody gives.",
            "Does {name} leave the school? Then {name} comes on the list. You then get an e-mail.",
            "{name} does not come on the list. The school has erased the e-mail address.",
        ),
    ),
)  # fmt: skip
