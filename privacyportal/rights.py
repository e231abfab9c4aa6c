"""What each database role may do with each table; nothing that is not written here.

Pages run as `portal_web`, jobs and commands as `portal_worker`; only `portal_purge`, which a
worker becomes for the length of a purge batch, deletes data of people. Facts that are added
and never changed may be inserted and read: not even the portal itself can alter them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.db import connection

if TYPE_CHECKING:
    from collections.abc import Iterator

READ = "SELECT"
ADD = "SELECT, INSERT"
KEEP = "SELECT, INSERT, UPDATE"
ALL = "SELECT, INSERT, UPDATE, DELETE"
END = "SELECT, UPDATE, DELETE"  # UPDATE is what a lock asks for; its policy lets no row change
GO = "SELECT, DELETE"
MASK = "SELECT (id, student_id, school_id, kind, ending, entered_by_id, entered_at)"
LIFT = "SELECT, INSERT, UPDATE (period, lifted_by_id)"
KNOWN = (
    "SELECT (id, public_id, name, note, schools, channels, period, revoked_at, last_used_at,"
    " allowance, counted_at)"
)
CLIENT = f"{KNOWN}, INSERT, UPDATE (revoked_at)"
ADDRESS = "SELECT, INSERT, UPDATE (client_id, failing_since, ended_at)"
HEARD = "SELECT, UPDATE (confirmed_at, failing_since, alerted_at)"
DELIVER = "SELECT, INSERT, UPDATE (state, tries, next_at, tried_at, status, trouble)"
ASK = "SELECT, INSERT, UPDATE (is_active)"
TAKE_DOWN = "SELECT, INSERT, UPDATE (state, how, note, done_at, done_by_id)"
CHASE = "SELECT, INSERT, UPDATE (reminded_at, escalated_at)"
REMOVE = "SELECT, INSERT, UPDATE (removed_at)"
TICK = "SELECT, INSERT, UPDATE (entry_id, done_at)"
SIGN = "SELECT, INSERT, UPDATE (counts, fingerprint, signed_by_id, signed_at)"
DECIDE = "SELECT, INSERT, UPDATE (verdict, reason, ended, decided_by_id, decided_at)"
JUDGE = "SELECT, INSERT, UPDATE (alerted_at, reviewed_by_id, reviewed_at, verdict, note)"
INVITE = (
    "SELECT, INSERT, UPDATE (email, proof_hash, proof_until, proof_tries, proofs, proven_at,"
    " used_at, withdrawn_at, withdrawn_by_id)"
)
SEND = "SELECT, INSERT, UPDATE (code_hash, sent_at)"
TELL = "SELECT, INSERT, UPDATE (state, done_at), DELETE"
JOIN = "SELECT, INSERT, UPDATE (said_by, ends_on, may_stay, asked_at, letter_id), DELETE"
LIST = (
    "SELECT, UPDATE (name, left_in, ends_on, may_stay, key, told_at, asked_at, letter_id), DELETE"
)
PART = "SELECT, UPDATE (student_id, decision_id, inquiry_id)"
STOP = "SELECT, INSERT, UPDATE (period)"
FINISH = "SELECT, INSERT, UPDATE (ended_at, ended_by_id)"
LOCK = "SELECT, UPDATE (period)"  # the worker alters nothing: a lock asks for it
PRINTED = "SELECT, UPDATE (state, done_at)"
FIND = "SELECT, UPDATE (closed_at, finding)"
WARN = "SELECT, INSERT, UPDATE (told_at)"
WRITE_TO = "SELECT, INSERT, UPDATE (way, state, done_at)"

# By model label, or by app label for all models of an app that have no line of their own.
RIGHTS: dict[str, dict[str, str]] = {
    "audit.Event": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": ADD},
    "accounts": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": ALL},
    "schools": {"portal_web": READ, "portal_worker": KEEP, "portal_purge": READ},
    "schools.SchoolYear": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": READ},
    "schools.Group": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": READ},
    "schools.StaffMember": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": ALL},
    "schools.SchoolGrant": {"portal_web": READ, "portal_worker": READ, "portal_purge": ALL},
    "students": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": ALL},
    "students.Guardianship": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": GO},
    "students.IdentityNumber": {"portal_web": MASK, "portal_worker": MASK, "portal_purge": GO},
    "students.StudentGrant": {"portal_web": READ, "portal_worker": READ, "portal_purge": ALL},
    "access": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": ALL},
    "access.Assignment": {"portal_web": ALL, "portal_worker": ALL, "portal_purge": ALL},
    "access.Adoption": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": READ},
    "access.BreakGlass": {"portal_web": JUDGE, "portal_worker": JUDGE, "portal_purge": ALL},
    "access.Invitation": {"portal_web": INVITE, "portal_worker": SEND, "portal_purge": GO},
    "access.TurningMessage": {"portal_worker": TELL, "portal_purge": GO},
    "access.Right": {"portal_web": READ, "portal_worker": READ, "portal_purge": READ},
    "access.AccessReview": {"portal_web": SIGN, "portal_worker": READ, "portal_purge": READ},
    "access.ReviewFinding": {"portal_web": DECIDE, "portal_worker": READ, "portal_purge": READ},
    "interchange": {"portal_web": ALL, "portal_worker": ALL, "portal_purge": ALL},
    "consents": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": ALL},
    "consents.Client": {"portal_web": CLIENT, "portal_worker": KNOWN, "portal_purge": READ},
    "consents.Webhook": {"portal_web": ADDRESS, "portal_worker": HEARD, "portal_purge": READ},
    "consents.Delivery": {"portal_web": READ, "portal_worker": DELIVER, "portal_purge": READ},
    "consents.Purpose": {"portal_web": ASK, "portal_worker": KEEP, "portal_purge": ALL},
    "consents.Wording": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": READ},
    "consents.Receipt": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": GO},
    "consents.KeptAnswer": {"portal_web": READ, "portal_worker": ADD, "portal_purge": GO},
    "consents.Objection": {"portal_web": LIFT, "portal_worker": READ, "portal_purge": GO},
    "consents.Publication": {"portal_web": REMOVE, "portal_worker": ADD, "portal_purge": GO},
    "consents.Appearance": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": GO},
    "consents.TakeDown": {"portal_web": TAKE_DOWN, "portal_worker": CHASE, "portal_purge": GO},
    "consents.Religion": {"portal_web": ADD, "portal_worker": GO, "portal_purge": GO},
    "consents.Decision": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": GO},
    "consents.Evidence": {"portal_web": ADD, "portal_worker": READ, "portal_purge": GO},
    "consents.Inquiry": {"portal_web": FINISH, "portal_worker": READ, "portal_purge": GO},
    "consents.Alumnus": {"portal_web": JOIN, "portal_worker": LIST, "portal_purge": PART},
    "consents.AlumniLetter": {"portal_web": ADD, "portal_worker": READ, "portal_purge": READ},
    "consents.Campaign": {"portal_web": STOP, "portal_worker": LOCK, "portal_purge": READ},
    "consents.CampaignMessage": {
        "portal_web": PRINTED,
        "portal_worker": WRITE_TO,
        "portal_purge": GO,
    },
    "consents.DesignReview": {
        "portal_web": FIND,
        "portal_worker": WARN,
        "portal_purge": READ,
    },
    "consents.Confirmation": {"portal_web": ADD, "portal_worker": READ, "portal_purge": GO},
    "dossiers.Entry": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": END},
    "dossiers.FollowUp": {"portal_web": TICK, "portal_worker": TICK, "portal_purge": END},
    "processors": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": READ},
    "processors.Annex": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": READ},
    "processors.AnnexRow": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": READ},
    "processors.Document": {"portal_web": ADD, "portal_worker": ADD, "portal_purge": READ},
    "retention.Rule": {"portal_web": READ, "portal_worker": KEEP, "portal_purge": READ},
    "retention.Hold": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": ALL},
    "retention.PurgeRun": {"portal_web": KEEP, "portal_worker": KEEP, "portal_purge": KEEP},
    "retention.PurgeItem": {"portal_web": READ, "portal_worker": READ, "portal_purge": KEEP},
    "retention.Ledger": {"portal_web": READ, "portal_worker": READ, "portal_purge": ADD},
    "retention.Certificate": {"portal_web": READ, "portal_worker": READ, "portal_purge": ADD},
    "retention.Needle": {"portal_purge": ALL},
    "retention.DoomedFile": {"portal_purge": ALL},
    "sessions": {"portal_web": ALL, "portal_worker": ALL, "portal_purge": ALL},
    "account": {"portal_web": ALL, "portal_worker": ALL, "portal_purge": ALL},
    "auth": {"portal_web": READ, "portal_worker": READ, "portal_purge": READ},
    "contenttypes": {"portal_web": READ, "portal_worker": READ, "portal_purge": READ},
    "guardian": {"portal_purge": READ},
}


def tables() -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each table with its rights by role.

    Raises:
        KeyError: nobody said what the roles may do with a table.
    """
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.label
        yield model._meta.db_table, RIGHTS.get(label) or RIGHTS[model._meta.app_label]


def apply() -> None:
    """Take all rights away and give those written here; runs as the owner, after migrating."""
    with connection.cursor() as cursor:
        for table, by_role in tables():
            name = connection.ops.quote_name(table)
            roles = "portal_web, portal_worker, portal_purge, portal_audit"
            cursor.execute(f"REVOKE ALL ON {name} FROM PUBLIC, {roles}")
            for role, verbs in by_role.items():
                cursor.execute(f"GRANT {verbs} ON {name} TO {role}")
        cursor.execute(
            "GRANT USAGE ON ALL SEQUENCES IN SCHEMA public "
            "TO portal_web, portal_worker, portal_purge"
        )
        cursor.execute(
            "GRANT SELECT ON django_migrations TO portal_web, portal_worker, portal_purge"
        )
