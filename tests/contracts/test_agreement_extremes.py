"""Each field of the agreements' forms at its ends: answered, and never half-written."""

from django.db import transaction
from django.test import TestCase

from contracts.models import Agreement, AgreementLine, LineRevision
from metrics import verification
from tests import fuzz
from tests.builders import add, make_client, sign
from tests.pages import OWNER, browse, person

LINE = {"service": "SERVICE", "name": "Backup", "pricing": "flat", "quantity": "2"}
LINE |= {"unit_price": "30", "unit_cost": "", "DELETE": ""}
ONE_LINE = {f"lines-0-{name}": value for name, value in LINE.items()}
ONE_LINE |= {"lines-TOTAL_FORMS": "1", "lines-INITIAL_FORMS": "0"}
TERM = {"commitment": "fixed_term", "term_ends_on": "2027-12-31"}
GOOD: dict[str, fuzz.Post] = {
    "/agreements/new/": {
        "client": "Ash", "name": "Plan", "starts_on": "2026-02-01", "billing_months": "12",
        "notice_days": "30", **TERM, **ONE_LINE,
    },
    "/agreements/PK/edit/": {"name": "Care", "notice_days": "30", **TERM},
    "/agreements/PK/change/": {
        "effective_on": "2026-03-01", "why": "Told late",
        "line-LINE-quantity": "4", "line-LINE-initial-quantity": "3",
        "line-LINE-unit_price": "85.1", "line-LINE-initial-unit_price": "85.1",
        "line-LINE-unit_cost": "0", "line-LINE-initial-unit_cost": "0",
        "line-LINE-discount": "10", "line-LINE-initial-discount": "0",
        "line-LINE-discount_ends_on": "2026-06-30", "line-LINE-ends_on": "",
        "line-CREDIT-quantity": "1", "line-CREDIT-initial-quantity": "1",
        "line-CREDIT-unit_price": "-20", "line-CREDIT-initial-unit_price": "-20",
        "line-CREDIT-unit_cost": "0", "line-CREDIT-initial-unit_cost": "0",
        "line-CREDIT-discount": "0", "line-CREDIT-initial-discount": "0",
    },
    "/agreements/PK/lines/new/": {
        "effective_on": "2026-02-01", "billing_months": "1", "why": "Told late", **ONE_LINE,
    },
    "/agreements/PK/renew/": {"effective_on": "2027-01-01", "uplift": "4", "step": "0.01", **TERM},
    "/agreements/PK/cancel/": {"ends_on": "2027-01-31", "reason": "price", "note": ""},
    "/agreements/PK/correct/": {"starts_on": "2025-12-01", "reason": "Typed wrongly"},
    "/revisions/REVISION/correct/": {
        "effective_on": "2026-01-01", "quantity": "5", "unit_price": "85.10", "discount": "0",
        "unit_cost": "0", "billing_months": "1", "reason": "Typed wrongly",
    },
}  # fmt: skip


def everything():
    return [
        sorted(map(str, model.objects.values_list()))
        for model in (Agreement, AgreementLine, LineRevision)
    ]


class Extremes(TestCase):
    def setUp(self):
        self.owner = browse(person(OWNER))
        line = sign(make_client("Ash"), quantity="3", price="85.10")
        credit = add(line.agreement, name="Credit", price="-20")
        self.words = {
            "PK": line.agreement_id,
            "LINE": line.pk,
            "CREDIT": credit.pk,
            "REVISION": line.revisions.get().pk,
            "SERVICE": line.service_id,
        }

    def named(self, text):
        """The post with the keys of the records that are there."""
        for word, key in self.words.items():
            text = text.replace(word, str(key)) if isinstance(text, str) else text
        return text

    def send(self, path, post):
        post = {self.named(name): self.named(value) for name, value in post.items()}
        # As if nobody else had written since.
        return self.owner.post(self.named(path), {"seen": "9" * 18, **post})

    def test_good_posts_are_taken(self):
        for path, post in GOOD.items():
            self.assertEqual((path, self.send(path, post).status_code), (path, 302))

    def test_every_field_at_its_ends(self):
        for path, good in GOOD.items():
            for name, post in fuzz.extremes(good):
                with self.subTest(path=path, post=name):
                    begun = transaction.savepoint()
                    try:
                        self.assert_sound(path, post)
                    finally:
                        transaction.savepoint_rollback(begun)

    def assert_sound(self, path, post):
        """Answered; refused as a whole, or written so that one can look at it and go on."""
        before = everything()
        answer = self.send(path, post)
        self.assertIn(answer.status_code, {200, 302})
        if answer.status_code == 200:
            self.assertEqual(everything(), before)
            return
        self.assertEqual(verification.differences(), [])
        for agreement in Agreement.objects.all():
            for page in ("", "change/", "renew/"):
                self.owner.get(f"/agreements/{agreement.pk}/{page}")
