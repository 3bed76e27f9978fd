"""The fields of a mapping by hand are those that the reader knows."""

import pytest

from contracts.forms.mappings import OPTIONAL, REQUIRED
from contracts.importing.profiles.spreadsheets import SHEETS


@pytest.mark.parametrize("kind", SHEETS)
def test_fields_are_those_of_the_reader(kind):
    needed, wished = ([name for name, _ in fields[kind]] for fields in (REQUIRED, OPTIONAL))
    assert needed == list(SHEETS[kind].required)
    assert {*needed, *wished} <= SHEETS[kind].columns.keys()
