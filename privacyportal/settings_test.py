"""The settings under test: the same module, given the environment of a test.

Tests sign in as a login without rights of its own and act as `portal_web`, like the pages do.
"""

from __future__ import annotations

import atexit
import os
import secrets
import shutil
import tempfile

from launch import roles, services

if "TEST_ADMIN_DATABASE_URL" not in os.environ:  # the first of the test processes finds it
    found = services.ensure(remember=False)
    roles.make_test_login(found.server)
    os.environ["TEST_ADMIN_DATABASE_URL"] = found.server.address
    os.environ["TEST_ROLE_SECRET"] = found.server.secret

TEST_SERVER = roles.Server(
    os.environ["TEST_ADMIN_DATABASE_URL"],
    os.environ["TEST_ROLE_SECRET"],
)
TEST_FILES = tempfile.mkdtemp(prefix="portal-test-")
atexit.register(shutil.rmtree, TEST_FILES, ignore_errors=True)
os.environ.update(
    DATABASE_URL=TEST_SERVER.login(roles.TEST_LOGIN, "test_not_made_yet"),
    PORTAL_ROLE="portal_web",
    SECRET_KEY=secrets.token_hex(),
    HTTPS="false",
    ALLOWED_HOSTS="localhost,127.0.0.1,testserver",
    EMAIL_BACKEND="django.core.mail.backends.locmem.EmailBackend",
    REDIS_URL="memory://",
    FILES_ROOT=TEST_FILES,
    STATIC_ROOT=TEST_FILES,
)

from privacyportal.settings import *  # noqa: E402, F403

PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
STORAGES["staticfiles"] = {  # noqa: F405
    "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage",
}
