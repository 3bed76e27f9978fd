"""The forms of an import against whatever a browser or a script may send."""

import io
from unittest import mock

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from contracts.importing import jobs
from contracts.importing.declared import Decisions, Declared
from contracts.models import ImportJob, SavedMapping
from tests import fuzz
from tests.builders import make_client, make_service
from tests.contracts.import_jobs import (
    AGREEMENTS,
    DATE_QUESTION,
    INVOICES,
    TICKETS,
    make_job,
)
from tests.pages import FINANCE, browse, person

SLOW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
PARTS = st.sampled_from(["answer", "mapping", "how"])
columns = fuzz.choices("Ticket #", "Summary", "Status", "")
HOW = fuzz.posts(
    part=PARTS,
    encoding=fuzz.choices("utf-8", "utf-16", ""),
    delimiter=fuzz.choices(",", "\t", ""),
    sheet=fuzz.texts,
    header_line=fuzz.numbers,
    date_order=fuzz.choices("DMY", "MDY", ""),
    decimal=fuzz.choices(".", ",", ""),
    profile=fuzz.choices("baseload_invoices", ""),
)
MAPPING = fuzz.posts(
    part=PARTS,
    kind=fuzz.choices("agreements", "invoices", "clients"),
    save_as=fuzz.texts,
    map_client=columns,
    map_number=columns,
    map_date=columns,
    map_amount=columns,
)
DECISIONS = fuzz.posts(
    update=fuzz.flags,
    client_0=fuzz.choices("new", "1") | fuzz.keys,
    kind_0=fuzz.choices("hardware", "managed", ""),
    kind_1=fuzz.choices("hardware", "unclassified"),
    service_0=fuzz.keys | st.just(""),
    category_0=fuzz.choices("managed", "resale", ""),
    pricing_0=fuzz.choices("flat", "per_user", ""),
)


class FuzzedImports(TestCase):
    def setup_example(self):
        super().setup_example()
        self.finance = browse(person(FINANCE))
        self.enterContext(mock.patch.object(jobs, "start"))

    def send(self, job, button, post):
        """Answered with a page; what is then kept can be read back as it is meant."""
        response = self.finance.post(f"/imports/{job.pk}/{button}/", post)
        self.assertIn(response.status_code, {200, 302})
        job.refresh_from_db()
        self.assertIn(job.state, {"asking", "ready", "reading", "applying"})
        return job

    @given(HOW | MAPPING, st.sampled_from(["asking", "question", "ready"]))
    @SLOW
    def test_how_a_file_is_read(self, post, state):
        base = {**TICKETS, "questions": [DATE_QUESTION]} if state == "question" else TICKETS
        job = make_job("ready" if state == "ready" else "asking", base)
        job = self.send(job, "restart", post)
        declared = Declared.of_json(job.declared)
        self.assertEqual(declared.as_json(), job.declared)
        self.assertIn(declared.date_order, {None, "DMY", "MDY", "YMD"})
        self.assertLessEqual(
            set((declared.mapping or {}).values()), {"Ticket #", "Summary", "Status"}
        )
        for mapping in SavedMapping.objects.all():
            self.assertEqual(mapping.columns, declared.mapping)

    @given(DECISIONS, st.booleans(), st.booleans())
    @SLOW
    def test_what_is_decided(self, post, is_seen, is_agreements):
        ash, detection = make_client("Ash & Co"), make_service("Detection")
        base = AGREEMENTS if is_agreements else INVOICES
        names = {**base["names"], "suggestions": {"Ash and Co": [[ash.pk, "Ash & Co", 92]]}}
        job = make_job("ready", {**base, "names": names})
        if is_seen:
            page = self.finance.get(f"/imports/{job.pk}/").content.decode()
            post = {**post, "seen": page.split('name="seen" value="')[1].split('"')[0]}
        job = self.send(job, "apply", post)
        decided = Decisions.of_json(job.decisions)
        self.assertLessEqual(set(decided.clients.values()), {ash.pk, None})
        self.assertLessEqual(set(decided.kinds.values()), {"hardware", "managed"})
        keys = [said for said in decided.services.values() if isinstance(said, int)]
        self.assertLessEqual(set(keys), {detection.pk})
        if job.state == "applying":
            self.assertEqual(list(decided.clients), ["Ash and Co"])

    @given(st.binary(max_size=200) | st.none(), fuzz.texts)
    @SLOW
    def test_uploads(self, content, name):
        before = ImportJob.objects.count()
        post = {"file": name}
        if content is not None:
            post["file"] = io.BytesIO(content)
            # As long as names of files can be; a longer one the framework refuses itself.
            post["file"].name = name.encode()[:255].decode(errors="ignore")
        response = self.finance.post("/imports/new/", post)
        self.assertIn(response.status_code, {200, 302})
        taken = ImportJob.objects.count() - before
        self.assertEqual(taken, 1 if response.status_code == 302 else 0)

    @given(fuzz.texts, fuzz.texts, fuzz.texts)
    @SLOW
    def test_any_address_of_the_list_is_answered(self, words, kind, state):
        query = {"q": words, "kind": kind, "state": state, "sort": kind}
        self.assertEqual(self.finance.get("/imports/", query).status_code, 200)
