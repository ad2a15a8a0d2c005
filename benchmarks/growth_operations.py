"""Runs in the process of one portal that has many cases: `growth_operations.py INI`, one line of JSON for each operation."""

from __future__ import annotations

import random
import sys
from collections.abc import Iterator
from datetime import datetime, timedelta, timezone
from functools import cache
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import records
import sqlalchemy as sa
from cases_by_sql import Copier, Copy, Pattern, pattern_of
from operations import Operations, serve

OPDS = 40
YEARS = 3
MINE = 40                   # drafts that wait for the operator of the first OPD, however many cases there are
DRAFTS = 24                 # of the second OPD: what the transitions are measured with
OPEN = 0.03
# how most of a hundred closed cases went, and where the open ones stand
CLOSED = {"lurus": 40, "kembali": 43, "berulang": 14, "batal": 3}
STANDING = {"verifikasi_instansi": 40, "periksa_walidata": 40, "terbit": 20}
WAY = (("isi", "operator", "finish"), ("verifikasi_instansi", "verifikator", "sesuai"),
       ("periksa_walidata", "walidata", "sesuai"), ("terbit", "walidata", "finish"))
OF_AN_OPD = {"operator": "operator_opd", "verifikator": "verifikator_instansi"}
TITLE = "Dinas Ke-{}"
DECIDE = "satudata_workflow_task_decide"


class Growth(Operations):
    """A portal after some years: what is read and done there by people of its first two OPDs."""

    def _as(self, who: str, action: str, /, **data: Any) -> tuple[Any, dict[str, float]]:
        """An action as a request of this account runs it."""
        with self.app._wsgi_app.test_request_context():
            context = {"user": who, "auth_user_obj": model.User.get(who)}
            try:
                return self._timed(lambda: tk.get_action(action)(context, data))
            finally:
                model.Session.remove()

    # what is measured

    def list(self, number: int) -> dict[str, float]:
        """The first twenty tasks of an operator who has forty."""
        found, sample = self._as("operator-0", "satudata_workflow_task_list", limit=20)
        assert (found["count"], len(found["results"])) == (MINE, 20), found["count"]
        return sample

    def mine(self, number: int) -> dict[str, float]:
        return self._page("operator-0", "/satudata/workflow/desk")

    def others(self, number: int) -> dict[str, float]:
        return self._page("operator-0", "/satudata/workflow/desk?tab=others")

    def finished(self, number: int) -> dict[str, float]:
        return self._page("operator-0", "/satudata/workflow/desk?tab=finished")

    def walidata(self, number: int) -> dict[str, float]:
        """Whom all OPDs wait for: his tasks grow with the cases."""
        return self._page("walidata", "/satudata/workflow/desk")

    def case(self, number: int) -> dict[str, float]:
        """An open case of the operator."""
        return self._page("operator-0", f"/satudata/workflow/case/{self._one_of('open', number)}")

    def closed(self, number: int) -> dict[str, float]:
        """A case that went back and forth and is closed."""
        return self._page("operator-0", f"/satudata/workflow/case/{self._one_of('closed', number)}")

    def submit(self, number: int) -> dict[str, float]:
        return self._step(number, 0)

    def verify(self, number: int) -> dict[str, float]:
        return self._step(number, 1)

    def check(self, number: int) -> dict[str, float]:
        return self._step(number, 2)

    def publish(self, number: int) -> dict[str, float]:
        return self._step(number, 3)

    def _step(self, number: int, place: int) -> dict[str, float]:
        """One answer in a draft of the second OPD; the steps of one case follow one another."""
        step, role, key = WAY[place]
        who = role if role == "walidata" else f"{role}-1"
        shown, _ = self._as(who, "satudata_workflow_case_show", id=self._drafts()[number])
        assert shown["step"] == step, (shown["step"], step)
        return self._as(who, DECIDE, **self._sent(shown, key))[1]

    @staticmethod
    def _sent(shown: dict[str, Any], key: str) -> dict[str, Any]:
        """What the form of an answer sends."""
        return {"id": shown["task"]["id"], "lock_version": shown["lock_version"], "answer": key,
                "seal": shown["topics"][0]["seal"] or ""}

    def _one_of(self, status: str, number: int) -> str:
        cases = self._cases(status)
        return cases[number % len(cases)]

    @cache  # noqa: B019  one object a process
    def _cases(self, status: str) -> list[str]:
        tab = "mine" if status == "open" else "finished"
        found, _ = self._as("operator-0", "satudata_workflow_task_list", tab=tab, limit=20)
        return [row["case_id"] for row in found["results"]]

    @cache  # noqa: B019
    def _drafts(self) -> list[str]:
        found, _ = self._as("operator-1", "satudata_workflow_task_list", limit=100)
        return [row["case_id"] for row in found["results"]]

    def _page(self, who: str, address: str) -> dict[str, float]:
        return self._get(address, "Jumlah Penduduk", self._token_of(who))

    @cache  # noqa: B019
    def _token_of(self, who: str) -> str:
        with self.app._wsgi_app.test_request_context():
            context = {"ignore_auth": True, "user": who}
            return tk.get_action("api_token_create")(context, {"user": who, "name": "bench"})["token"]

    def chain(self, _: int) -> dict[str, float]:
        """The whole log of events is proved."""
        from ckanext.satudata.workflow import verifying

        def proved() -> int:
            assert not list(verifying.faults())
            return model.Session.execute(sa.text("SELECT count(*) FROM satudata_workflow_event")).scalar_one()

        count, sample = self._timed(proved)
        model.Session.remove()
        return sample | {"events": count}

    # what is prepared

    def people(self, _: int) -> None:
        """An administrator, a walidata, and OPDs with an operator and a verifier each."""
        with self.app._wsgi_app.test_request_context():
            site = tk.get_action("get_site_user")({"ignore_auth": True}, {})["name"]

            def do(action: str, **data: Any) -> Any:
                return tk.get_action(action)({"ignore_auth": True, "user": site}, data)

            def person(name: str, role: str, **office: str) -> None:
                do("user_create", name=name, email=f"{name}@example.org", password="kata-sandi-uji", fullname=name.title())
                do("satudata_workflow_officer_create", user=name, role=role, **office)

            person("walidata", "walidata")
            for number in range(OPDS):
                office = do("organization_create", name=f"opd-{number}", title=TITLE.format(number))
                for word, role in OF_AN_OPD.items():
                    person(f"{word}-{number}", role, organization=office["id"])
            model.Session.remove()

    def patterns(self, _: int) -> None:
        """The real cases that are copied: closed ones of each way, and one that stands at each step."""
        for name in (*CLOSED, "isi", *STANDING):
            content = records.package(f"pola-{name}", 0) | {"title": f"Jumlah Penduduk pola-{name}", "private": True}
            data = content | {"owner_org": "opd-0", "resources": records.links(0)}
            self._as("operator-0", "package_create", **data)
            if name == "batal":
                self._as("operator-0", "satudata_workflow_case_cancel", id=self._case_named(name), reason="Dibuat dua kali.")
                continue
            for _round in range({"kembali": 1, "berulang": 2}.get(name, 0)):
                self._go(name, "periksa_walidata")
                self._answer(name, "walidata", "perbaiki", reason="Satuan belum diisi untuk tahun 2024.")
            self._go(name, name if name not in CLOSED else "")
        model.Session.execute(sa.text("UPDATE satudata_workflow_notification SET read_at = at WHERE case_id IN "
                                      "(SELECT id FROM satudata_workflow_case WHERE status = 'closed')"))
        model.Session.commit()

    def _go(self, name: str, until: str) -> None:
        """In favour until the case stands at a step, or is closed; whoever checks takes the task, and says something."""
        for step, role, key in WAY:
            shown, _ = self._as(self._who(role), "satudata_workflow_case_show", id=self._case_named(name))
            if shown["step"] == until:
                return
            if shown["status"] != "open" or shown["step"] != step:
                continue
            if step == "periksa_walidata":
                self._as("walidata", "satudata_workflow_task_claim", id=shown["task"]["id"])
                if shown["round"] > 1:
                    said = {"id": self._case_named(name), "text": "Sudah lebih baik."}
                    self._as("walidata", "satudata_workflow_comment_create", **said)
            self._answer(name, role, key)

    def _answer(self, name: str, role: str, key: str, **more: str) -> None:
        shown, _ = self._as(self._who(role), "satudata_workflow_case_show", id=self._case_named(name))
        self._as(self._who(role), DECIDE, **self._sent(shown, key), **more)

    @staticmethod
    def _who(role: str) -> str:
        return role if role == "walidata" else f"{role}-0"

    @cache  # noqa: B019
    def _case_named(self, name: str) -> str:
        query = """SELECT topic.case_id FROM satudata_workflow_case_topic topic JOIN package ON package.id = topic.topic_id
                   WHERE package.name = :name"""
        return model.Session.execute(sa.text(query), {"name": f"pola-{name}"}).scalar_one()

    def copies(self, count: int) -> dict[str, int]:
        """So many cases in all; gives how many cases and events were written."""
        from ckanext.satudata.workflow import events

        with model.ensure_engine().raw_connection() as connection:
            cursor = connection.cursor()
            found = {}
            for name in (*CLOSED, "isi", *STANDING):
                cursor.execute("SELECT id FROM package WHERE name = %s", [f"pola-{name}"])
                found[name] = pattern_of(cursor, self._case_named(name), cursor.fetchone()[0], f"pola-{name}", TITLE.format(0))
            model.Session.remove()
            copier = Copier(cursor, events.hash_of, datetime.now(timezone.utc))
            copier.write(_wanted(found, count, self._people_of(cursor), copier.now))
            cursor.execute("UPDATE satudata_workflow_counter SET value = 2000000 WHERE series LIKE 'case:%'")
            connection.commit()
            connection.set_isolation_level(0)       # VACUUM runs outside of a transaction
            cursor.execute("VACUUM ANALYZE")
        return copier.written

    @staticmethod
    def _people_of(cursor: Any) -> list[dict[str, str]]:
        """For each OPD: what stands there instead of the first one's ids and title."""
        cursor.execute("SELECT name, id FROM public.user UNION SELECT name, id FROM public.group")
        ids = dict(cursor.fetchall())
        words = ["opd", *OF_AN_OPD]
        return [{ids[f"{word}-0"]: ids[f"{word}-{number}"] for word in words} | {TITLE.format(0): TITLE.format(number)}
                for number in range(OPDS)]


def _wanted(patterns: dict[str, Pattern], count: int, people: list[dict[str, str]], now: datetime) -> Iterator[Copy]:
    """First the drafts of the two OPDs that are looked at, then the other open ones, then what is closed.

    Closed ones began evenly over the years, open ones in the last weeks; a case takes three to thirty days.
    """
    chance = random.Random(1)
    mine = MINE - 1             # the pattern itself is one
    drafts = mine + DRAFTS
    standing = max(round(count * OPEN) - drafts, 0)
    for serial in range(1, count + 1):
        if serial <= drafts:
            name, opd, age = "isi", 0 if serial <= mine else 1, chance.uniform(5, 40)
        elif serial <= drafts + standing:
            name, opd, age = _one_of(STANDING, chance), 1 + serial % (OPDS - 1), chance.uniform(31, 60)
        else:
            name, opd, age = _one_of(CLOSED, chance), serial % OPDS, chance.uniform(31, 365 * YEARS)
        starts = now - timedelta(days=age)
        lasts = timedelta(days=chance.uniform(3, min(30, age)))
        number = f"UJI-{starts.year}-{serial:06}"
        yield Copy(patterns[name], starts, lasts, number, f"data-{serial}", people[opd])


def _one_of(shares: dict[str, int], chance: random.Random) -> str:
    return chance.choices(list(shares), list(shares.values()))[0]


if __name__ == "__main__":
    serve(Growth, sys.argv[1])
