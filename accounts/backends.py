"""Sign in by e-mail address and password; it says who somebody is, and nothing more."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.account.auth_backends import AuthenticationBackend

if TYPE_CHECKING:
    from django.db.models import Model

    from accounts.models import User


class SignInBackend(AuthenticationBackend):
    """Knows people; gives no permission to anybody."""

    def has_perm(self, user_obj: User, perm: str, obj: Model | None = None) -> bool:
        """Refuse: there are no permissions by account."""
        del user_obj, perm, obj
        return False

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        """Refuse."""
        del user_obj, app_label
        return False

    def get_user_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """Return nothing."""
        del user_obj, obj
        return set()

    def get_group_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """Return nothing: there are no groups of accounts."""
        del user_obj, obj
        return set()

    def get_all_permissions(self, user_obj: User, obj: Model | None = None) -> set[str]:
        """Return nothing."""
        del user_obj, obj
        return set()
