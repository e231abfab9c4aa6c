"""Which data a question is about, and on what ground it may be had: one line for each kind.

A kind without a line has no receipt: evidence that says something else than was asked is worse
than none.

Law: AVG 6(1)(a), 7(1), 9(2)(a)
"""

from __future__ import annotations

from dataclasses import dataclass

from consents.choices import PurposeKind

SHARE = "dpv:Share"
CONSENT, EXPLICIT = "eu-gdpr:A6-1-a", "eu-gdpr:A9-2-a"
SCHOOL, PERSON = "dpv:DataControllerDataSource", "dpv:DataSubjectDataSource"


@dataclass(frozen=True, slots=True)
class Data:
    """What a question is about, in the words of DPV.

    `source` says who makes the data: the school, as it takes a picture, or whoever tells it;
    `done` what the school does with them.
    """

    category: str
    purpose: str
    source: str
    grounds: tuple[str, ...] = (CONSENT,)
    done: tuple[str, ...] = ("dpv:Collect", "dpv:Store", "dpv:MakeAvailable")

    @property
    def is_shared(self) -> bool:
        """Tell whether it goes to one addressee, who is named in the question."""
        return SHARE in self.done

    @property
    def kind(self) -> list[str]:
        """Return what kind of data it is: all, or also of a special category."""
        special = ["dpv:SpecialCategoryPersonalData"] if EXPLICIT in self.grounds else []
        return ["dpv:PersonalData", *special]


OF_KIND = {
    PurposeKind.PICTURES: Data("pd:Picture", "dpv:CommunicationManagement", SCHOOL),
    PurposeKind.CLASS_LIST: Data("pd:TelephoneNumber", "dpv:CommunicationManagement", PERSON),
    PurposeKind.RELIGION: Data(
        "pd:Religion", "dpv:RecordManagement", PERSON, grounds=(CONSENT, EXPLICIT)
    ),
    # What a school shares about a student for care, or beyond what the law lists for a transfer,
    # can be about health: it rests on an explicit yes.
    PurposeKind.CARE: Data(
        "pd:MedicalHealth", "dpv:ServiceProvision", SCHOOL, (CONSENT, EXPLICIT), (SHARE,)
    ),
    PurposeKind.TRANSFER: Data(
        "pd:MedicalHealth", "dpv:ServiceProvision", SCHOOL, (CONSENT, EXPLICIT), (SHARE,)
    ),
    PurposeKind.ALUMNI: Data(
        "pd:EmailAddress",
        "dpv:CommunicationManagement",
        PERSON,
        done=("dpv:Collect", "dpv:Store", "dpv:Use"),
    ),
}
