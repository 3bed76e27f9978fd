"""Whatever is sent to the pages of clients, services and the history is answered."""

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client
from contracts.models import Service
from metrics import verification
from tests import fuzz
from tests.builders import make_client, make_service, sign
from tests.pages import FINANCE, browse, person

clients = fuzz.posts(name=fuzz.texts, account_manager=fuzz.keys)
merges = fuzz.posts(client=fuzz.choices("Ash", "Birch", "birch"))
assignments = fuzz.posts(
    clients=fuzz.keys, account_manager=fuzz.keys | st.just("nobody"), q=fuzz.texts
)
services = fuzz.posts(
    name=fuzz.texts,
    category=fuzz.choices("managed", "security", "resale"),
    pricing=fuzz.choices("flat", "per_user"),
    default_price=fuzz.numbers,
    default_cost=fuzz.numbers,
    is_active=fuzz.flags,
)
questions = fuzz.posts(
    q=fuzz.texts,
    person=fuzz.keys,
    kind=fuzz.choices("contracts.agreement", "auth.user"),
    source=fuzz.choices("page", "import"),
    since=fuzz.dates,
    until=fuzz.dates,
    client=fuzz.keys,
    agreement=fuzz.keys,
    page=fuzz.keys,
    sort=fuzz.texts,
    field=fuzz.texts,
    manager=fuzz.keys,
    archived=fuzz.choices("with", "only"),
)


class FormProperties(TestCase):
    def setup_example(self):
        super().setup_example()
        self.finance = browse(person(FINANCE))
        self.ash, self.birch = make_client("Ash"), make_client("Birch")
        self.service = make_service()
        sign(self.ash, on="2024-01-01")
        sign(self.birch, on="2024-02-01")

    @given(clients)
    @settings(max_examples=15, deadline=None)
    def test_client_forms(self, post):
        for address in ("/clients/new/", f"/clients/{self.ash.pk}/edit/"):
            self.assertIn(self.finance.post(address, post).status_code, {200, 302})
        names = Client.objects.values_list("name", flat=True)
        self.assertTrue(all(name == name.strip() and name for name in names))

    @given(merges, st.booleans())
    @settings(max_examples=15, deadline=None)
    def test_merging_form(self, post, is_preview):
        headers = {"HX-Request": "true"} if is_preview else {}
        answer = self.finance.post(f"/clients/{self.ash.pk}/merge/", post, headers=headers)
        self.assertIn(answer.status_code, {200, 302})
        self.assertEqual(verification.differences(), [])

    @given(assignments)
    @settings(max_examples=15, deadline=None)
    def test_assigning_form(self, post):
        self.assertIn(self.finance.post("/clients/assign/", post).status_code, {200, 302})

    @given(services)
    @settings(max_examples=15, deadline=None)
    def test_service_forms(self, post):
        for address in ("/services/new/", f"/services/{self.service.pk}/edit/"):
            self.assertIn(self.finance.post(address, post).status_code, {200, 302})
        self.assertTrue(Service.objects.filter(pk=self.service.pk).exclude(name="").exists())
        self.assertEqual(verification.differences(), [])

    @given(questions)
    @settings(max_examples=20, deadline=None)
    def test_lists(self, query):
        for address in ("history", "services", "clients", "clients/assign", "clients/choices"):
            self.assertIn(self.finance.get(f"/{address}/", query).status_code, {200, 404})
