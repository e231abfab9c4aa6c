"""Who gets which page: every address says so here, and the test of the matrix asks each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from django.test import Client
from django.urls import URLResolver, get_resolver, reverse

from privacyportal.tests.world import ROLES, World
from schools.tests import make as schools

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


EVERYBODY = frozenset(ROLES) - {"nobody", "disabled"}
NOTES = frozenset({"mentor", "team_leader", "care_coordinator"})
READS_ONE = NOTES | {"psychologist"}  # by name too, without the class
WORKS_WITH_NOTES = READS_ONE | {"colleague", "other_mentor"}
WRITES_NOTES = frozenset({"mentor"})
READS_CARE = frozenset({"care_team", "psychologist"})
WRITES_ADVICE = frozenset({"care_coordinator", "psychologist"})
READS_ADVICE = READS_ONE | {"subject_teacher", "care_team", "career_counsellor", "principal"}
KEEPS = frozenset({"privacy_officer"})
READS_REGISTER = KEEPS | {"data_protection_officer", "principal", "care_coordinator"}
IMPORTS = frozenset({"administration", "other_administration"})
FAMILY = frozenset({"parent", "other_parent", "student"})
SEES_PICTURES = NOTES | {
    "subject_teacher",
    "administration",
    "principal",
    "privacy_officer",
    "data_protection_officer",
}
PUBLISHES = SEES_PICTURES - {"data_protection_officer"}
TAKES_DOWN = PUBLISHES - {"subject_teacher", "team_leader"}  # the mentor published it
READS_PROOF = frozenset({"administration", "privacy_officer", "data_protection_officer"})
READS_RELIGION = frozenset({"mentor", "care_coordinator", "administration", "principal"})
ASKS_FOR_CARE = frozenset({"care_coordinator", "care_team", "psychologist"})
READS_CARD = READS_ONE | {
    "subject_teacher",
    "care_team",
    "attendance_coordinator",
    "career_counsellor",
    "administration",
    "principal",
}
READS_PURGES = frozenset(
    {"administration", "principal", "board_staff", "privacy_officer", "data_protection_officer"}
)
REVIEWS = KEEPS | {"principal"}
CONFIRMS = IMPORTS | {"principal"}
FAMILY_OR_NOT_YET = FAMILY | {
    "stranger",
    "parent_without_authority",
    "former_mentor",
    "next_mentor",
}
STAFF = EVERYBODY - FAMILY_OR_NOT_YET
READS_RIGHTS = CONFIRMS | {"privacy_officer", "data_protection_officer"}
COUNTS = frozenset({"board_staff", "principal", "privacy_officer", "data_protection_officer"})
HERE = CONFIRMS - {"other_administration"}
APPOINTS = frozenset({"care_coordinator", "principal"})
BREAKS_GLASS = frozenset({"principal"})


@dataclass(frozen=True)
class Row:
    """What an address gives: to whom, by which method, and with what in the address."""

    who: frozenset[str]
    args: Callable[[World], list[Any]] = lambda _: []
    method: str = "GET"
    answer: int = 200


PUBLIC = {
    "privacy", "accessibility", "security_txt", "robots_txt", "healthz", "readyz", "theme",
    "account_login", "account_signup", "account_inactive", "account_reset_password",
    "account_reset_password_done", "account_reset_password_from_key",
    "account_reset_password_from_key_done", "set_language", "access:invitation", "access:letter",
    "access:come_in", "consents:api_document", "consents:api_keys", "consents:former_student",
}  # fmt: skip
BY_TOKEN = {"consents:api_answers"}  # for systems; consents/tests/test_api.py asks it
WITH_ARGUMENTS = {
    "theme", "account_reset_password_from_key", "access:invitation", "access:letter",
    "consents:former_student",
}  # fmt: skip
OWN_ACCOUNT = {
    "account_logout", "account_change_password", "account_set_password",
    "account_reauthenticate", "choose_theme", "home", "style_guide",
}  # fmt: skip

TABLE: dict[str, Row] = {
    "access:who_looked": Row(frozenset({"parent"}), lambda w: [w.student.public_id]),
    "access:looks_csv": Row(frozenset({"parent"}), lambda w: [w.student.public_id]),
    "access:proposals": Row(CONFIRMS),
    "access:matrix": Row(STAFF),
    "access:matrix_html": Row(STAFF),
    "access:matrix_pdf": Row(STAFF),
    "access:matrix_xlsx": Row(STAFF),
    "access:adopt": Row(KEEPS),
    "access:adoption": Row(
        STAFF - {"other_mentor", "other_administration"}, lambda w: [w.more["adoption"].public_id]
    ),
    "access:comparison": Row(READS_RIGHTS),
    "board": Row(COUNTS),
    "board_school": Row(COUNTS, lambda w: [w.school.public_id]),
    "access:end_missing": Row(HERE, lambda w: [w.more["missing"].public_id], "POST", 302),
    "access:tasks": Row(
        CONFIRMS | {"privacy_officer", "data_protection_officer"},
    ),
    "access:give": Row(HERE, lambda w: [w.school.public_id]),
    "access:finish": Row(HERE, lambda w: [w.more["task"].public_id]),
    "access:care_teams": Row(APPOINTS),
    "access:care_team": Row(APPOINTS, lambda w: [w.student.public_id]),
    "access:invitations": Row(CONFIRMS),
    "access:invite": Row(HERE, lambda w: [w.school.public_id], "POST", 302),
    "access:withdraw_invitation": Row(
        HERE, lambda w: [w.more["invitation"].public_id], "POST", 302
    ),
    "access:leaving": Row(CONFIRMS),
    "access:leave": Row(HERE, lambda w: [w.school.public_id, w.people["mentor"].public_id]),  # type: ignore[union-attr]  # a mentor is there
    "access:reviews": Row(REVIEWS),
    "access:open_review": Row(KEEPS, method="POST", answer=422),
    "access:review": Row(REVIEWS, lambda w: [w.more["review"].public_id]),
    "access:decide": Row(REVIEWS, lambda w: [w.more["review"].public_id], "POST", 422),
    "access:sign_review": Row(
        frozenset({"principal"}), lambda w: [w.more["review"].public_id], "POST", 422
    ),
    "access:review_xlsx": Row(REVIEWS, lambda w: [w.more["review"].public_id]),
    "access:review_csv": Row(REVIEWS, lambda w: [w.more["review"].public_id]),
    "access:emergency": Row(BREAKS_GLASS),
    "access:take_emergency": Row(BREAKS_GLASS, lambda w: [w.student.public_id]),
    "access:emergency_reviews": Row(KEEPS),
    "access:review_emergency": Row(KEEPS, lambda w: [w.more["emergency"].public_id]),
    "access:why": Row(READS_CARD, lambda w: [w.student.public_id]),
    "access:who": Row(
        KEEPS | {"administration", "principal", "data_protection_officer"},
        lambda w: [w.student.public_id],
    ),
    "dossiers:today": Row(WORKS_WITH_NOTES),
    "dossiers:follow_ups": Row(WORKS_WITH_NOTES),
    "dossiers:tick": Row(WRITES_NOTES, lambda w: [w.follow_up.public_id], "POST", 302),
    "dossiers:class": Row(NOTES, lambda w: [w.group.public_id]),
    "dossiers:student": Row(READS_ONE, lambda w: [w.student.public_id]),
    "dossiers:pictures": Row(NOTES, lambda w: [w.student.public_id]),
    "dossiers:write_note": Row(WRITES_NOTES, lambda w: [w.student.public_id], "POST", 422),
    "dossiers:correct_note": Row(WRITES_NOTES, lambda w: [w.entry.public_id]),
    "dossiers:search": Row(WORKS_WITH_NOTES),
    "dossiers:advice_students": Row(READS_ADVICE | {"colleague", "other_mentor"}),
    "dossiers:advice": Row(READS_ADVICE, lambda w: [w.student.public_id]),
    "dossiers:write_advice": Row(WRITES_ADVICE, lambda w: [w.student.public_id], "POST", 422),
    "dossiers:correct_advice": Row(
        frozenset({"care_coordinator"}), lambda w: [w.more["advice"].public_id]
    ),
    "dossiers:own_advice": Row(frozenset({"parent"}), lambda w: [w.student.public_id]),
    "dossiers:care_students": Row(READS_CARE),
    "dossiers:care": Row(READS_CARE, lambda w: [w.student.public_id]),
    "dossiers:write_care": Row(READS_CARE, lambda w: [w.student.public_id], "POST", 422),
    "dossiers:correct_care": Row(frozenset({"care_team"}), lambda w: [w.more["care"].public_id]),
    "processors:register": Row(READS_REGISTER),
    "processors:export_xlsx": Row(READS_REGISTER),
    "processors:export_csv": Row(READS_REGISTER),
    "processors:party": Row(READS_REGISTER, lambda w: [w.party.public_id]),
    "processors:download": Row(READS_REGISTER, lambda w: [w.document.public_id]),
    "processors:add_party": Row(KEEPS),
    "processors:change_party": Row(KEEPS, lambda w: [w.party.public_id]),
    "processors:add_arrangement": Row(KEEPS, lambda w: [w.party.public_id]),
    "processors:add_product": Row(KEEPS, lambda w: [w.party.public_id]),
    "processors:add_sub": Row(KEEPS, lambda w: [w.party.public_id]),
    "processors:change": Row(KEEPS, lambda w: [w.more["draft"].public_id]),
    "processors:renew": Row(KEEPS, lambda w: [w.arrangement.public_id]),
    "processors:move": Row(KEEPS, lambda w: [w.arrangement.public_id], "POST", 400),
    "processors:agree": Row(KEEPS, lambda w: [w.arrangement.public_id, w.product.public_id]),
    "processors:add_document": Row(KEEPS, lambda w: [w.arrangement.public_id]),
    "processors:change_product": Row(KEEPS, lambda w: [w.product.public_id]),
    "processors:decide": Row(KEEPS, lambda w: [w.more["sub"].public_id], "POST", 400),
    "interchange:runs": Row(IMPORTS),
    "interchange:leavers": Row(IMPORTS),
    "interchange:run": Row(
        IMPORTS - {"other_administration"}, lambda w: [w.more["run"].public_id]
    ),
    "interchange:issues_csv": Row(
        IMPORTS - {"other_administration"}, lambda w: [w.more["run"].public_id]
    ),
    "consents:overview": Row(FAMILY),
    "consents:question": Row(FAMILY, lambda _: [1]),
    "consents:receipt": Row(frozenset({"parent"}), lambda w: [w.more["receipt"].public_id]),
    "consents:receipt_pdf": Row(frozenset({"parent"}), lambda w: [w.more["receipt"].public_id]),
    "consents:receipt_record": Row(frozenset({"parent"}), lambda w: [w.more["receipt"].public_id]),
    "consents:history": Row(FAMILY),
    "consents:check_choices": Row(FAMILY),
    "consents:campaigns": Row(IMPORTS | KEEPS),
    "consents:begin_campaign": Row(KEEPS, lambda w: [w.school.public_id]),
    "consents:campaign": Row(KEEPS | {"administration"}, lambda w: [w.more["campaign"].public_id]),
    "consents:stop_campaign": Row(KEEPS, lambda w: [w.more["campaign"].public_id], "POST", 302),
    "consents:campaign_letters": Row(
        frozenset({"administration"}), lambda w: [w.more["over"].public_id], "POST", 302
    ),
    "consents:campaign_log": Row(
        frozenset({"administration"}), lambda w: [w.more["campaign"].public_id]
    ),
    "consents:designs": Row(IMPORTS | KEEPS),
    "consents:close_design_review": Row(
        KEEPS, lambda w: [w.more["design_review"].public_id], "POST", 422
    ),
    "consents:class_list": Row(
        frozenset({"parent", "other_parent", "mentor"}), lambda w: [w.group.public_id]
    ),
    "consents:religions": Row(
        READS_RELIGION | {"colleague", "other_mentor", "other_administration"}
    ),
    "consents:religion": Row(READS_RELIGION | {"parent"}, lambda w: [w.student.public_id]),
    "consents:inquiries": Row(ASKS_FOR_CARE | IMPORTS),
    "consents:ask": Row(ASKS_FOR_CARE | {"administration"}, lambda w: [w.student.public_id]),
    "consents:inquiry": Row(ASKS_FOR_CARE | {"parent"}, lambda w: [w.more["inquiry"].public_id]),
    "consents:end_inquiry": Row(
        ASKS_FOR_CARE, lambda w: [w.more["inquiry"].public_id], "POST", 302
    ),
    "consents:enter_inquiry": Row(ASKS_FOR_CARE, lambda w: [w.more["inquiry"].public_id]),
    "consents:alumni": Row(IMPORTS),
    "consents:ask_alumni": Row(frozenset({"administration"}), lambda w: [w.group.public_id]),
    "consents:write_alumni": Row(frozenset({"administration"}), lambda w: [w.school.public_id]),
    "consents:take_off_alumnus": Row(
        frozenset({"administration"}), lambda w: [w.more["alumnus"].public_id], "POST", 302
    ),
    "consents:pictures": Row(
        SEES_PICTURES | {"colleague", "other_mentor", "other_administration"}
    ),
    "consents:group_pictures": Row(SEES_PICTURES, lambda w: [w.group.public_id]),
    "consents:group_file": Row(SEES_PICTURES, lambda w: [w.group.public_id], "POST", 422),
    "consents:check": Row(SEES_PICTURES, lambda w: [w.group.public_id]),
    "consents:publish": Row(PUBLISHES, lambda w: [w.group.public_id], "POST", 422),
    "consents:publications": Row(
        SEES_PICTURES | {"colleague", "other_mentor", "other_administration"}
    ),
    "consents:publication": Row(SEES_PICTURES, lambda w: [w.more["publication"].public_id]),
    "consents:take_down": Row(TAKES_DOWN, lambda w: [w.more["take_down"].public_id]),
    "consents:students": Row(READS_PROOF | {"other_administration"}),
    "consents:student": Row(READS_PROOF, lambda w: [w.student.public_id]),
    "consents:enter": Row(frozenset({"administration"}), lambda w: [w.student.public_id]),
    "consents:scan": Row(READS_PROOF | {"parent"}, lambda w: [w.more["evidence"].public_id]),
    "consents:lift": Row(
        frozenset({"administration"}), lambda w: [w.more["objection"].public_id], "POST", 302
    ),
    "consents:wordings": Row(IMPORTS | KEEPS),
    "consents:versions": Row(KEEPS | {"administration"}, lambda w: [w.more["purpose"].public_id]),
    "consents:write_version": Row(KEEPS, lambda w: [w.more["purpose"].public_id]),
    "consents:choose_purpose": Row(KEEPS, lambda w: [w.school.public_id]),
    "consents:add_purpose": Row(KEEPS, lambda w: [w.school.public_id, "IMG_PROMO"]),
    "consents:approve_translations": Row(KEEPS, lambda w: [w.school.public_id, "tr"]),
    "consents:end_purpose": Row(KEEPS, lambda w: [w.more["purpose"].public_id], "POST", 302),
    "consents:clients": Row(IMPORTS | KEEPS),
    "consents:add_client": Row(KEEPS),
    "consents:revoke_client": Row(KEEPS, lambda w: [w.more["client"].public_id], "POST", 302),
    "consents:renew_client": Row(KEEPS, lambda w: [w.more["client"].public_id], "POST"),
    "consents:webhook": Row(KEEPS, lambda w: [w.more["client"].public_id]),
    "consents:end_webhook": Row(KEEPS, lambda w: [w.more["client"].public_id], "POST", 302),
    "consents:try_webhook": Row(KEEPS, lambda w: [w.more["client"].public_id], "POST", 302),
    "students:students": Row(READS_CARD | {"colleague", "other_mentor", "other_administration"}),
    "students:card": Row(READS_CARD, lambda w: [w.student.public_id]),
    "students:reveal": Row(
        frozenset({"administration", "principal"}),
        lambda w: [w.student.public_id],
        "POST",
        422,
    ),
    "students:enter_number": Row(
        frozenset({"administration"}), lambda w: [w.student.public_id], "POST", 422
    ),
    "retention:runs": Row(READS_PURGES | {"other_administration"}),
    "retention:new": Row(IMPORTS),
    "retention:run": Row(READS_PURGES, lambda w: [w.more["purge"].public_id]),
    "retention:progress": Row(READS_PURGES, lambda w: [w.more["purge"].public_id], answer=302),
    "retention:approve": Row(
        frozenset({"principal"}), lambda w: [w.more["purge"].public_id], "POST", 422
    ),
    "retention:cancel": Row(
        frozenset({"administration", "principal"}),
        lambda w: [w.more["purge"].public_id],
        "POST",
        302,
    ),
    "retention:retry": Row(
        frozenset({"administration", "principal"}),
        lambda w: [w.more["purge"].public_id],
        "POST",
        302,
    ),
    "retention:certificate": Row(frozenset(), lambda w: [w.more["purge"].public_id]),
    "retention:download": Row(frozenset(), lambda w: [w.more["purge"].public_id]),
    "retention:terms": Row(READS_PURGES | {"other_administration"}),
    "retention:holds": Row(READS_PURGES | {"other_administration"}),
    "retention:add_hold": Row(CONFIRMS),
    "retention:release_hold": Row(
        frozenset({"administration", "principal"}),
        lambda w: [w.more["hold"].public_id],
        "POST",
        302,
    ),
}


def routes(resolver: Any = None, space: str = "") -> Iterator[str]:  # noqa: ANN401 - Django's own
    """Yield the name of every address of the portal."""
    for found in (resolver or get_resolver()).url_patterns:
        if isinstance(found, URLResolver):
            name = f"{found.namespace}:" if found.namespace else ""
            yield from routes(found, space + name)
        else:
            yield space + (found.name or str(found.pattern))


def test_every_address_says_who_gets_it() -> None:
    assert set(routes()) == TABLE.keys() | PUBLIC | OWN_ACCOUNT | BY_TOKEN


def ask(scene: World, role: str, name: str) -> Any:  # noqa: ANN401 - a test response
    """Ask for an address in a role; return the answer."""
    row, client = TABLE[name], Client()
    user = scene.people[role]
    if user is not None:
        client.force_login(user, backend="accounts.backends.SignInBackend")
    send = client.post if row.method == "POST" else client.get
    answer: Any = send(reverse(name, args=row.args(scene)))
    if answer.streaming:
        b"".join(answer.streaming_content)  # a file that nobody reads stays open
    return answer


@pytest.mark.django_db
@pytest.mark.parametrize("name", sorted(BY_TOKEN))
def test_who_signed_in_gets_nothing_where_a_token_is_asked(client: Client, name: str) -> None:
    client.force_login(schools.user(), backend="accounts.backends.SignInBackend")

    found = client.post(reverse(name), {}, content_type="application/json")

    assert found.status_code == 401


@pytest.mark.django_db
@pytest.mark.law("AVG 13")
@pytest.mark.parametrize("name", sorted(PUBLIC - WITH_ARGUMENTS))
def test_public_pages_are_public(client: Client, name: str) -> None:
    found = client.post("/taal/") if name == "set_language" else client.get(reverse(name))

    assert found.status_code in {200, 302}
    assert not found.headers.get("Location", "").startswith("/inloggen/")
