"""What is asked, in which words, and what was decided."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateTimeRangeField, RangeOperators
from django.db import models
from django.db.models import Q
from django.db.models.functions import Coalesce

from accounts.choices import Language
from consents.choices import AtSixteen, Capacity, Channel, Outcome, Reach, Reason
from consents.querysets import (
    DecisionQuerySet,
    KeptAnswerQuerySet,
    ObjectionQuerySet,
    PurposeQuerySet,
    ReceiptQuerySet,
    WordingQuerySet,
)
from kernel.dates import day_of
from schools.models import School
from students.models import Guardian, Student


class Purpose(models.Model):
    """One place where a school may use pictures, with one audience (doel en kanaal).

    Law: AVG 4(11)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    school = models.ForeignKey(School, models.PROTECT, related_name="purposes")
    code = models.CharField(max_length=40)
    reach = models.CharField(max_length=10, choices=Reach)
    icon = models.CharField(max_length=40)
    order = models.PositiveSmallIntegerField()
    at_sixteen = models.CharField(max_length=15, choices=AtSixteen)
    is_active = models.BooleanField(default=True)

    objects = PurposeQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(fields=["school", "code"], name="consents_purpose_code"),
            models.CheckConstraint(
                condition=Q(reach__in=Reach.values) & Q(at_sixteen__in=AtSixteen.values),
                name="consents_purpose_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the code."""
        return self.code


class Wording(models.Model):
    """The words of a purpose in one language and version; added, never changed.

    A material change asks again: a yes to the words before it counts no more.

    Law: AVG 7(1)
    """

    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="wordings")
    version = models.PositiveSmallIntegerField()
    language = models.CharField(max_length=5, choices=Language)
    is_material = models.BooleanField(help_text="Asks everybody again.")
    in_force_from = models.DateTimeField()
    title = models.CharField(max_length=100)
    question = models.CharField(max_length=200)
    summary = models.CharField(max_length=200)
    audience = models.CharField(max_length=200)
    kept = models.CharField(max_length=200)
    explanation = models.TextField(max_length=2000)
    on_yes = models.CharField(max_length=300)
    on_withdrawal = models.CharField(max_length=300)
    sha256 = models.CharField(max_length=64)

    objects = WordingQuerySet.as_manager()

    class Meta:
        constraints = (
            models.UniqueConstraint(
                fields=["purpose", "version", "language"], name="consents_wording_version"
            ),
            models.CheckConstraint(
                condition=Q(language__in=Language.values) & Q(version__gte=1),
                name="consents_wording_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return version and language."""
        return f"{self.version} {self.language}"

    @property
    def key(self) -> str:
        """Return what a form sends back to say which words were shown."""
        return f"{self.version}.{self.language}"


class Receipt(models.Model):
    """What somebody gets after choosing: the choices of one moment, together (bewijs)."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    given_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,  # PostgreSQL empties it
        null=True,
        related_name="receipts",
        db_constraint=False,
    )
    at = models.DateTimeField()

    objects = ReceiptQuerySet.as_manager()

    def __str__(self) -> str:
        """Return the number."""
        return self.number

    @property
    def number(self) -> str:
        """Return a number that a person can say on the telephone."""
        return f"{day_of(self.at):%Y-%j}-{self.public_id.hex[:6].upper()}"


class Decision(models.Model):
    """What was decided, once, about one student and one purpose; added, never changed.

    The school is that of the student, which PostgreSQL holds; row security asks it.

    Law: AVG 7(1): the school must be able to show that consent was given.
    """

    student = models.ForeignKey(Student, models.CASCADE, related_name="decisions")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="decisions")
    wording = models.ForeignKey(Wording, models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=10, choices=Outcome)
    before = models.CharField(max_length=10, choices=Outcome, blank=True)
    capacity = models.CharField(max_length=10, choices=Capacity)
    # The next two are emptied by PostgreSQL once the row they point to ends.
    guardian = models.ForeignKey(
        Guardian, models.DO_NOTHING, null=True, related_name="decisions", db_constraint=False
    )
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    channel = models.CharField(max_length=10, choices=Channel, default=Channel.PORTAL)
    receipt = models.ForeignKey(
        Receipt, models.DO_NOTHING, related_name="decisions", db_constraint=False
    )
    at = models.DateTimeField()

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(outcome__in=Outcome.values)
                & Q(before__in=["", *Outcome.values])
                & Q(capacity__in=Capacity.values)
                & Q(channel__in=Channel.values),
                name="consents_decision_known_values",
            ),
        )
        indexes = (
            models.Index(fields=["student", "purpose", "-at"], name="consents_decision_newest"),
        )

    def __str__(self) -> str:
        """Return the outcome, without a person."""
        return self.outcome

    @property
    def says_yes(self) -> bool:
        """Tell whether it is a yes."""
        return self.outcome == Outcome.GRANTED

    @property
    def what_follows(self) -> str:
        """Return what the words that were shown promise after this choice."""
        if self.outcome == Outcome.REFUSED:
            return ""
        text = self.wording.on_yes if self.says_yes else self.wording.on_withdrawal
        return text.replace("{name}", self.student.short_name)


class Objection(models.Model):
    """A no that somebody told the school, instead of choosing in the portal (bezwaar).

    Of a student below sixteen, whose own wish wins where it comes to a picture; or of somebody
    who decides, as soon as the school knows that the parents do not agree. It stands until it
    is lifted; without a purpose it is about all pictures. The school is that of the student,
    which PostgreSQL holds.

    Law: BW 1:253i; UAVG 5(3)
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    student = models.ForeignKey(Student, models.CASCADE, related_name="objections")
    school = models.ForeignKey(School, models.PROTECT, related_name="+", db_constraint=False)
    purpose = models.ForeignKey(Purpose, models.PROTECT, null=True, related_name="objections")
    by = models.CharField(max_length=10, choices=Capacity)
    period = DateTimeRangeField()
    # The next two are emptied by PostgreSQL once the account ends.
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.DO_NOTHING,
        null=True,
        related_name="+",
        db_constraint=False,
    )

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(by__in=Capacity.values), name="consents_objection_known_values"
            ),
            models.CheckConstraint(
                condition=Q(period__isempty=False, period__lower_inf=False),
                name="consents_objection_begins",
            ),
            ExclusionConstraint(
                name="consents_objection_once",
                expressions=(
                    ("student", RangeOperators.EQUAL),
                    ("by", RangeOperators.EQUAL),
                    (Coalesce("purpose_id", 0), RangeOperators.EQUAL),
                    ("period", RangeOperators.OVERLAPS),
                ),
            ),
        )

    def __str__(self) -> str:
        """Return in which capacity it was said, without a person."""
        return self.by


class KeptAnswer(models.Model):
    """An answer of the rule, worked out beforehand: when it counts, and when that was known.

    For speed: a list of a class reads these instead of every decision. A row is about the time
    from when it was made, birthdays and dates of authority to come included, until PostgreSQL
    closes `known`: it does so the moment anything changes on which the answer rests (see the
    migration `kept_answers`). Where no open row is, the rule is asked.

    What is closed stays, and says what the portal answered then.

    Law: AVG 7(1)
    """

    # PostgreSQL would lock the student to hold this, while somebody who chooses waits for us.
    student = models.ForeignKey(
        Student, models.CASCADE, related_name="+", db_constraint=False, db_index=False
    )
    school = models.ForeignKey(
        School, models.PROTECT, related_name="+", db_constraint=False, db_index=False
    )
    purpose = models.ForeignKey(Purpose, models.PROTECT, related_name="+", db_index=False)
    effective = DateTimeRangeField()
    known = DateTimeRangeField()
    granted = models.BooleanField()
    reason = models.CharField(max_length=20, choices=Reason)
    deciders = ArrayField(models.CharField(max_length=10, choices=Capacity))
    decision_at = models.DateTimeField(null=True)
    wording_version = models.PositiveSmallIntegerField(null=True)

    objects = KeptAnswerQuerySet.as_manager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=Q(effective__isempty=False, known__isempty=False)
                & Q(effective__lower_inf=False, known__lower_inf=False),
                name="consents_keptanswer_lasts",
            ),
            models.CheckConstraint(
                condition=Q(reason__in=Reason.values), name="consents_keptanswer_known_values"
            ),
            ExclusionConstraint(
                name="consents_keptanswer_one",
                expressions=(
                    ("student", RangeOperators.EQUAL),
                    ("purpose", RangeOperators.EQUAL),
                    ("effective", RangeOperators.OVERLAPS),
                    ("known", RangeOperators.OVERLAPS),
                ),
            ),
        )
        indexes = (
            models.Index(
                fields=["student", "purpose"],
                name="consents_keptanswer_open",
                condition=Q(known__upper_inf=True),
            ),
        )

    def __str__(self) -> str:
        """Return the reason, without a person."""
        return self.reason
