"""The ground floor, as Django sees it."""

from __future__ import annotations

from django.apps import AppConfig


class KernelConfig(AppConfig):
    """Dates, errors, jobs, http, tags of pages."""

    name = "kernel"
