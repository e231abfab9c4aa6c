"""The wiring of the portal: settings, addresses, middleware, and tests of the whole."""

from __future__ import annotations

from privacyportal.celery import app as celery_app

__all__ = ["celery_app"]
