"""Home and lists as citizens meet them: what was published last, what nobody may see, and what a page costs."""

from contextlib import contextmanager
from datetime import timedelta

import ckan.lib.search as search
import ckan.model as model
import ckan.plugins.toolkit as tk
import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from sqlalchemy import event

from ckanext.satudata.publication import releases
from ckanext.satudata.publication.model import Record, Revision
from ckanext.satudata.workflow.shared import new_id, now

from . import portal

HOSTILE = '<script>alert("judul")</script>\u202e' + "Panjang " * 30


@pytest.fixture(scope="module")
def people(people_alone):
    return people_alone


def page(people, address, who=portal.ANYBODY):
    answer = people.portal.get(address, headers=who.headers)
    assert answer.status_code == 200
    assert "<script>alert(" not in answer.body
    return BeautifulSoup(answer.body, "html.parser")


def quickly(people, count, office=None):
    """Records that a case is said to have published: their lists are looked at, not their way."""
    made = []
    for _number in range(count):
        content = portal.content(portal.word("zcepat"))
        package = people.maker.does("package_create", owner_org=office or people.office, **content)
        revision = Revision(id=new_id(), package_id=package["id"], no=1, content={"package": content}, resources=[], sha256="",
                            makers=[], sealed_by="", published_at=now() - timedelta(days=30))
        model.Session.add(revision)
        model.Session.flush()
        model.Session.execute(sa.update(Record).where(Record.package_id == package["id"]).values(
            visibility="published", basis="case", live=revision.id))
        rows = model.package_table
        model.Session.execute(sa.update(rows).where(rows.c.id == package["id"]).values(private=False))
        model.Session.commit()
        model.Session.remove()
        search.rebuild(package["id"])
        made.append(package["id"])
    return made


@contextmanager
def counted():
    """Statements of all databases, and calls of Solr; without `hidden.strays`, which looks again whenever anybody writes."""
    found = {"sql": 0, "searches": 0}
    original = search.PackageSearchQuery.run

    def statement(_connection, _cursor, text, *_args):
        found["sql"] += not ("NOT (EXISTS" in text and "satudata_publication_record" in text)

    def run(self, *args, **kwargs):
        found["searches"] += 1
        return original(self, *args, **kwargs)

    event.listen(sa.Engine, "before_cursor_execute", statement)
    search.PackageSearchQuery.run = run
    try:
        yield found
    finally:
        event.remove(sa.Engine, "before_cursor_execute", statement)
        search.PackageSearchQuery.run = original


def test_an_empty_portal_says_how_it_begins(people):
    shown = page(people, "/")
    assert "There is no public dataset yet" in shown.text
    assert [heading.text for heading in shown.select("main h2, .homepage h2")] == ["There is no public dataset yet"]
    assert shown.select_one("form.sd-cari input[name=q]")
    for address in ("/dataset/", "/organization/", "/about"):
        assert len(page(people, address).select("h1")) == 1


class TestFilled:
    @pytest.fixture(scope="class")
    def records(self, people):
        """One of each: the newest last; what is not public carries the word `zrahasia`."""
        first = portal.published(people)
        second = portal.published(people, title=HOSTILE)
        portal.draft(people.maker, people.office, mark=portal.word("zrahasia"), theme="RAB.08", tags=[{"name": "zrahasia"}])
        for make in (portal.submitted, portal.approved):
            make(people, mark=portal.word("zrahasia"), theme="RAB.08", periode_awal="1999")
        gone = portal.published(people, mark=portal.word("zrahasia"))
        people.sysadmin.does("package_delete", id=gone.id)
        hidden = portal.published(people, mark=portal.word("zrahasia"))
        model.Session.execute(sa.update(Record).where(Record.package_id == hidden.id).values(visibility="withdrawn"))
        model.Session.commit()
        return first, second

    def test_newest_releases(self, people, records):
        first, second = records
        found = releases.newest(10)
        assert [release.name for release in found] == [second.name, first.name]
        assert (found[0].title, found[0].first_period, found[0].last_period, found[0].is_first) == (
            HOSTILE.strip(), "2018", "2024", True)
        assert [release.name for release in releases.newest(1)] == [second.name]

    def test_the_home_page(self, people, records):
        shown = page(people, "/")
        titles = [link.text for link in shown.select(".sd-tumpuk h3 a")]
        assert titles == [HOSTILE.strip(), f"Jumlah Sekolah {records[0].mark}"]
        assert "2 datasets from 1 office." in " ".join(shown.select_one(".sd-muka").text.split())
        (theme,) = shown.select(".sd-topik li")
        assert theme.a["href"] == "/dataset/?theme=RAB.06" and "Education and labour" in theme.a.text

    @pytest.mark.parametrize("address", ["/", "/dataset/", "/dataset/?vocab_tahun=1999", "/dataset/?q=zrahasia",
                                         "/organization/", "/organization/{office}"])
    @pytest.mark.parametrize("reader", ["anonymous", "stranger", "member"])
    def test_nobody_meets_what_is_not_public(self, people, records, reader, address):
        office = model.Group.get(people.office).name
        shown = page(people, address.format(office=office), people.readers[reader])
        for field in shown.select("input[name=q], title, #sd-count"):
            field.extract()                                         # they repeat what was asked
        assert "zrahasia" not in str(shown.select_one("#content"))
        assert "Culture" not in shown.text

    def test_the_home_page_is_the_public_one_for_who_works_on_drafts(self, people, records):
        assert "zrahasia" not in page(people, "/", people.maker).select_one("#content").text

    def test_cards_and_offices_say_when_it_was_published(self, people, records):
        told = "published " + tk.h.satudata_date(now())
        assert all(told in card.text for card in page(people, "/dataset/").select(".sd-kartu > li"))
        assert "Last published " + tk.h.satudata_date(now()) in page(people, "/organization/").text

    def test_lists_can_be_sorted_by_it(self, people, records):
        (old,) = quickly(people, 1)
        shown = page(people, "/dataset/?sort=published_date+desc%2C+metadata_created+desc")
        links = [link["href"].rsplit("/", 1)[-1] for link in shown.select(".sd-kartu h3 a")]
        assert links == [records[1].name, records[0].name, model.Package.get(old).name]
        people.sysadmin.does("package_delete", id=old)

    def test_the_day_of_publication_stands_in_the_index_of_public_records_only(self, people, records):
        asked = {"fl": ["name", "capacity", "published_date"], "include_private": True, "rows": 100}
        found = people.sysadmin.does("package_search", **asked)["results"]
        assert {record["capacity"] for record in found if record.get("published_date")} == {"public"}
        assert "private" in {record["capacity"] for record in found}
        open_to_all = portal.ANYBODY.does("package_search", **asked)["results"]
        dated = {record["name"] for record in open_to_all if record.get("published_date")}
        assert dated == {record.name for record in records}

    def test_the_home_page_stands_without_the_index(self, people, records, monkeypatch):
        monkeypatch.setitem(tk.config, "solr_url", "http://127.0.0.1:9/solr/none")
        shown = page(people, "/")
        assert shown.h1 and shown.select_one("form.sd-cari")
        assert "There is no public dataset yet" not in shown.text


def cost(people, address):
    """The first time more is asked."""
    with counted() as found:
        page(people, address)
    return found


def test_what_pages_cost_does_not_grow_with_what_they_show(people):
    """The same statements and searches for five records more and for twenty."""
    office = model.Group.get(people.office).name
    addresses = ("/", "/dataset/", f"/organization/{office}", "/organization/")
    costs = {}
    for number in (5, 15):
        quickly(people, number)
        for address in addresses:
            costs[number, address] = min((cost(people, address) for _try in range(3)), key=lambda found: found["sql"])
    for address in addresses:
        assert costs[5, address] == costs[15, address]
    assert costs[5, "/"]["searches"] == 1
    assert costs[5, "/dataset/"]["searches"] == 1
    assert costs[5, f"/organization/{office}"]["searches"] == 4     # CKAN's own three, and its freshness


def test_the_about_page_says_who_checks_and_leads_to_the_procedures(people):
    shown = page(people, "/about")
    assert [part["id"] for part in shown.select("section[id]")] == ["operator", "checks", "licence", "accessibility"]
    (procedures,) = shown.select("#checks a")
    assert page(people, procedures["href"]).h1
