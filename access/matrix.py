"""The authorisation matrix that the school adopted: role by category.

A cell reads like the board's own document. The letters say how much: `R` read, `W` read and
write, `g` only some fields, `h` only numbers, `j` masked, `k` on request. The words behind
it say when. What has no cell is closed.

Norm: ID.01 of the Normenkader IBP (an adopted matrix, enforced)
"""

from __future__ import annotations

from dataclasses import dataclass

from access.choices import Category, Level, Role, Scope

VERSION = "4"
LEVELS = {
    "R": Level.READ,
    "W": Level.WRITE,
    "g": Level.LIMITED,
    "h": Level.COUNTS,
    "j": Level.MASKED,
    "k": Level.ON_REQUEST,
}
SCOPES = {
    Role.MENTOR: {Scope.GROUP, Scope.STUDENT},
    Role.SUBJECT_TEACHER: {Scope.GROUP},
    Role.TEAM_LEADER: {Scope.GROUP},
    Role.CARE_COORDINATOR: {Scope.SCHOOL},
    Role.CARE_TEAM: {Scope.STUDENT},
    Role.PSYCHOLOGIST: {Scope.STUDENT},
    Role.ATTENDANCE_COORDINATOR: {Scope.SCHOOL},
    Role.CAREER_COUNSELLOR: {Scope.SCHOOL},
    Role.ADMINISTRATION: {Scope.SCHOOL},
    Role.ICT: {Scope.SCHOOL, Scope.BOARD},
    Role.PRINCIPAL: {Scope.SCHOOL},
    Role.BOARD_STAFF: {Scope.BOARD},
    Role.PRIVACY_OFFICER: {Scope.SCHOOL, Scope.BOARD},
    Role.DATA_PROTECTION_OFFICER: {Scope.SCHOOL, Scope.BOARD},
    Role.SUPPORT_STAFF: {Scope.SCHOOL},
    Role.EMERGENCY: {Scope.STUDENT},
    Role.GUARDIAN: {Scope.STUDENT},
    Role.STUDENT: {Scope.STUDENT},
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What one role may do with one category, and under which condition."""

    level: Level
    when: str = ""

    @property
    def reads(self) -> bool:
        """Tell whether the whole category may be read."""
        return self.level in {Level.READ, Level.WRITE}

    @property
    def writes(self) -> bool:
        """Tell whether the category may be written."""
        return self.level == Level.WRITE


CLOSED = Cell(Level.NONE)
MATRIX: dict[Category, dict[Role, str]] = {
    Category.IDENTITY: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "R own lesson group",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "R named in the care team",
        Role.ATTENDANCE_COORDINATOR: "R own school",
        Role.CAREER_COUNSELLOR: "R own school",
        Role.ADMINISTRATION: "W own school",
        Role.ICT: "g account data",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "g name and school",
        Role.PRIVACY_OFFICER: "g name and school",
        Role.DATA_PROTECTION_OFFICER: "g name and school",
        Role.SUPPORT_STAFF: "g name, class and photo at the desk",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.CONTACT: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "g emergency number",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "R named in the care team",
        Role.ATTENDANCE_COORDINATOR: "R own school",
        Role.ADMINISTRATION: "W own school",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "g what the task needs",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "g own contact data",
        Role.STUDENT: "g own contact data",
    },
    Category.AUTHORITY: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "g a flag that there is a restriction",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "R named in the care team",
        Role.ATTENDANCE_COORDINATOR: "R own school",
        Role.ADMINISTRATION: "W own school",
        Role.PRINCIPAL: "R own school",
        Role.PRIVACY_OFFICER: "g on a case",
        Role.DATA_PROTECTION_OFFICER: "g on a case",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "g own authority",
    },
    Category.BSN: {
        Role.ADMINISTRATION: "j shown with a reason",
        Role.PRINCIPAL: "j shown with a reason",
        Role.GUARDIAN: "k",
        Role.STUDENT: "k",
    },
    Category.GRADES: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "W own subject",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "R named in the care team",
        Role.CAREER_COUNSELLOR: "R own file",
        Role.ADMINISTRATION: "R own school",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "h",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.ABSENCE: {
        Role.MENTOR: "W own group",
        Role.SUBJECT_TEACHER: "W own lesson group",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "R named in the care team",
        Role.ATTENDANCE_COORDINATOR: "W own school",
        Role.ADMINISTRATION: "W own school",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "h",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.CONVERSATION_NOTES: {
        Role.MENTOR: "W own group",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.PSYCHOLOGIST: "R named in the care team",
        Role.ATTENDANCE_COORDINATOR: "g talks about absence",
        Role.CAREER_COUNSELLOR: "g own notes",
        Role.PRINCIPAL: "g emergency access, or own team",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "k",
        Role.STUDENT: "k",
    },
    Category.CARE_NOTES: {
        Role.CARE_TEAM: "W named in the care team",
        Role.PSYCHOLOGIST: "W named in the care team",
        Role.PRINCIPAL: "g emergency access",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "k",
        Role.STUDENT: "k",
    },
    Category.LESSON_ADVICE: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "R own lesson group",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "W own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "W named in the care team",
        Role.CAREER_COUNSELLOR: "R own school",
        Role.PRINCIPAL: "R own school",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.TEST_RESULTS: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "R own subject",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "W named in the care team",
        Role.CAREER_COUNSELLOR: "R own school",
        Role.ADMINISTRATION: "g dates",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "h",
        Role.GUARDIAN: "k",
        Role.STUDENT: "k",
    },
    Category.RESEARCH_REPORTS: {
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "W named in the care team",
        Role.PRINCIPAL: "g emergency access",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "k",
        Role.STUDENT: "k",
    },
    Category.DEVELOPMENT_PLAN: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "g what to do in the lesson",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "W own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "W named in the care team",
        Role.CAREER_COUNSELLOR: "R own school",
        Role.ADMINISTRATION: "g dates for funding",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "h",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.MEDICAL_CARD: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "g what to do in an emergency",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "W own school",
        Role.CARE_TEAM: "R named in the care team",
        Role.PSYCHOLOGIST: "R named in the care team",
        Role.ADMINISTRATION: "g what to do in an emergency",
        Role.PRINCIPAL: "R own school",
        Role.EMERGENCY: "R one student, an hour, with a reason",
        Role.GUARDIAN: "W own child",
        Role.STUDENT: "W oneself",
    },
    Category.RELIGION: {
        Role.MENTOR: "R own group, where the lesson needs it",
        Role.CARE_COORDINATOR: "R own school",
        Role.ADMINISTRATION: "W own school",
        Role.PRINCIPAL: "R own school",
        Role.GUARDIAN: "W own child",
        Role.STUDENT: "W oneself",
    },
    Category.DISCIPLINE_MINOR: {
        Role.MENTOR: "W own group",
        Role.SUBJECT_TEACHER: "W own lessons",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.ATTENDANCE_COORDINATOR: "R own school",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "h",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.SUSPENSION: {
        Role.MENTOR: "R own group",
        Role.TEAM_LEADER: "W own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.ADMINISTRATION: "g dates",
        Role.PRINCIPAL: "W own school",
        Role.BOARD_STAFF: "g the decision",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.CHILD_PROTECTION: {
        Role.CARE_TEAM: "W named in the care team",
        Role.PSYCHOLOGIST: "R named in the care team",
    },
    Category.COMPLAINT_FILE: {
        Role.PRINCIPAL: "g as a party",
        Role.BOARD_STAFF: "W competent authority",
        Role.DATA_PROTECTION_OFFICER: "g on inspection",
        Role.GUARDIAN: "k",
        Role.STUDENT: "k",
    },
    Category.CONSENT_ANSWER: {
        Role.MENTOR: "R own group",
        Role.SUBJECT_TEACHER: "R own lesson group",
        Role.TEAM_LEADER: "R own team",
        Role.CARE_COORDINATOR: "R own school",
        Role.ADMINISTRATION: "R own school",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "h",
        Role.PRIVACY_OFFICER: "R own schools",
        Role.DATA_PROTECTION_OFFICER: "R own schools",
        Role.GUARDIAN: "R own child",
        Role.STUDENT: "R oneself",
    },
    Category.CONSENT_HISTORY: {
        Role.ADMINISTRATION: "W paper forms",
        Role.PRIVACY_OFFICER: "R own schools",
        Role.DATA_PROTECTION_OFFICER: "R own schools",
        Role.GUARDIAN: "R own decisions",
        Role.STUDENT: "R own decisions",
    },
    Category.AGREEMENTS: {
        Role.MENTOR: "g the list",
        Role.SUBJECT_TEACHER: "g the list",
        Role.TEAM_LEADER: "R own school",
        Role.CARE_COORDINATOR: "R own school",
        Role.ICT: "g the technical annex",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "g what the task needs",
        Role.PRIVACY_OFFICER: "W own schools",
        Role.DATA_PROTECTION_OFFICER: "R own schools",
        Role.GUARDIAN: "g the public summary",
        Role.STUDENT: "g the public summary",
    },
    Category.BREACHES_AND_REQUESTS: {
        Role.MENTOR: "g report one",
        Role.SUBJECT_TEACHER: "g report one",
        Role.TEAM_LEADER: "g report one",
        Role.CARE_COORDINATOR: "g report one",
        Role.ADMINISTRATION: "g report one, take in a request",
        Role.ICT: "g report one",
        Role.PRINCIPAL: "R own school",
        Role.BOARD_STAFF: "R own board",
        Role.PRIVACY_OFFICER: "W own schools",
        Role.DATA_PROTECTION_OFFICER: "R own schools",
        Role.GUARDIAN: "g own request",
        Role.STUDENT: "g own request",
    },
    Category.ACCESS_LOG: {
        Role.ICT: "g the technical log",
        Role.PRIVACY_OFFICER: "g on a case",
        Role.DATA_PROTECTION_OFFICER: "R own schools",
        Role.GUARDIAN: "R own child, until sixteen",
        Role.STUDENT: "R oneself",
    },
    Category.PURGE_REPORT: {
        Role.ADMINISTRATION: "W proposes",
        Role.ICT: "g runs the job",
        Role.PRINCIPAL: "W approves",
        Role.BOARD_STAFF: "R own board",
        Role.PRIVACY_OFFICER: "R own schools",
        Role.DATA_PROTECTION_OFFICER: "R own schools",
    },
    Category.ACCESS_ADMIN: {
        Role.ADMINISTRATION: "W assigns groups",
        Role.ICT: "g accounts, no content",
        Role.PRINCIPAL: "W approves",
        Role.BOARD_STAFF: "g approves board roles",
        Role.PRIVACY_OFFICER: "R own schools",
        Role.DATA_PROTECTION_OFFICER: "R own schools",
    },
}

# What only some roles do for a school, beside what they may read.
DUTIES: dict[str, frozenset[Role]] = {
    "propose_purge": frozenset({Role.ADMINISTRATION}),
    "approve_purge": frozenset({Role.PRINCIPAL}),
    "appoint_staff": frozenset({Role.PRINCIPAL}),
    "appoint_care_team": frozenset({Role.CARE_COORDINATOR, Role.PRINCIPAL}),
    # A care coordinator reads the conversation notes by task, and care notes not at all; the
    # table of the field gives emergency access to the head alone. See decision 0018.
    "break_glass": frozenset({Role.PRINCIPAL}),
    "review_access": frozenset({Role.PRIVACY_OFFICER}),
    "sign_access_review": frozenset({Role.PRINCIPAL}),
    "adopt_matrix": frozenset({Role.PRIVACY_OFFICER}),
    "read_consent_texts": frozenset({Role.ADMINISTRATION, Role.PRIVACY_OFFICER}),
    "write_consent_texts": frozenset({Role.PRIVACY_OFFICER}),
    "read_counts": frozenset(
        {Role.BOARD_STAFF, Role.PRINCIPAL, Role.PRIVACY_OFFICER, Role.DATA_PROTECTION_OFFICER}
    ),
}
# Within a category that a role reads, what it does not see: the field, and who goes without.
FIELDS: dict[str, tuple[Category, frozenset[Role]]] = {
    "read_birth_date": (
        Category.IDENTITY,
        frozenset({Role.SUBJECT_TEACHER, Role.CAREER_COUNSELLOR}),
    ),
    "read_secret_contact": (Category.CONTACT, frozenset(Role) - {Role.ADMINISTRATION}),
}
# Of a category that a role does not read, the one thing that its `g` lets it know.
GLIMPSES: dict[str, tuple[Category, frozenset[Role]]] = {
    "read_restriction": (Category.AUTHORITY, frozenset({Role.SUBJECT_TEACHER})),
}
# Whoever needs these for a leaver has a task for the whole school; the others lose them on the
# day of deregistration.
WHILE_ENROLLED = frozenset(
    {
        Role.MENTOR,
        Role.SUBJECT_TEACHER,
        Role.TEAM_LEADER,
        Role.CARE_TEAM,
        Role.PSYCHOLOGIST,
    }
)
FAMILY = frozenset({Role.GUARDIAN, Role.STUDENT})
NEEDS_SECRECY = frozenset({Role.CARE_TEAM, Role.PSYCHOLOGIST})
EMERGENCY_MINUTES = 60


def cell(role: str, category: str) -> Cell:
    """Return what `role` may do with `category`; closed where the matrix is silent."""
    text = MATRIX[Category(category)].get(Role(role))
    if text is None:
        return CLOSED
    letter, _, when = text.partition(" ")
    return Cell(LEVELS[letter], when)
