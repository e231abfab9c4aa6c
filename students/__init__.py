"""Student, enrolment, guardian, guardianship, group membership."""
