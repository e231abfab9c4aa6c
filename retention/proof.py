"""The certificate of a purge: what went, by which rules, on whose word, when; no names.

Law: Archiefbesluit 1995 8; AVG 5(2)
"""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from access.policies import roles_of
from retention import scanning
from retention.choices import Action, ItemState
from retention.models import Certificate, Ledger, PurgeItem, Rule

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from accounts.models import User
    from retention.models import PurgeRun

METHOD = (
    "Deleted from the database in batches under a lock, in the order of the model graph; files "
    "deleted from storage; every table and file searched afterwards by keyed marks."
)


def certify(run: PurgeRun, *, at: datetime) -> Certificate:
    """Search, write the certificate and seal it with the fingerprint of its words."""
    content = _content(run, scanning.scan(run.pk).as_facts())
    return Certificate.objects.create(run=run, content=content, sha256=seal(content), at=at)


def seal(content: dict[str, Any]) -> str:
    """Return the fingerprint of a certificate's words."""
    text = json.dumps(content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def lists(run: PurgeRun) -> dict[str, Any]:
    """Return the three lists of a run in numbers: what goes, what stays, what needs somebody."""
    bases = dict(Rule.objects.in_force(run.school, on=run.on).values_list("code", "basis"))
    kinds: dict[str, int] = {}
    stays: list[dict[str, Any]] = []
    person: list[dict[str, Any]] = []
    for line in _lines(run):
        what = {"category": line["category"], "count": line["records"]}
        if line["action"] == Action.DELETE:
            kinds[line["category"]] = kinds.get(line["category"], 0) + line["records"]
        elif line["action"] == Action.KEEP:
            until = line["until"].isoformat() if line["until"] else None
            stays.append(what | {"until": until, "why": said(line, bases)})
        else:
            person.append(what | {"why": said(line)})
    return {"run": str(run.public_id), "delete": kinds, "keep": stays, "person": person}


def said(line: dict[str, Any], bases: Mapping[str, str] | None = None) -> str:
    """Return the reason of a line and what decided: `term_runs, R02 v1, statute_both`."""
    rule = f"{line['decider']} v{line['version']}" if line["decider"] else ""
    basis = (bases or {}).get(line["decider"], "")
    return ", ".join(part for part in (line["why"], rule, basis, line["reason"]) if part)


def _lines(run: PurgeRun) -> list[dict[str, Any]]:
    return list(PurgeItem.objects.filter(run=run).summed())


def _content(run: PurgeRun, scan: dict[str, Any]) -> dict[str, Any]:
    lines = _lines(run)
    skipped = [line for line in lines if line["state"] == ItemState.SKIPPED]
    erased: dict[str, int] = {}
    for line in lines:
        if line["state"] == ItemState.DONE:
            erased[line["category"]] = erased.get(line["category"], 0) + line["erased_records"]
    listed = lists(run)
    return {
        "run": str(run.public_id),
        "school": {"brin": run.school.brin, "name": run.school.name},
        "on": run.on.isoformat(),
        "deleted": erased,
        "kept": listed["keep"],
        "person": listed["person"],
        "skipped": [
            {"category": line["category"], "count": line["records"], "why": said(line)}
            for line in skipped
        ],
        "students": Ledger.objects.filter(run=run).count(),
        "rules": _rules(run),
        "proposed": _by(run.proposed_by, run.proposed_at),
        "approved": _by(run.approved_by, run.approved_at),
        "started_at": run.started_at.isoformat() if run.started_at else None,
        "ended_at": run.ended_at.isoformat() if run.ended_at else None,
        "method": METHOD,
        "list_hash": run.list_hash,
        "scan": scan,
    }


def _rules(run: PurgeRun) -> list[dict[str, Any]]:
    used = set(PurgeItem.objects.filter(run=run).values_list("rule", flat=True))
    return [
        {
            "code": rule.code,
            "version": rule.version,
            "category": rule.label,
            "basis": rule.basis,
            "source": rule.source,
        }
        for rule in Rule.objects.in_force(run.school, on=run.on)
        if rule.code in used
    ]


def _by(user: User | None, at: datetime | None) -> dict[str, Any]:
    """Return who acted: the reference of the account and its roles then, never a name."""
    return {
        "account": str(user.audit_ref) if user else None,
        "roles": sorted(roles_of(user, at=at)) if user else [],
        "at": at.isoformat() if at else None,
    }
