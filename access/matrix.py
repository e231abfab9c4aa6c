"""The authorisation matrix that the school adopted: role by category.

A cell reads like the board's own document. The letters say how much: `R` read, `W` read and
write, `g` only some fields, `h` only numbers, `j` masked, `k` on request. The words behind
it say when. What has no cell is closed.

Norm: ID.01 of the Normenkader IBP (an adopted matrix, enforced)
"""

from __future__ import annotations

from dataclasses import dataclass

from access.choices import Category as C
from access.choices import Level, Scope
from access.choices import Role as R

VERSION = "1"
LEVELS = {
    "R": Level.READ,
    "W": Level.WRITE,
    "g": Level.LIMITED,
    "h": Level.COUNTS,
    "j": Level.MASKED,
    "k": Level.ON_REQUEST,
}
SCOPES = {
    R.MENTOR: {Scope.GROUP, Scope.STUDENT},
    R.SUBJECT_TEACHER: {Scope.GROUP},
    R.TEAM_LEADER: {Scope.GROUP},
    R.CARE_COORDINATOR: {Scope.SCHOOL},
    R.CARE_TEAM: {Scope.STUDENT},
    R.PSYCHOLOGIST: {Scope.STUDENT},
    R.ATTENDANCE_COORDINATOR: {Scope.SCHOOL},
    R.CAREER_COUNSELLOR: {Scope.SCHOOL},
    R.ADMINISTRATION: {Scope.SCHOOL},
    R.ICT: {Scope.SCHOOL, Scope.BOARD},
    R.PRINCIPAL: {Scope.SCHOOL},
    R.BOARD_STAFF: {Scope.BOARD},
    R.PRIVACY_OFFICER: {Scope.SCHOOL, Scope.BOARD},
    R.DATA_PROTECTION_OFFICER: {Scope.SCHOOL, Scope.BOARD},
    R.SUPPORT_STAFF: {Scope.SCHOOL},
    R.GUARDIAN: {Scope.STUDENT},
    R.STUDENT: {Scope.STUDENT},
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
MATRIX: dict[C, dict[R, str]] = {
    C.IDENTITY: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "R own lesson group",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "R named in the care team",
        R.ATTENDANCE_COORDINATOR: "R own school",
        R.CAREER_COUNSELLOR: "R own school",
        R.ADMINISTRATION: "W own school",
        R.ICT: "g account data",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "g name and school",
        R.PRIVACY_OFFICER: "g name and school",
        R.DATA_PROTECTION_OFFICER: "g name and school",
        R.SUPPORT_STAFF: "g name, class and photo at the desk",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.CONTACT: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "g emergency number",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "R named in the care team",
        R.ATTENDANCE_COORDINATOR: "R own school",
        R.ADMINISTRATION: "W own school",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "g what the task needs",
        R.GUARDIAN: "g own contact data",
        R.STUDENT: "g own contact data",
    },
    C.AUTHORITY: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "g a flag that there is a restriction",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "R named in the care team",
        R.ATTENDANCE_COORDINATOR: "R own school",
        R.ADMINISTRATION: "W own school",
        R.PRINCIPAL: "R own school",
        R.PRIVACY_OFFICER: "g on a case",
        R.DATA_PROTECTION_OFFICER: "g on a case",
        R.GUARDIAN: "g own authority",
    },
    C.BSN: {
        R.ADMINISTRATION: "j shown with a reason",
        R.PRINCIPAL: "j shown with a reason",
        R.GUARDIAN: "k",
        R.STUDENT: "k",
    },
    C.GRADES: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "W own subject",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "R named in the care team",
        R.CAREER_COUNSELLOR: "R own file",
        R.ADMINISTRATION: "R own school",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "h",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.ABSENCE: {
        R.MENTOR: "W own group",
        R.SUBJECT_TEACHER: "W own lesson group",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "R named in the care team",
        R.ATTENDANCE_COORDINATOR: "W own school",
        R.ADMINISTRATION: "W own school",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "h",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.CONVERSATION_NOTES: {
        R.MENTOR: "W own group",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.PSYCHOLOGIST: "R named in the care team",
        R.ATTENDANCE_COORDINATOR: "g talks about absence",
        R.CAREER_COUNSELLOR: "g own notes",
        R.PRINCIPAL: "g emergency access, or own team",
        R.GUARDIAN: "k",
        R.STUDENT: "k",
    },
    C.CARE_NOTES: {
        R.CARE_TEAM: "W named in the care team",
        R.PSYCHOLOGIST: "W named in the care team",
        R.PRINCIPAL: "g emergency access",
        R.GUARDIAN: "k",
        R.STUDENT: "k",
    },
    C.LESSON_ADVICE: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "R own lesson group",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "W own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "W named in the care team",
        R.CAREER_COUNSELLOR: "R own school",
        R.PRINCIPAL: "R own school",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.TEST_RESULTS: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "R own subject",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "W named in the care team",
        R.CAREER_COUNSELLOR: "R own school",
        R.ADMINISTRATION: "g dates",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "h",
        R.GUARDIAN: "k",
        R.STUDENT: "k",
    },
    C.RESEARCH_REPORTS: {
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "W named in the care team",
        R.PRINCIPAL: "g emergency access",
        R.GUARDIAN: "k",
        R.STUDENT: "k",
    },
    C.DEVELOPMENT_PLAN: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "g what to do in the lesson",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "W own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "W named in the care team",
        R.CAREER_COUNSELLOR: "R own school",
        R.ADMINISTRATION: "g dates for funding",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "h",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.MEDICAL_CARD: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "g what to do in an emergency",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "W own school",
        R.CARE_TEAM: "R named in the care team",
        R.PSYCHOLOGIST: "R named in the care team",
        R.ADMINISTRATION: "g what to do in an emergency",
        R.PRINCIPAL: "R own school",
        R.GUARDIAN: "W own child",
        R.STUDENT: "W oneself",
    },
    C.RELIGION: {
        R.MENTOR: "R own group, where the lesson needs it",
        R.CARE_COORDINATOR: "R own school",
        R.ADMINISTRATION: "W own school",
        R.PRINCIPAL: "R own school",
        R.GUARDIAN: "W own child",
        R.STUDENT: "W oneself",
    },
    C.DISCIPLINE_MINOR: {
        R.MENTOR: "W own group",
        R.SUBJECT_TEACHER: "W own lessons",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.ATTENDANCE_COORDINATOR: "R own school",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "h",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.SUSPENSION: {
        R.MENTOR: "R own group",
        R.TEAM_LEADER: "W own team",
        R.CARE_COORDINATOR: "R own school",
        R.ADMINISTRATION: "g dates",
        R.PRINCIPAL: "W own school",
        R.BOARD_STAFF: "g the decision",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.CHILD_PROTECTION: {
        R.CARE_TEAM: "W named in the care team",
        R.PSYCHOLOGIST: "R named in the care team",
    },
    C.COMPLAINT_FILE: {
        R.PRINCIPAL: "g as a party",
        R.BOARD_STAFF: "W competent authority",
        R.DATA_PROTECTION_OFFICER: "g on inspection",
        R.GUARDIAN: "k",
        R.STUDENT: "k",
    },
    C.CONSENT_ANSWER: {
        R.MENTOR: "R own group",
        R.SUBJECT_TEACHER: "R own lesson group",
        R.TEAM_LEADER: "R own team",
        R.CARE_COORDINATOR: "R own school",
        R.ADMINISTRATION: "R own school",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "h",
        R.PRIVACY_OFFICER: "R own schools",
        R.DATA_PROTECTION_OFFICER: "R own schools",
        R.GUARDIAN: "R own child",
        R.STUDENT: "R oneself",
    },
    C.CONSENT_HISTORY: {
        R.ADMINISTRATION: "W paper forms",
        R.PRIVACY_OFFICER: "R own schools",
        R.DATA_PROTECTION_OFFICER: "R own schools",
        R.GUARDIAN: "R own decisions",
        R.STUDENT: "R own decisions",
    },
    C.AGREEMENTS: {
        R.MENTOR: "g the list",
        R.SUBJECT_TEACHER: "g the list",
        R.TEAM_LEADER: "R own school",
        R.CARE_COORDINATOR: "R own school",
        R.ICT: "g the technical annex",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "g what the task needs",
        R.PRIVACY_OFFICER: "W own schools",
        R.DATA_PROTECTION_OFFICER: "R own schools",
        R.GUARDIAN: "g the public summary",
        R.STUDENT: "g the public summary",
    },
    C.BREACHES_AND_REQUESTS: {
        R.MENTOR: "g report one",
        R.SUBJECT_TEACHER: "g report one",
        R.TEAM_LEADER: "g report one",
        R.CARE_COORDINATOR: "g report one",
        R.ADMINISTRATION: "g report one, take in a request",
        R.ICT: "g report one",
        R.PRINCIPAL: "R own school",
        R.BOARD_STAFF: "R own board",
        R.PRIVACY_OFFICER: "W own schools",
        R.DATA_PROTECTION_OFFICER: "R own schools",
        R.GUARDIAN: "g own request",
        R.STUDENT: "g own request",
    },
    C.ACCESS_LOG: {
        R.ICT: "g the technical log",
        R.PRIVACY_OFFICER: "g on a case",
        R.DATA_PROTECTION_OFFICER: "R own schools",
        R.GUARDIAN: "R own child, until sixteen",
        R.STUDENT: "R oneself",
    },
    C.PURGE_REPORT: {
        R.ADMINISTRATION: "W proposes",
        R.ICT: "g runs the job",
        R.PRINCIPAL: "W approves",
        R.BOARD_STAFF: "R own board",
        R.PRIVACY_OFFICER: "R own schools",
        R.DATA_PROTECTION_OFFICER: "R own schools",
    },
    C.ACCESS_ADMIN: {
        R.ADMINISTRATION: "W assigns groups",
        R.ICT: "g accounts, no content",
        R.PRINCIPAL: "W approves",
        R.BOARD_STAFF: "W approves board roles",
        R.PRIVACY_OFFICER: "R own schools",
        R.DATA_PROTECTION_OFFICER: "R own schools",
    },
}

# What only some roles do, within a category that they may read.
DUTIES: dict[str, frozenset[R]] = {
    "propose_purge": frozenset({R.ADMINISTRATION}),
    "approve_purge": frozenset({R.PRINCIPAL}),
}


def cell(role: str, category: str) -> Cell:
    """Return what `role` may do with `category`; closed where the matrix is silent."""
    text = MATRIX[C(category)].get(R(role))
    if text is None:
        return CLOSED
    letter, _, when = text.partition(" ")
    return Cell(LEVELS[letter], when)
