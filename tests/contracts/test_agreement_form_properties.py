"""Whatever is posted to the pages of agreements: never a failure, never half an agreement."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client, HistoryEntry
from contracts.models import Agreement, AgreementLine, LineRevision
from metrics import verification
from tests import fuzz
from tests.builders import add, make_client, make_service, sign
from tests.pages import FINANCE, browse, person, typed

LINES = {
    "service": fuzz.keys,
    "name": fuzz.texts,
    "pricing": fuzz.choices("per_user", "per_device", "flat"),
    "quantity": fuzz.numbers,
    "unit_price": fuzz.numbers,
    "unit_cost": fuzz.numbers,
}
# What somebody may have typed well, by page; the tests then spoil a field or two.
TYPED = {
    "lines/new": {
        "effective_on": "2026-04-01", "lines-0-quantity": "3", "lines-0-unit_price": "9.99",
        "lines-0-name": "Offsite copy",
    },
    "change": {"effective_on": "2026-03-01"},
    "renew": {"effective_on": "2027-01-01", "term_ends_on": "2027-12-31", "uplift": "4"},
    "cancel": {"ends_on": "2026-06-30", "reason": "price", "note": "Too dear"},
    "edit": {"name": "Complete care", "term_ends_on": "2026-12-31", "notice_days": "60"},
    "correct": {"starts_on": "2026-02-01", "reason": "Signed later"},
}  # fmt: skip
often = settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.too_slow])


class AgreementForms(TestCase):
    def setup_example(self):
        super().setup_example()
        self.browser = browse(person(FINANCE))
        self.service = make_service()
        self.line = sign(make_client(), on="2026-01-01", quantity="10", price="25")
        self.other = add(self.line.agreement, on="2026-01-01", name="Backup", price="50")

    def everything(self):
        """All that is stored, as rows that can be compared."""
        models = (Client, Agreement, AgreementLine, LineRevision, HistoryEntry)
        return [list(model.objects.order_by("pk").values()) for model in models]

    def send(self, address, post):
        """A preview changes nothing; a post changes nothing or leaves a ledger that is right."""
        before = self.everything()
        assert self.browser.post(address, post, headers={"HX-Request": "true"}).status_code == 200
        assert self.everything() == before
        status = self.browser.post(address, post).status_code
        assert status in {200, 302}
        assert status == 302 or self.everything() == before
        assert verification.differences() == []
        assert not Agreement.objects.filter(lines=None).exists()

    def spoil(self, address, data, **values):
        post = typed(self.browser.get(address), **values)
        self.send(address, data.draw(fuzz.corrupted(post)))

    def act(self, act, data, **more):
        self.spoil(f"/agreements/{self.line.agreement_id}/{act}/", data, **TYPED[act], **more)

    @given(st.data())
    @often
    def test_agreement_create(self, data):
        values = {
            "client": data.draw(st.sampled_from(["Northgate Dental", "New & Co"])),
            "name": "Complete care",
            "lines-0-service": str(self.service.pk),
            "lines-0-quantity": "3",
            "lines-0-unit_price": "9.99",
        }
        self.spoil("/agreements/new/", data, **values)

    @given(fuzz.rows("lines", **LINES), st.data())
    @often
    def test_rows_of_agreement_create(self, rows, data):
        services = st.just(str(self.service.pk)) | fuzz.keys
        for name in [name for name in rows if name.endswith("-service")]:
            rows[name] = data.draw(services)
        page = self.browser.get("/agreements/new/")
        head = {k: v for k, v in typed(page).items() if not k.startswith("lines-")}
        self.send("/agreements/new/", {**head, "client": "Northgate Dental", "name": "A", **rows})

    @given(st.data())
    @often
    def test_line_create(self, data):
        self.act("lines/new", data, **{"lines-0-service": str(self.service.pk)})

    @given(st.data())
    @often
    def test_agreement_change(self, data):
        prefix, other = f"line-{self.line.pk}", f"line-{self.other.pk}"
        values = {
            f"{prefix}-quantity": "31", f"{prefix}-discount": "10",
            f"{prefix}-discount_ends_on": "2026-05-31", f"{other}-ends_on": "2026-08-15",
        }  # fmt: skip
        self.act("change", data, **values)

    @given(st.data(), st.sampled_from(["renew", "cancel", "edit", "correct"]))
    @settings(often, max_examples=40)
    def test_acts(self, data, act):
        self.act(act, data)

    @given(st.data())
    @often
    def test_revision_correct(self, data):
        revision = LineRevision.objects.filter(line=self.line).get()
        values = {"quantity": "12", "effective_on": "2026-01-15", "reason": "Miscounted"}
        self.spoil(f"/revisions/{revision.pk}/correct/", data, **values)
