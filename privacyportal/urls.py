"""The addresses of the portal."""

from __future__ import annotations

urlpatterns: list[object] = []
