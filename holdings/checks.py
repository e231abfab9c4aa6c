"""The system check that nothing is held which is not declared.

Law: AVG 5(2), 30(1)
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register

from holdings.register import holdings, not_about_people

if TYPE_CHECKING:
    from django.db.models import Model


def ours() -> list[type[Model]]:
    """Return the models of our own apps: those whose code lies in this project."""
    base = str(settings.BASE_DIR)
    configs = [c for c in apps.get_app_configs() if c.path.startswith(base)]
    return [
        model
        for config in configs
        if "site-packages" not in config.path
        for model in config.get_models(include_auto_created=True)
    ]


@register()
def everything_is_declared(**_: object) -> list[CheckMessage]:
    """Report each model, and each field of a declared model, that nobody declared."""
    found: list[CheckMessage] = []
    for model in ours():
        label = model._meta.label
        if label not in holdings and label not in not_about_people:
            found.append(Error(f"{label} is not declared in a privacy.py.", id="holdings.E001"))
        elif label in holdings:
            found += [
                Error(f"{label}.{name} is not declared.", id="holdings.E002")
                for name in undeclared_fields(model)
            ]
    return found


def undeclared_fields(model: type[Model]) -> list[str]:
    """Return the columns of `model` that its holding does not name, and the reverse."""
    columns = {field.name for field in model._meta.concrete_fields}
    return sorted(columns ^ holdings[model._meta.label].fields.keys())
