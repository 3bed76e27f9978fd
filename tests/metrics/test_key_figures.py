"""ARR, retention, quick ratio, ARPA and seat price as the dashboard tells them."""

import pytest

from tests.builders import make_client, revise, sign
from tests.pages import OWNER, browse, person, words

pytestmark = pytest.mark.django_db


@pytest.fixture
def page():
    """March 2025: Ash grew from 1,000 to 1,500, Birch left with 500, Cedar came with 250."""
    ash = sign(make_client("Ash"), quantity="10", price="100", on="2024-01-01", pricing="per_user")
    revise(ash, "2024-09-01", quantity="15", price="100")
    sign(make_client("Birch"), price="500", on="2024-01-01", ends="2024-12-15")
    sign(make_client("Cedar"), price="250", on="2025-02-10")
    return browse(person(OWNER)).get("/?month=2025-03")


def test_figures_worked_out_by_hand(page):
    """NRR 1,500 ÷ 1,500, GRR 1,000 ÷ 1,500, gained 500 + 250 over 500 lost, 1,750 ÷ 15 users."""
    said = words(page)
    for figure in (
        "ARR $21,000 12 × MRR",
        "NRR, 12 months 100.0% of $1,500 then",
        "GRR, 12 months 66.7% of $1,500 then",
        "Quick ratio, 12 months 1.5 $750 gained, $500 lost",
        "ARPA $875 2 clients with MRR",
        "Seat price $117 15 users under agreement",
    ):
        assert figure in said


def test_without_losses_and_users():
    sign(price="100", on="2025-02-10")
    said = words(browse(person(OWNER)).get("/?month=2025-03"))
    assert "Quick ratio, 12 months no losses $100 gained, $0 lost" in said
    assert "NRR, 12 months – no MRR 12 months before" in said
    assert "Seat price – 0 users under agreement" in said
