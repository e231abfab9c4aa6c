"""Make users."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.contrib.auth.base_user import BaseUserManager

if TYPE_CHECKING:
    from accounts.models import User


class UserManager(BaseUserManager["User"]):
    """Users, found by their e-mail address."""

    def create_user(self, *, email: str, display_name: str, password: str | None = None) -> User:
        """Make a user who may do nothing; without a password the user cannot sign in."""
        user = self.model(email=email.lower(), display_name=display_name)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> User:
        """Return the user with this e-mail address, however it is written."""
        return self.get(email=(username or "").lower())
