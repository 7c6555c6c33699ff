"""An account, and an audit without what happened before the test."""

import pytest
from django.contrib.auth.models import User
from django.db.models import QuerySet

from accounts.models import AuditEntry
from tests.accounts.support import RIGHT


@pytest.fixture(autouse=True)
def empty_audit(db):
    """A test that empties the database makes the roles anew: that is in the audit, and the next test finds it there."""
    QuerySet(AuditEntry).delete()


@pytest.fixture
def owner() -> User:
    return User.objects.create_superuser("owner", password=RIGHT)
