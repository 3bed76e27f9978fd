"""Whatever is sent to the recurring share and its scenarios is answered, and never half-written."""

from decimal import Decimal

from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from metrics.models import Scenario
from metrics.months import add_months, month_of
from tests import fuzz
from tests.builders import invoice, make_client, sign
from tests.pages import FINANCE, browse, person

months = fuzz.choices("2024-03", "2027-13", "0000-01", "2199-12", "1970-01", "9999-12") | fuzz.dates
percentages = st.integers(-10, 200).map(str) | fuzz.numbers
questions = fuzz.posts(
    month=months,
    months=fuzz.choices("12", "36", "all"),
    since=months,
    target=percentages,
    ratio=percentages,
    by=months,
    q=fuzz.texts,
    sort=fuzz.choices("client", "-mrr_cents", "share_after", "draft") | fuzz.texts,
    page=fuzz.keys,
    format=fuzz.choices("csv", "xlsx"),
    segment=fuzz.texts,
    client=fuzz.keys,
    manager=fuzz.keys,
    **{"with": fuzz.choices("resale")},
)
forms = fuzz.posts(
    name=fuzz.texts,
    target=percentages,
    ratio=percentages,
    by=months | st.just(f"{add_months(month_of(timezone.localdate()), 9):%Y-%m}"),
    note=fuzz.texts,
    with_resale=fuzz.flags,
    is_shared=fuzz.flags,
    seen=fuzz.keys,
)


class ShareFormProperties(TestCase):
    def setup_example(self):
        super().setup_example()
        self.finance = browse(person(FINANCE))
        client = sign(make_client("Ash"), on="2024-01-01").agreement.client
        invoice(client, "2024-02-05", "break_fix", 300_00)

    @given(questions, st.booleans())
    @settings(max_examples=40, deadline=None)
    def test_the_page(self, query, is_part):
        headers = {"HX-Request": "true"} if is_part else {}
        answer = self.finance.get("/share/", query, headers=headers)
        self.assertIn(answer.status_code, {200, 404})

    @given(forms)
    @settings(max_examples=40, deadline=None)
    def test_scenario_forms(self, post):
        answer = self.finance.post("/share/scenarios/new/", post)
        self.assertIn(answer.status_code, {200, 302})
        kept = Scenario.objects.first()
        self.assertEqual(kept is not None, answer.status_code == 302)
        if kept:
            self.assertTrue(kept.name.strip())
            self.assertTrue(Decimal("0.01") <= kept.target <= Decimal("0.99"))
            answer = self.finance.post(f"/share/scenarios/{kept.pk}/", post)
            self.assertIn(answer.status_code, {200, 302})
