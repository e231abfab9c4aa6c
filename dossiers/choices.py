"""Categories of a student's file, and kinds of talk."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Category(models.TextChoices):
    """What part of the file an entry belongs to; each has its own readers and its own end."""

    CONVERSATION_NOTE = "conversation_note", _("Conversation note")
    LESSON_ADVICE = "lesson_advice", _("Advice for lessons")
    CARE_NOTE = "care_note", _("Note of the care team")
    SUPPORT_FILE = "support_file", _("Support file")
    TEST_RESULT = "test_result", _("Test result")
    ATTENDANCE = "attendance", _("Attendance")
    HEALTH_CARD = "health_card", _("Medical emergency card")


class Kind(models.TextChoices):
    """With whom, or how, a talk was held."""

    MENTOR_TALK = "mentor_talk", _("Talk with the student")
    PARENTS_TALK = "parents_talk", _("Talk with parents")
    PHONE = "phone", _("Phone call")
    SHORT_CONTACT = "short_contact", _("Short contact")


class Urgency(models.TextChoices):
    """How a follow-up stands on a day."""

    OVERDUE = "overdue", _("Late")
    THIS_WEEK = "this_week", _("This week")
    LATER = "later", _("Later")


class Pictures(models.TextChoices):
    """What the answers about pictures come to, for who looks at a list."""

    EVERYWHERE = "everywhere", _("Yes everywhere")
    SOMEWHERE = "somewhere", _("Not everywhere")
    NOWHERE = "nowhere", _("Nowhere")
    UNANSWERED = "unanswered", _("No choice yet: no")
