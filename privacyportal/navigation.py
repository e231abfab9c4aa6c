"""What stands around each page: whose portal it is, and the way to the other pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext as _

from access.choices import Category, Role
from access.matrix import DUTIES, FAMILY, cell
from access.models import BreakGlass
from access.policies import roles_of
from access.review.standing import overdue_of
from dossiers.policies import readers_of
from dossiers.rules import ADVICE, CARE
from privacyportal.languages import offered
from schools.models import BRAND, School

if TYPE_CHECKING:
    from django.http import HttpRequest

    from accounts.models import User
    from schools.querysets import SchoolQuerySet

TEACHING = frozenset({Role.MENTOR, Role.TEAM_LEADER, Role.CARE_COORDINATOR, Role.PSYCHOLOGIST})
PICTURES = (TEACHING - {Role.PSYCHOLOGIST}) | {
    Role.SUBJECT_TEACHER,
    Role.ADMINISTRATION,
    Role.PRINCIPAL,
    Role.PRIVACY_OFFICER,
    Role.DATA_PROTECTION_OFFICER,
}
READS_ADVICE = frozenset(readers_of(ADVICE)) - {Role.EMERGENCY}
READS_CARE = frozenset(readers_of(CARE)) - {Role.EMERGENCY}
STUDENTS = frozenset(role for role in Role if cell(role, Category.IDENTITY).reads) - (
    FAMILY | {Role.EMERGENCY}
)
PROOF = frozenset(role for role in Role if cell(role, Category.CONSENT_HISTORY).reads) - FAMILY
REGISTERS = frozenset(
    {
        Role.PRIVACY_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
        Role.PRINCIPAL,
        Role.TEAM_LEADER,
        Role.CARE_COORDINATOR,
    }
)
COUNTS = frozenset(
    {
        Role.BOARD_STAFF,
        Role.PRINCIPAL,
        Role.PRIVACY_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
    }
)
READS_TASKS = frozenset(
    {
        Role.ADMINISTRATION,
        Role.PRINCIPAL,
        Role.PRIVACY_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
    }
)
READS_TEXTS = DUTIES["read_consent_texts"]
# Who writes for the care of a student, or writes down what the school is told.
ASKS = frozenset(
    role
    for role in Role
    if cell(role, Category.CARE_NOTES).writes
    or cell(role, Category.LESSON_ADVICE).writes
    or cell(role, Category.CONSENT_HISTORY).writes
)
KEEPS_LISTS = frozenset(r for r in Role if cell(r, Category.CONSENT_HISTORY).writes)
STAFF = frozenset(Role) - FAMILY - {Role.EMERGENCY}
CARE_TEAMS = DUTIES["appoint_care_team"]
BREAK_GLASS = DUTIES["break_glass"]
REVIEW_EMERGENCIES = DUTIES["review_access"]
PURGE = frozenset(
    {
        Role.ADMINISTRATION,
        Role.PRINCIPAL,
        Role.PRIVACY_OFFICER,
        Role.DATA_PROTECTION_OFFICER,
        Role.BOARD_STAFF,
    }
)
REVIEW = frozenset({Role.PRIVACY_OFFICER, Role.PRINCIPAL})


@dataclass(frozen=True, slots=True)
class Brand:
    """Whose portal the page is."""

    name: str
    sub: str
    icon: str
    colour: str  # six hexadecimal digits
    board: str = ""


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of the menu."""

    label: str
    icon: str
    url: str
    current: bool
    count: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """Entries under one heading."""

    title: str
    items: list[Item]


def page(request: HttpRequest) -> dict[str, Any]:
    """Give every template the brand, the menu, the languages and the theme.

    Lazy, so that an error page, which shows no menu, asks the database nothing.
    """
    user = getattr(request, "user", None)
    known = user if user is not None and user.is_authenticated else None
    return {
        "brand": SimpleLazyObject(lambda: brand(known)),
        "nav": SimpleLazyObject(lambda: menu(known, request.path) if known else []),
        "languages": offered(request),
        "theme": known.theme if known else "auto",
    }


def brand(user: User | None) -> Brand:
    """Return the school, or the board of the schools, that this user has to do with."""
    schools = list(_schools(user)) if user else []
    if not schools:
        return Brand("Privacyportal", _("Privacy at school"), "shield-check", BRAND[1:])
    first = schools[0]
    if len(schools) > 1 and len({school.board_id for school in schools}) == 1:
        return Brand(
            first.board.name,
            _("Privacy · %(n)s schools") % {"n": len(schools)},
            "shield-check",
            first.board.colour[1:],
        )
    mark = "graduation-cap" if first.is_secondary else "school"
    return Brand(first.name, _("Privacy and consent"), mark, first.colour[1:], first.board.name)


def _schools(user: User) -> SchoolQuerySet:
    at_work = School.objects.visible_to(user)
    of_children = School.objects.filter(
        pk__in=user.assignments.filter(student__isnull=False).values("student__school")
    )
    return (at_work | of_children).distinct().select_related("board").order_by("name")


def menu(user: User, path: str) -> list[Section]:
    """Return the entries that some role of the user has something to do with."""
    roles = roles_of(user)
    wanted = [
        ("", TEACHING, _("Today"), "layout-dashboard", "dossiers:today"),
        ("", TEACHING, _("Follow-ups"), "clipboard-check", "dossiers:follow_ups"),
        ("", READS_CARE, _("My care students"), "heart-pulse", "dossiers:care_students"),
        ("", READS_ADVICE, _("Advice for lessons"), "book-open", "dossiers:advice_students"),
        ("", STUDENTS, _("Students"), "contact", "students:students"),
        ("", PICTURES, _("Who may be in the picture?"), "camera", "consents:pictures"),
        ("", PICTURES, _("Published photos"), "globe", "consents:publications"),
        ("", PROOF, _("Consent per student"), "file-check-2", "consents:students"),
        ("", ASKS, _("Questions about one student"), "message-square-text", "consents:inquiries"),
        ("", READS_TEXTS, _("Questions to parents"), "languages", "consents:wordings"),
        ("", READS_TEXTS, _("Asking for choices"), "mail", "consents:campaigns"),
        (_("Registers"), REGISTERS, _("Processors"), "file-signature", "processors:register"),
        (_("Registers"), READS_TEXTS, _("Connections"), "link", "consents:clients"),
        (_("Registers"), COUNTS, _("Numbers"), "gauge", "board"),
        (_("Registers"), STAFF, _("Who may see what"), "shield-check", "access:matrix"),
        (_("People"), {Role.ADMINISTRATION}, _("Import"), "database", "interchange:runs"),
        (
            _("People"),
            {Role.ADMINISTRATION, Role.PRINCIPAL},
            _("Confirm access"),
            "key-round",
            "access:proposals",
        ),
        (
            _("People"),
            {Role.ADMINISTRATION, Role.PRINCIPAL},
            _("Invitations"),
            "mail",
            "access:invitations",
        ),
        (_("People"), KEEPS_LISTS, _("Former students"), "graduation-cap", "consents:alumni"),
        (_("People"), READS_TASKS, _("Tasks"), "users", "access:tasks"),
        (_("People"), CARE_TEAMS, _("Care teams"), "heart-pulse", "access:care_teams"),
        (
            _("People"),
            {Role.ADMINISTRATION, Role.PRINCIPAL},
            _("End of employment"),
            "log-out",
            "access:leaving",
        ),
        (_("People"), REVIEW, _("Review of access"), "list-checks", "access:reviews"),
        (_("People"), BREAK_GLASS, _("Emergency access"), "shield-alert", "access:emergency"),
        (
            _("People"),
            REVIEW_EMERGENCIES,
            _("Review emergencies"),
            "badge-alert",
            "access:emergency_reviews",
        ),
        (_("Keeping and ending"), PURGE, _("Purge"), "archive", "retention:runs"),
    ]
    sections: dict[str, list[Item]] = {}
    for title, who, label, icon, route in wanted:
        if roles & who:
            url = reverse(route)
            item = Item(label, icon, url, path.startswith(url), waiting(user, route))
            sections.setdefault(title, []).append(item)
    return [Section(title, items) for title, items in sections.items()]


def waiting(user: User, route: str) -> int:
    """Return how much waits for the user on a page of the menu."""
    if route == "access:reviews":
        return overdue_of(user, on=timezone.localdate())
    if route == "access:emergency_reviews":
        return BreakGlass.objects.visible_to(user).open().count()
    return 0
