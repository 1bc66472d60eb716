"""What all tests share."""

import pytest
from written_shop import written_shop


@pytest.fixture
def shop():
    """Makes a shop of small tables written as text: see written_shop."""
    return written_shop
