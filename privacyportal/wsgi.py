"""What the web server calls."""

from __future__ import annotations

import os

from django.core.wsgi import get_wsgi_application

from consents.designs.drawn import work_out
from kernel.database import require_bound_role

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "privacyportal.settings")
application = get_wsgi_application()
require_bound_role()
work_out()
