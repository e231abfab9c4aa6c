"""Relations and authority, as schools record them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class GuardianKind(models.TextChoices):
    """A guardian is a person, or an institution with the guardianship of a court."""

    PERSON = "person", _("Person")
    INSTITUTION = "institution", _("Institution")


class Relation(models.TextChoices):
    """What a guardian is to the student; it says nothing about authority."""

    MOTHER = "mother", _("Mother")
    FATHER = "father", _("Father")
    PARENT = "parent", _("Parent")
    GUARDIAN = "guardian", _("Guardian")
    FOSTER_PARENT = "foster_parent", _("Foster parent")
    STEP_PARENT = "step_parent", _("Step-parent")
    GRANDPARENT = "grandparent", _("Grandparent")
    INSTITUTION = "institution", _("Institution")
    OTHER = "other", _("Other")


class Authority(models.TextChoices):
    """Parental authority over the student (gezag); unknown never opens anything."""

    JOINT = "joint", _("Joint authority")
    SOLE = "sole", _("Sole authority")
    GUARDIAN = "guardian", _("Guardianship by a person")
    INSTITUTION = "institution", _("Guardianship by an institution")
    REPRESENTATIVE = "represents", _("Representation from sixteen, by order of a court")
    PARTIAL = "partial", _("Authority in part")
    NONE = "none", _("No authority")
    UNKNOWN = "unknown", _("Authority not known")


# Until the student is sixteen; and from then on, where a court said that the student cannot.
UNTIL_SIXTEEN = (Authority.JOINT, Authority.SOLE, Authority.GUARDIAN, Authority.INSTITUTION)
FROM_SIXTEEN = (Authority.REPRESENTATIVE,)
DECIDING = (*UNTIL_SIXTEEN, *FROM_SIXTEEN)


class Restriction(models.TextChoices):
    """What a court or the school has forbidden a guardian."""

    NONE = "none", _("No restriction")
    NO_CONTACT = "no_contact", _("No contact")
    NO_INFORMATION = "no_information", _("No information")


class NumberKind(models.TextChoices):
    """The number by which the government knows a student (persoonsgebonden nummer)."""

    BSN = "bsn", _("Citizen service number")
    EDUCATION = "onderwijsnummer", _("Education number")


class Reason(models.TextChoices):
    """What an identity number is shown for; a code, so that no name gets into the record."""

    EXCHANGE = "exchange", _("Exchange with the ministry, the municipality or another school")
    CORRECTION = "correction", _("Checking or correcting the number")
    QUESTION = "question", _("A question of the student or the parents")
