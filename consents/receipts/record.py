"""A receipt for another program: JSON-LD after ISO/IEC TS 27560, in the words of DPV.

Profile `receipt-eu-gdpr` of the guide of W3C's community group of 15 February 2026. People are
pseudonyms in it, made with the key of the portal: the same person has the same one on each
receipt, and nobody else finds out who it is.

Norm: ISO/IEC TS 27560:2023 (consent receipt)
"""

from __future__ import annotations

import json
from datetime import UTC
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac

from accounts.choices import Language, SignIn
from consents.choices import Capacity, Outcome, PurposeKind
from consents.receipts import seal
from consents.receipts.data import OF_KIND
from consents.rules import CONTACT

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime

    from consents.models import Decision, Wording
    from consents.receipts.contents import Contents
    from consents.receipts.data import Data
    from schools.models import School

MEDIA_TYPE = "application/ld+json"
SCHEMA = "https://w3id.org/dpv/schema/dpv-27560#"
LINKS = (  # a text under these names is the name of a thing, and no words
    "dct:conformsTo",
    "dct:publisher",
    "dct:references",
    "dpv:hasApplicableLaw",
    "dpv:hasDataSource",
    "dpv:hasJurisdiction",
    "dpv:hasLegalBasis",
    "dpv:hasNecessity",
    "dpv:hasProcessing",
    "dpv:isExercisedAt",
    "skos:broader",
)
CONTEXT = {
    "dpv": "https://w3id.org/dpv#",
    "pd": "https://w3id.org/dpv/pd#",
    "loc": "https://w3id.org/dpv/loc#",
    "eu-gdpr": "https://w3id.org/dpv/legal/eu/gdpr#",
    "legal-nl": "https://w3id.org/dpv/legal/nl#",
    "dct": "http://purl.org/dc/terms/",
    "schema": "https://schema.org/",
    "sec": "https://w3id.org/security#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    **{name: {"@type": "@id"} for name in LINKS},
}
PRINCIPAL, PARTY, RECORD = "principal", "party", "record"
STATES = {
    Outcome.GRANTED: "dpv:ConsentGiven",
    Outcome.REFUSED: "dpv:ConsentRefused",
    Outcome.WITHDRAWN: "dpv:ConsentWithdrawn",
}
AGAIN = "dpv:RenewedConsentGiven"
UNTIL = {
    True: "Until it is withdrawn, the school asks in other words, or the student leaves the"
    " school; what a guardian gave, at most until the student decides from sixteen.",
    False: "Until another choice of the same person.",
}
AFTER_LEAVING = (
    "Five years after the student leaves the school, or until it is withdrawn; what a guardian"
    " gave, at most until the student decides from sixteen."
)
SIGNED_IN = {
    SignIn.PASSWORD: "Signed in with a password.",
    SignIn.INVITATION: "Signed in with the code of an invitation.",
    SignIn.OTHER: "Signed in; the portal did not keep how.",
}
RIGHTS = ("A7-3", "A15", "A16", "A17", "A18", "A77")


def as_json_ld(contents: Contents) -> bytes:
    """Return the receipt with its seal; the same choices give the same bytes."""
    sealed = seal.sealed_json(document(contents))
    return json.dumps(sealed, ensure_ascii=False, indent=2).encode()


def document(contents: Contents) -> dict[str, Any]:
    """Return the receipt without a seal."""
    receipt = contents.receipt
    return {
        "@context": CONTEXT,
        "@id": _link("consents:receipt", receipt.public_id),
        "@type": "dpv:ConsentReceipt",
        "dct:conformsTo": f"{SCHEMA}receipt-eu-gdpr",
        "dct:identifier": str(receipt.public_id),
        "dpv:hasIdentifier": str(receipt.public_id),
        "schema:name": receipt.number,
        "dct:created": _moment(contents.at),
        "dct:publisher": [_board(school)["@id"] for school in contents.schools],
        "dpv:hasRecordOfActivity": [_record(same) for same in _same(contents.decisions)],
    }


def _same(decisions: Iterable[Decision]) -> list[list[Decision]]:
    """Return the decisions by what they are about: one record each, with its events."""
    found: dict[tuple[int, int, int, int | None], list[Decision]] = {}
    for one in decisions:
        about = (one.student_id, one.purpose_id, one.wording_id, one.inquiry_id)
        found.setdefault(about, []).append(one)
    return list(found.values())


def _record(events: list[Decision]) -> dict[str, Any]:
    first = events[0]
    student, words = first.student, first.wording
    asked = (first.inquiry.public_id,) if first.inquiry else ()
    record = _pseudonym(RECORD, student.public_id, first.purpose.public_id, words.key, *asked)
    return {
        "@id": f"urn:uuid:{record}",
        "@type": "dpv:ConsentRecord",
        "dct:conformsTo": f"{SCHEMA}record-eu-gdpr",
        "dct:identifier": str(record),
        "dpv:hasIdentifier": str(record),
        "dpv:hasDataSubject": _subject(first),
        "dpv:hasDataController": _board(student.school),
        "dpv:hasJurisdiction": "loc:NL",
        "dpv:hasApplicableLaw": "eu-gdpr:GDPR",
        "dpv:hasLegalBasis": list(_data(first).grounds),
        "dct:language": words.language,
        "dpv:hasNotice": [_notice(first), _statement()],
        "dpv:hasProcess": _process(first),
        "dpv:hasConsentControl": {
            "@type": ["dpv:ProvideConsent", "dpv:WithdrawConsent"],
            "dpv:isExercisedAt": _link("consents:overview"),
        },
        "dpv:hasRight": [
            {"@type": ["dpv:DataSubjectRight", f"eu-gdpr:{right}"], "dpv:isExercisedAt": where}
            for right in RIGHTS
            for where in [_link("consents:overview" if right == "A7-3" else "privacy")]
        ],
        "dpv:hasAuthority": {
            "@id": "legal-nl:DPA-NL",
            "@type": "dpv:DataProtectionAuthority",
            "dpv:hasName": "Autoriteit Persoonsgegevens",
            "schema:url": "https://autoriteitpersoonsgegevens.nl/",
        },
        "dpv:hasConsentStatus": [_event(one) for one in events],
    }


def _data(decision: Decision) -> Data:
    return OF_KIND[PurposeKind(decision.purpose.kind)]


def _subject(decision: Decision) -> dict[str, Any]:
    """Return whose data it is about: the guardian's own, or the student's."""
    return _party(decision) if _is_own(decision) else _principal(decision)


def _is_own(decision: Decision) -> bool:
    """Tell whether a guardian chose about the own data."""
    return decision.purpose.kind in CONTACT


def _principal(decision: Decision) -> dict[str, Any]:
    key = _pseudonym(PRINCIPAL, decision.student.public_id)
    return {
        "@id": f"urn:uuid:{key}",
        "@type": "dpv:DataSubject",
        "dct:identifier": str(key),
        "skos:broader": "dpv:Student",
    }


def _board(school: School) -> dict[str, Any]:
    """Return the controller; where to reach it is what the portal knows, a site and a number."""
    site = school.website or settings.PORTAL_URL
    contact = {"@type": "schema:ContactPoint", "schema:url": site}
    if school.phone:
        contact["schema:telephone"] = school.phone
    key = f"urn:uuid:{school.board.public_id}"
    return {
        "@id": key,
        "@type": "dpv:DataController",
        "dpv:hasIdentifier": key,
        "dpv:hasName": school.board.name,
        "dpv:hasAddress": site,
        "dpv:hasContact": contact,
        "schema:department": {
            "@type": "schema:School",
            "schema:name": school.name,
            "schema:identifier": f"{school.brin}{school.location}",
        },
    }


def _notice(decision: Decision) -> dict[str, Any]:
    """Return the words that were shown, whole, with the mark they were kept under."""
    words = decision.wording
    return {
        "@type": "dpv:ConsentNotice",
        "dct:identifier": f"{decision.purpose.code} v{words.version} {words.language}",
        "dct:title": _said(words, words.title),
        "dct:date": _moment(words.in_force_from),
        "dct:language": words.language,
        "schema:version": str(words.version),
        "schema:sha256": words.sha256,
        "schema:text": [
            _said(words, text)
            for text in (
                words.question,
                words.summary,
                words.audience,
                words.kept,
                words.explanation,
                words.on_yes,
                words.on_withdrawal,
            )
        ],
    }


def _statement() -> dict[str, Any]:
    return {"@id": _link("privacy"), "@type": "dpv:PrivacyNotice"}


def _process(decision: Decision) -> dict[str, Any]:
    words, data = decision.wording, _data(decision)
    return {
        "@type": "dpv:Process",
        "dpv:hasPurpose": {
            "@type": "dpv:Purpose",
            "dct:identifier": decision.purpose.code,
            "dct:title": _said(words, words.title),
            "dct:description": _asked(decision, "why", words.question),
            "skos:broader": data.purpose,
        },
        "dpv:hasPersonalData": {
            "@type": data.kind,
            "skos:broader": data.category,
            "dct:description": _asked(decision, "what", words.summary),
            "dpv:hasNecessity": "dpv:Optional",
            "dpv:hasDataSource": data.source,
        }
        | _pieces(decision),
        "dpv:hasProcessing": list(data.done),
        "dpv:hasRecipient": {
            "@type": "dpv:Recipient",
            "dct:description": _asked(decision, "addressee", words.audience)
            if data.is_shared
            else _said(words, words.audience),
        },
        "dpv:hasStorageCondition": [
            {
                "@type": "dpv:StorageDuration",
                "dpv:hasDuration": {
                    "@type": "dpv:UntilEventDuration",
                    "rdf:value": _said(words, f"{words.kept}{_last_day(decision)}"),
                },
            },
            {
                "@type": "dpv:StorageLocation",
                "dpv:hasLocation": {
                    "@type": "dpv:Location",
                    "dct:description": _said(words, words.title),
                    "dct:references": _link("privacy"),
                },
            },
        ],
    }


def _asked(decision: Decision, fact: str, otherwise: str) -> dict[str, str]:
    """Return what was asked about this student alone, as the school wrote it; or the words."""
    asked = decision.inquiry
    if asked is None:
        return _said(decision.wording, otherwise)
    return {"@value": getattr(asked, fact), "@language": Language.DUTCH}


def _pieces(decision: Decision) -> dict[str, list[str]]:
    """Return which pieces of a file it is about, by their codes."""
    pieces = decision.inquiry.pieces if decision.inquiry else []
    return {"schema:keywords": pieces} if pieces else {}


def _last_day(decision: Decision) -> str:
    last = decision.inquiry.last_day_of_yes if decision.inquiry else None
    return f" ({_day(last)})" if last else ""


def _event(decision: Decision) -> dict[str, Any]:
    """Return one event: when it was said, by whom in which capacity, how, and until when.

    What was said outside the portal was said on a day; it was written down at a moment.
    """
    said = decision.said_on
    found = {
        "@type": [_state(decision), "dpv:ExplicitlyExpressedConsent"],
        "dpv:isIndicatedAtTime": _day(said) if said else _moment(decision.at),
        "dpv:isIndicatedBy": _actor(decision),
        "dpv:hasIndicationMethod": decision.channel,
        "dpv:hasDuration": {
            "@type": "dpv:UntilEventDuration",
            "rdf:value": {"@value": _until(decision), "@language": "en"},
        },
    }
    if said:
        return found | {"dct:dateSubmitted": _moment(decision.at)}
    return found | (_evidence(decision) if decision.design else {})


def _until(decision: Decision) -> str:
    """Return until when it counts; a yes to sharing something of one student has a last day.

    That to the list of former students counts from leaving on, for who leaves by that day.
    """
    asked = decision.inquiry
    if not decision.says_yes or asked is None:
        return UNTIL[decision.says_yes]
    if asked.last_day_of_yes:
        return f"{UNTIL[True]} Not after {_day(asked.last_day_of_yes)}."
    return f"{AFTER_LEAVING} For who leaves by {_day(asked.last_day)}."


def _evidence(decision: Decision) -> dict[str, Any]:
    """Return the design of the page on which it was chosen, and how the person signed in.

    Of what was chosen before the portal kept these there is neither.
    """
    how = SIGNED_IN[SignIn(decision.signed_in)]
    return {
        "schema:instrument": {"@type": "schema:WebPage", "schema:version": decision.design},
        "dct:provenance": {
            "@type": "dct:ProvenanceStatement",
            "dct:type": decision.signed_in,
            "dct:description": {"@value": how, "@language": "en"},
        },
    }


def _state(decision: Decision) -> str:
    if decision.says_yes and decision.before == Outcome.GRANTED:
        return AGAIN
    return STATES[Outcome(decision.outcome)]


def _actor(decision: Decision) -> dict[str, Any]:
    if decision.capacity == Capacity.STUDENT:
        return _principal(decision)
    return _party(decision)


def _party(decision: Decision) -> dict[str, Any]:
    """Return the guardian, who stands for the student or is the one whose data it is about."""
    kind = "dpv:DataSubject" if _is_own(decision) else "dpv:GuardianOfDataSubject"
    key = _pseudonym(PARTY, decision.guardian_id)
    return {"@id": f"urn:uuid:{key}", "@type": kind}


def _pseudonym(kind: str, *of: object) -> UUID:
    """Return a pseudonym in the form of a random UUID."""
    said = ":".join(str(part) for part in of)
    digest = salted_hmac(f"consents.receipt.{kind}", said, algorithm="sha256").digest()
    return UUID(bytes=digest[:16], version=4)


def _said(words: Wording, text: str) -> dict[str, str]:
    return {"@value": text, "@language": words.language}


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _day(on: date) -> str:
    return on.isoformat()


def _link(name: str, *args: UUID) -> str:
    return f"{settings.PORTAL_URL}{reverse(name, args=args)}"
