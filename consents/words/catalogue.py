"""What a school can ask, and what it cannot: because no consent is needed, or not on these pages.

Each kind of question has one place and one audience. The codes, the audiences and what a yes is
worth at sixteen are data, so that all schools count the same things.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from consents.choices import AtSixteen, PurposeKind, Reach
from consents.special.transfer import FILE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from django_stubs_ext import StrPromise


@dataclass(frozen=True, slots=True)
class Kind:
    """A question that a school can ask.

    `order` goes from a small audience to a large one; what is not about pictures comes after.
    """

    code: str
    title: StrPromise
    reach: Reach
    icon: str
    order: int
    at_sixteen: AtSixteen = AtSixteen.LAPSES
    kind: PurposeKind = PurposeKind.PICTURES


@dataclass(frozen=True, slots=True)
class NoConsent:
    """What a school does without consent, so that asking for it would mislead."""

    code: str
    title: StrPromise
    why: StrPromise
    ground: str


@dataclass(frozen=True, slots=True)
class BySector:
    """What no school asks; why, and by which law, its sector says: see `special.transfer`."""

    code: str
    title: StrPromise


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """What needs consent, and cannot be asked on the pages about photos."""

    code: str
    title: StrPromise
    why: StrPromise


CARRIES = AtSixteen.CARRIES_OVER
KINDS = (
    Kind("IMG_PARENT_APP", _("The parent app of the class"), Reach.GROUP, "messages-square", 1,
         CARRIES),
    Kind("IMG_WEBSITE_CLOSED", _("The part of the website behind a password"), Reach.GROUP,
         "lock", 1, CARRIES),
    Kind("IMG_CLASSPHOTO", _("The class photo"), Reach.GROUP, "camera", 2, CARRIES),
    Kind("IMG_YEARBOOK", _("The yearbook of the last year"), Reach.GROUP,
         "book-open", 2),
    Kind("IMG_NEWSLETTER", _("The newsletter of the school"), Reach.SCHOOL, "newspaper", 3),
    Kind("IMG_SCHOOLGUIDE", _("The school guide and leaflets"), Reach.PRINT, "book-open", 4),
    Kind("IMG_PRESS", _("The newspaper"), Reach.PUBLIC, "megaphone", 5),
    Kind("IMG_PROMO", _("Posters and banners"), Reach.PUBLIC, "megaphone", 5),
    Kind("IMG_WEBSITE_PUBLIC", _("The website of the school"), Reach.PUBLIC, "globe", 6),
    Kind("IMG_SOCIAL_INSTAGRAM", _("Instagram"), Reach.PUBLIC, "smartphone", 7),
    Kind("IMG_SOCIAL_FACEBOOK", _("Facebook"), Reach.PUBLIC, "monitor", 8),
    Kind("IMG_SOCIAL_X", _("X, once called Twitter"), Reach.PUBLIC, "smartphone", 9),
    Kind("IMG_SOCIAL_TIKTOK", _("TikTok"), Reach.PUBLIC, "smartphone", 10),
    Kind("IMG_SOCIAL_LINKEDIN", _("LinkedIn"), Reach.PUBLIC, "monitor", 11),
    Kind("IMG_SOCIAL_YOUTUBE", _("YouTube"), Reach.PUBLIC, "monitor", 12),
    Kind("IMG_THIRD_PARTY_TEACHING", _("Teaching material for outside the school"), Reach.PUBLIC,
         "book-open", 13),
    Kind("CONTACT_CLASSLIST", _("The class list with telephone numbers"), Reach.GROUP,
         "phone", 14, kind=PurposeKind.CLASS_LIST),
    Kind("RELIGION_RECORD", _("Recording a religion"), Reach.STAFF,
         "book-open", 15, kind=PurposeKind.RELIGION),
    Kind("CARE_SHARE_YOUTH_CARE", _("Sharing with youth care"), Reach.NAMED,
         "heart-pulse", 16, kind=PurposeKind.CARE),
    Kind("CARE_SHARE_SCHOOL_DOCTOR", _("Sharing with the school doctor"), Reach.NAMED,
         "heart-pulse", 17, kind=PurposeKind.CARE),
    Kind("CARE_SHARE_ADVISER", _("Sharing with an adviser from outside the school"), Reach.NAMED,
         "heart-pulse", 18, kind=PurposeKind.CARE),
    Kind("TRANSFER_BEYOND", _("More for the next school than the law lists"), Reach.NAMED,
         "school", 19, kind=PurposeKind.TRANSFER),
    Kind("TRANSFER_PROMISED", _("The file for the next school, where the school promised to ask"),
         Reach.NAMED, "school", 20, kind=PurposeKind.TRANSFER),
    Kind("ALUMNI", _("The list of former students"), Reach.STAFF,
         "users", 21, kind=PurposeKind.ALUMNI),
)  # fmt: skip
WITHOUT_CONSENT: tuple[NoConsent | BySector, ...] = (
    NoConsent(
        "PASS_PHOTO",
        _("The photo in the student administration and on the school pass"),
        _("The school needs this photo to know who is who. That is part of its task."),
        "AVG 6(1)(e)",
    ),
    NoConsent(
        "LESSON_PICTURES",
        _("Photos and videos in the lesson, for teaching"),
        _("Students learn with them, and they stay in the lesson. That is part of teaching."),
        "AVG 6(1)(e)",
    ),
    NoConsent(
        "TEAM_INTRANET",
        _("The intranet that only the team of the school can see"),
        _("Only who works at the school sees it, to do the work of the school."),
        "AVG 6(1)(e)",
    ),
    NoConsent(
        "STAFF_NAMES",
        _("The names of staff in the school guide"),
        _("Parents must know who teaches their child. It is not about students."),
        "AVG 6(1)(f)",
    ),
    NoConsent(
        "LEGAL_SUPPLY",
        _("Data that the law makes the school pass on"),
        _("To DUO, the attendance officer and the inspectorate. The school has no choice there."),
        "AVG 6(1)(c)",
    ),
    BySector(FILE, _("The file for the next school, as the law describes it")),
    NoConsent(
        "CROWD",
        _("Photos of a crowd in which nobody can be recognised"),
        _("A photo in which nobody can be recognised is not about anybody."),
        "AVG 4(1)",
    ),
)
ANOTHER_FORM = _("This needs a question of its own. The pages of parents ask about photos only.")
ELSEWHERE = (
    Elsewhere(
        "IMG_TRAINEE_VIDEO",
        _("Videos to train teachers"),
        _("Only people with a name may see these. Ask it for each video, on a form of its own."),
    ),
    Elsewhere("IMG_PHOTOGRAPHER_DATA", _("Names for the school photographer"), ANOTHER_FORM),
    Elsewhere("RESEARCH", _("Research with a university"), ANOTHER_FORM),
    Elsewhere("APP_OPTIONAL", _("Extra functions of an app"), ANOTHER_FORM),
)
BY_CODE = {kind.code: kind for kind in (*KINDS, *WITHOUT_CONSENT, *ELSEWHERE)}

# What a text can name, by the place that it is, in Dutch and English; each begins a word.
PLACES: dict[str, str] = {
    "website": r"website|webpagina|webpage|homepage|internetpagina|(?:de|onze|our|the) site\b",
    "instagram": r"instagram|insta\b",
    "facebook": r"facebook",
    "x": r"(?-i:X)\b(?![’'-])|twitter",
    "tiktok": r"tiktok|tik tok",
    "linkedin": r"linkedin|linked in",
    "youtube": r"youtube|you tube",
    "snapchat": r"snapchat",
    "whatsapp": r"whatsapp",
    "newsletter": r"nieuwsbrie|newsletter",
    "app": r"ouderapp|schoolapp|klassenapp|ouderportaal|parent app|parents’ app|school app"
    r"|parent portal|parro\b|social schools|klasbord",
    "press": r"krant|newspaper|dagblad|weekblad|tijdschrift|magazine|televisie|television|radio\b",
    "print": r"schoolgids|schoolkrant|folder|brochure|leaflet|school guide|boekje",
    "poster": r"poster|banner|spandoek|billboard",
    "classphoto": r"op de (?:klassen|groeps|school)foto\b|on the (?:class|group|school) photo\b",
    "yearbook": r"jaarboek|yearbook",
    "teaching": r"lesmateria|lesboek|teaching material|textbook",
    "youthcare": r"jeugdhulp|jeugdzorg|wijkteam|youth care",
    "schooldoctor": r"schoolarts|school doctor",
    "nextschool": r"(?:nieuwe|volgende) school\b|next school",
    "adviser": r"adviseur|adviser",
    "religion": r"geloof|godsdienst|religion",
    "classlist": r"klassenlijst|telefoonlijst|adreslijst|class list",
    "alumni": r"oud-leerling|oudleerling|reünie|former student|reunion|alumni",
}
# Names for several places at once; whoever reads them cannot know which.
VAGUE = re.compile(
    r"\b(?:social media|sociale media|socials|sociale netwerken|social networks?)\b",
    re.IGNORECASE,
)
OWN: dict[str, str] = {
    "IMG_PARENT_APP": "app",
    "IMG_WEBSITE_CLOSED": "website",
    "IMG_CLASSPHOTO": "classphoto",
    "IMG_YEARBOOK": "yearbook",
    "IMG_NEWSLETTER": "newsletter",
    "IMG_SCHOOLGUIDE": "print",
    "IMG_PRESS": "press",
    "IMG_PROMO": "poster",
    "IMG_WEBSITE_PUBLIC": "website",
    "IMG_SOCIAL_INSTAGRAM": "instagram",
    "IMG_SOCIAL_FACEBOOK": "facebook",
    "IMG_SOCIAL_X": "x",
    "IMG_SOCIAL_TIKTOK": "tiktok",
    "IMG_SOCIAL_LINKEDIN": "linkedin",
    "IMG_SOCIAL_YOUTUBE": "youtube",
    "IMG_THIRD_PARTY_TEACHING": "teaching",
    "CONTACT_CLASSLIST": "classlist",
    "RELIGION_RECORD": "religion",
    "CARE_SHARE_YOUTH_CARE": "youthcare",
    "CARE_SHARE_SCHOOL_DOCTOR": "schooldoctor",
    "CARE_SHARE_ADVISER": "adviser",
    "TRANSFER_BEYOND": "nextschool",
    "TRANSFER_PROMISED": "nextschool",
    "ALUMNI": "alumni",
}
PATTERNS = {
    place: re.compile(rf"\b(?:{pattern})\w*", re.IGNORECASE) for place, pattern in PLACES.items()
}


def kinds_to_add(codes: Iterable[str]) -> list[Kind]:
    """Return what a school that asks `codes` can ask besides."""
    there = set(codes)
    return [kind for kind in KINDS if kind.code not in there]


def other_places(code: str, *texts: str) -> list[str]:
    """Return the words with which a question names a place that is not its own.

    One question has one place: whoever says yes to a website does not say yes to Instagram.

    Law: AVG 4(11)
    """
    said = " ".join(texts)
    own = OWN.get(code)
    found = [match[0] for match in VAGUE.finditer(said)]
    for place, pattern in PATTERNS.items():
        if place != own:
            found += [match[0] for match in pattern.finditer(said)]
    return list(dict.fromkeys(found))
