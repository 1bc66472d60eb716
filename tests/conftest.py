"""What all tests share."""

import pytest
from hypothesis import settings
from written_shop import written_shop

settings.register_profile("steady", derandomize=True)  # a change is not refused for what it did not do; `make sweep` draws anew
settings.load_profile("steady")


@pytest.fixture
def shop():
    """Makes a shop of small tables written as text: see written_shop."""
    return written_shop
