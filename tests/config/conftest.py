"""What the tests of logging in share."""

import pytest
from django.core.cache import cache


@pytest.fixture(autouse=True)
def fresh_limits():
    """Attempts of the test before do not count."""
    cache.clear()
