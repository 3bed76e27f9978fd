"""Whatever is posted to the pages of agreements: never a failure, never half an agreement."""

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from clients.models import Client, HistoryEntry
from contracts.models import Agreement, AgreementLine, LineRevision
from metrics import verification
from tests import fuzz
from tests.builders import add, make_client, make_service, sign
from tests.pages import FINANCE, browse, person

LINES = {
    "service": fuzz.keys,
    "name": fuzz.texts,
    "pricing": fuzz.choices("per_user", "per_device", "flat"),
    "quantity": fuzz.numbers,
    "unit_price": fuzz.numbers,
    "unit_cost": fuzz.numbers,
}
TERMS = {
    "commitment": fuzz.choices("fixed_term", "auto_renewing", "month_to_month"),
    "term_ends_on": fuzz.dates,
    "notice_days": fuzz.numbers,
}
INTERVAL = fuzz.choices(1, 3, 12)
REVISION = {
    "effective_on": fuzz.dates,
    "quantity": fuzz.numbers,
    "unit_price": fuzz.numbers,
    "discount": fuzz.numbers,
    "unit_cost": fuzz.numbers,
    "billing_months": INTERVAL,
    "reason": fuzz.texts,
}
seen = st.sampled_from(["", "0", "999999999", "x", "²", "-1", "9" * 400])
often = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])


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

    def send(self, address, post, seen):
        """A preview changes nothing; a post changes nothing or leaves a ledger that is right."""
        before = self.everything()
        sent = {**post, "seen": seen}
        assert self.browser.post(address, sent, headers={"HX-Request": "true"}).status_code == 200
        assert self.everything() == before
        status = self.browser.post(address, sent).status_code
        assert status in {200, 302}
        assert status == 302 or self.everything() == before
        assert verification.differences() == []
        assert not Agreement.objects.filter(lines=None).exists()

    def act(self, act, post, seen):
        self.send(f"/agreements/{self.line.agreement_id}/{act}/", post, seen)

    @given(
        fuzz.together(
            fuzz.posts(
                client=fuzz.choices("Northgate Dental", "New & Co"),
                name=fuzz.texts,
                starts_on=fuzz.dates,
                billing_months=INTERVAL,
                **TERMS,
            ),
            fuzz.rows("lines", **LINES),
        ),
        st.data(),
    )
    @often
    def test_agreement_create(self, post, data):
        for name in [name for name in post if name.endswith("-service")]:
            post[name] = data.draw(st.just(str(self.service.pk)) | st.just(post[name]))
        self.send("/agreements/new/", post, "")

    @given(
        fuzz.together(
            fuzz.posts(effective_on=fuzz.dates, billing_months=INTERVAL),
            fuzz.rows("lines", **LINES),
        ),
        seen,
        st.data(),
    )
    @often
    def test_line_create(self, post, seen, data):
        for name in [name for name in post if name.endswith("-service")]:
            post[name] = data.draw(st.just(str(self.service.pk)) | st.just(post[name]))
        self.act("lines/new", post, seen)

    @given(
        fuzz.posts(
            effective_on=fuzz.dates,
            quantity=fuzz.numbers,
            unit_price=fuzz.numbers,
            unit_cost=fuzz.numbers,
            discount=fuzz.numbers,
            discount_ends_on=fuzz.dates,
            ends_on=fuzz.dates,
            other_quantity=fuzz.numbers,
        ),
        seen,
    )
    @often
    def test_agreement_change(self, post, seen):
        named = {}
        for name, value in post.items():
            line = self.other if name.startswith("other") else self.line
            field = name.removeprefix("other_")
            named[name if name == "effective_on" else f"line-{line.pk}-{field}"] = value
        self.act("change", named, seen)

    @given(
        fuzz.posts(
            effective_on=fuzz.dates,
            term_ends_on=fuzz.dates,
            commitment=TERMS["commitment"],
            uplift=fuzz.numbers,
            step=fuzz.choices("0.01", "0.05", "1", "0"),
        ),
        seen,
    )
    @often
    def test_agreement_renew(self, post, seen):
        self.act("renew", post, seen)

    @given(
        fuzz.posts(ends_on=fuzz.dates, reason=fuzz.choices("price", "other"), note=fuzz.texts), seen
    )
    @often
    def test_agreement_cancel_and_reinstate(self, post, seen):
        self.act("cancel", post, seen)
        self.act("reinstate", post, seen)

    @given(fuzz.posts(name=fuzz.texts, **TERMS), seen)
    @often
    def test_agreement_edit(self, post, seen):
        self.act("edit", post, seen)

    @given(fuzz.posts(starts_on=fuzz.dates, reason=fuzz.texts), seen)
    @often
    def test_agreement_correct(self, post, seen):
        self.act("correct", post, seen)

    @given(fuzz.posts(remove=fuzz.flags, **REVISION), seen)
    @often
    def test_revision_correct(self, post, seen):
        revision = LineRevision.objects.filter(line=self.line).order_by("pk").first()
        self.send(f"/revisions/{revision.pk}/correct/", post, seen)
