"""The matrix in words: what a cell, a duty and a field say to who reads the adopted document.

The matrix itself is short, so that it can be compared and signed for; here each short
condition is a text that is translated. A condition without an entry is found by a test.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from access.choices import Level

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

CONDITIONS: dict[str, StrPromise] = {
    "": _("without a condition"),
    "account data": _("account data"),
    "accounts, no content": _("accounts, no content"),
    "approves": _("approves"),
    "approves board roles": _("approves board roles"),
    "as a party": _("as a party"),
    "assigns groups": _("assigns groups"),
    "competent authority": _("competent authority"),
    "dates": _("dates"),
    "dates for funding": _("dates for funding"),
    "emergency access": _("emergency access"),
    "emergency access, or own team": _("emergency access, or own team"),
    "emergency number": _("emergency number"),
    "a flag that there is a restriction": _("a flag that there is a restriction"),
    "name and school": _("name and school"),
    "name, class and photo at the desk": _("name, class and photo at the desk"),
    "named in the care team": _("named in the care team"),
    "on a case": _("on a case"),
    "on inspection": _("on inspection"),
    "one student, an hour, with a reason": _("one student, an hour, with a reason"),
    "oneself": _("oneself"),
    "own authority": _("own authority"),
    "own board": _("own board"),
    "own child": _("own child"),
    "own child, until sixteen": _("own child, until sixteen"),
    "own contact data": _("own contact data"),
    "own decisions": _("own decisions"),
    "own file": _("own file"),
    "own group": _("own group"),
    "own group, where the lesson needs it": _("own group, where the lesson needs it"),
    "own lesson group": _("own lesson group"),
    "own lessons": _("own lessons"),
    "own notes": _("own notes"),
    "own request": _("own request"),
    "own school": _("own school"),
    "own schools": _("own schools"),
    "own subject": _("own subject"),
    "own team": _("own team"),
    "paper forms": _("paper forms"),
    "proposes": _("proposes"),
    "report one": _("report one"),
    "report one, take in a request": _("report one, take in a request"),
    "runs the job": _("runs the job"),
    "shown with a reason": _("shown with a reason"),
    "talks about absence": _("talks about absence"),
    "the decision": _("the decision"),
    "the list": _("the list"),
    "the public summary": _("the public summary"),
    "the technical annex": _("the technical annex"),
    "the technical log": _("the technical log"),
    "what the task needs": _("what the task needs"),
    "what to do in an emergency": _("what to do in an emergency"),
    "what to do in the lesson": _("what to do in the lesson"),
}
LEVELS: dict[Level, StrPromise] = {
    Level.READ: _("Everything in this category can be read."),
    Level.WRITE: _("Everything can be read, and something can be added or changed."),
    Level.LIMITED: _("Only the part that the words behind it name."),
    Level.COUNTS: _("Only totals. Nobody can be recognised in them."),
    Level.MASKED: _("Hidden. Each time it is shown, the reason is recorded."),
    Level.ON_REQUEST: _(
        "Not in the portal by itself. The school shares it, or gives it on request."
    ),
    Level.NONE: _("Closed."),
}
DUTIES: dict[str, StrPromise] = {
    "propose_purge": _("Propose which data of leavers go"),
    "approve_purge": _("Approve that data of leavers go"),
    "appoint_staff": _("Give tasks for the whole school"),
    "appoint_care_team": _("Say who is in the care team of a student"),
    "break_glass": _("Take emergency access to one student"),
    "review_access": _("Check who used which access"),
    "sign_access_review": _("Sign for a check of access"),
    "adopt_matrix": _("Register that the board adopted this document"),
    "read_consent_texts": _("Read the questions about photos, also those of later and before"),
    "write_consent_texts": _("Write the questions about photos"),
    "read_counts": _("Read the numbers of a school"),
}
FIELDS: dict[str, StrPromise] = {
    "read_birth_date": _("The whole birth date"),
    "read_secret_contact": _("A secret address or telephone number"),
}


def of_condition(when: str) -> str:
    """Return the condition of a cell in the language of the reader.

    A version that was adopted long ago can hold a condition that is no longer in use; that is
    shown as it was written then.
    """
    return str(CONDITIONS.get(when, when))
