"""Who signs in."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar
from uuid import uuid4

from django.contrib.auth import get_backends
from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from accounts.choices import AT_WORK, Language, Theme
from accounts.managers import UserManager

if TYPE_CHECKING:
    from django.db.models import Model


class User(AbstractBaseUser):
    """A person who can sign in; what that person may do stands in `access` alone.

    There is no superuser and no staff flag: the two attributes answer libraries that ask.
    """

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    audit_ref = models.UUIDField(default=uuid4, unique=True, editable=False)
    email = models.EmailField(_("e-mail address"), unique=True)
    display_name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, choices=Language, default=Language.DUTCH)
    theme = models.CharField(max_length=5, choices=Theme, default=Theme.AUTO)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(default=timezone.now)
    sessions_end_at = models.DateTimeField(
        null=True, help_text="Whoever signed in before this moment has to do so again from then."
    )

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["display_name"]
    is_superuser = False
    is_staff = False

    objects = UserManager()

    class Meta:
        constraints = (
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="accounts_user_email_lower"
            ),
            models.CheckConstraint(
                condition=models.Q(language__in=Language.values)
                & models.Q(theme__in=Theme.values),
                name="accounts_user_known_values",
            ),
        )

    def __str__(self) -> str:
        """Return the public id: a name has no place in a log."""
        return str(self.public_id)

    @property
    def language_at_work(self) -> str:
        """Return the language of what this person gets for work, which is not there in each."""
        return self.language if self.language in AT_WORK else Language.DUTCH.value

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """Return what a session is compared with; it changes when `sessions_end_at` comes.

        So every session ends at that moment by itself, on every device, without any job.
        """
        base: str = super()._get_session_auth_hash(secret=secret)  # type: ignore[misc]  # Django's own, not in the stubs
        ended = self.sessions_end_at is not None and self.sessions_end_at <= timezone.now()
        if not ended:
            return base
        return salted_hmac("accounts.sessions_end", f"{base}{self.sessions_end_at}").hexdigest()

    def has_perm(self, perm: str, obj: Model | None = None) -> bool:
        """Tell what the backends say of `perm` on `obj`: a live grant, and nothing else.

        Our own code asks policies and querysets instead; this is for libraries.
        """
        return self.is_active and any(
            backend.has_perm(self, perm, obj)
            for backend in get_backends()
            if hasattr(backend, "has_perm")
        )
