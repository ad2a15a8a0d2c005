"""Facets: what goes into the index, how choices stand, and that filters filter."""

from urllib.parse import parse_qsl, urlsplit

import pytest
from bs4 import BeautifulSoup
from ckan.tests import factories
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.metadata import facets

from .conftest import call

TITLES = {"organization": "OPD", "theme": "Tema", "vocab_tahun": "Tahun"}
HOSTILE = '"><script>alert(1)</script>\u202e'
pure = pytest.mark.parametrize


@pure(("first", "last", "expected"), [
    ("2018", "2020", ["2018", "2019", "2020"]),
    ("2020", "2020", ["2020"]),
    ("2023/2024", "2023/2024", ["2023", "2024"]),      # a school year lies in two
    ("2024-11", "2025-02-15", ["2024", "2025"]),
    ("2024", None, ["2024"]),
    (None, "2024", ["2024"]),
    ("2024", "2018", []),                               # an unfinished draft
    ("sejak dulu", "2024", ["2024"]),
    ("", "", []),
])
def test_years(first, last, expected):
    assert facets.years(first, last) == expected


@given(st.integers(1900, 2100), st.integers(1900, 2100))
def test_years_are_capped_and_end_with_the_last(first, last):
    found = facets.years(str(first), str(last))
    assert len(found) <= facets.MOST_YEARS
    assert not found or found[-1] == str(last)


def items(*pairs):
    return {"items": [{"name": name, "display_name": name.title(), "count": count} for name, count in pairs]}


def test_choices_stand_by_count__years_by_year():
    found = {"theme": items(("air", 1), ("padi", 7)), "vocab_tahun": items(("2018", 9), ("2024", 2))}
    theme, year = facets.arrange(found, TITLES, [], "/dataset/")
    assert [choice.label for choice in theme.first] == ["Padi", "Air"]
    assert [choice.label for choice in year.first] == ["2024", "2018"]


def test_a_facet_that_offers_nothing_is_left_out():
    (only,) = facets.arrange({"theme": items(("padi", 1)), "organization": items()}, TITLES, [], "/")
    assert only.name == "theme"
    assert facets.arrange({}, TITLES, [], "/") == []


def test_a_long_list_shows_eight_and_the_chosen_first():
    found = {"theme": items(*((f"t{number:02}", 100 - number) for number in range(30)))}
    (theme,) = facets.arrange(found, TITLES, [("theme", "t25")], "/")
    assert (len(theme.first), len(theme.more)) == (8, 22)
    assert theme.first[0].label == "T25" and theme.first[0].is_active


words = st.text(min_size=1, max_size=30).filter(str.strip)


@given(st.lists(st.tuples(st.sampled_from(["q", "sort", "theme", "organization", "page"]), words), max_size=6), words)
def test_following_a_choice_twice_leads_back(params, value):
    found = {"theme": items((value, 3))}
    (theme,) = facets.arrange(found, TITLES, params, "/dataset/")
    (choice,) = theme.first
    after = parse_qsl(urlsplit(choice.address).query, keep_blank_values=True)
    assert not [pair for pair in after if pair[0] == "page"]
    assert (("theme", value) in after) != (("theme", value) in params)
    kept = [pair for pair in params if pair[0] != "page" and pair != ("theme", value)]
    assert [pair for pair in after if pair != ("theme", value)] == kept


# on the real stack


@pytest.fixture
def datasets(portal, complete):
    """Three records that differ, and one that nobody but its office may see."""
    other = factories.Organization(title="Dinas Kesehatan", name="dinkes")
    call("package_create", **complete, prioritas_tahun="2025")
    call("package_create", **complete | {
        "name": "puskesmas", "title": f"Puskesmas {HOSTILE}", "owner_org": other["id"], "theme": "RAB.04", "sumber": "Dinkes",
        "periode_awal": "2020", "periode_akhir": "2021", "accrualPeriodicity": "BULANAN", "kode_wilayah": "33.04.01"})
    call("package_create", **complete | {
        "name": "posyandu", "title": "P" * 300, "owner_org": other["id"], "theme": "RAB.04", "accessRights": "terbatas",
        "periode_awal": "2021", "periode_akhir": "2021", "notes": "Kader dan posyandu, menyebut puskesmas."})
    call("package_create", **complete | {
        "name": "rahasia", "title": "Rahasia", "theme": "RAB.05", "sumber": "Sumber Rahasia", "periode_awal": "1999",
        "periode_akhir": "1999", "kode_wilayah": "18.08", "prioritas_tahun": "1999", "private": True})
    call("resource_create", package_id="puskesmas", url="https://example.org/a.csv", format="CSV", name="A")


def page(app, address):
    answer = app.get(address)
    assert answer.status_code == 200
    assert "<script>alert(1)" not in answer.body
    return BeautifulSoup(answer.body, "html.parser")


def found(app, query):
    return {link["href"].rsplit("/", 1)[-1] for link in page(app, f"/dataset/?{query}").select(".sd-kartu h3 a")}


@pytest.mark.usefixtures("datasets")
class TestSearch:
    @pure(("query", "expected"), [
        ("organization=dinkes", {"puskesmas", "posyandu"}),
        ("theme=RAB.06", {"jumlah-sekolah-sd"}),
        ("vocab_tahun=2021", {"puskesmas", "posyandu", "jumlah-sekolah-sd"}),
        ("vocab_tahun=2020&theme=RAB.04", {"puskesmas"}),
        ("kode_wilayah=33.04.01", {"puskesmas"}),
        ("accrualPeriodicity=BULANAN", {"puskesmas"}),
        ("accessRights=terbatas", {"posyandu"}),
        ("res_format=CSV", {"puskesmas"}),
        ("prioritas_tahun=2025", {"jumlah-sekolah-sd"}),
        ("sumber=Dinkes", {"puskesmas"}),
        ("jenis=statistik", {"puskesmas", "posyandu", "jumlah-sekolah-sd"}),
        ("theme=RAB.05", set()),
        ("q=rahasia", set()),
    ])
    def test_a_filter_filters(self, app, query, expected):
        assert found(app, query) == expected

    def test_facets_are_said_in_words(self, app):
        shown = page(app, "/id/dataset/").select_one(".sd-pilihan")
        text = shown.get_text(" ", strip=True)
        for word in ("Perlindungan Sosial dan Kesehatan", "Kabupaten Banjarnegara", "Bulanan", "Terbatas", "2021",
                     "Dinas Kesehatan"):
            assert word in text
        assert "RAB." not in text and "TAHUNAN" not in text and "33.04" not in text

    def test_nobody_sees_a_choice_of_what_is_not_his(self, app):
        text = page(app, "/dataset/").get_text()
        for word in ("Rahasia", "1999", "Way Kanan", "Public order"):
            assert word not in text

    def test_a_title_counts_more_than_a_mention(self, app):
        cards = [link["href"].rsplit("/", 1)[-1] for link in page(app, "/dataset/?q=puskesmas").select(".sd-kartu h3 a")]
        assert cards == ["puskesmas", "posyandu"]

    def test_filters_stand_as_chips_with_a_way_out(self, app):
        shown = page(app, "/id/dataset/?q=posyandu&theme=RAB.04&organization=dinkes&sort=title_string+asc")
        chips = shown.select(".sd-keping a")
        assert [chip.b.text for chip in chips[:-1]] == ["Perlindungan Sosial dan Kesehatan", "Dinas Kesehatan"]
        assert parse_qsl(urlsplit(chips[0]["href"]).query) == [
            ("q", "posyandu"), ("organization", "dinkes"), ("sort", "title_string asc")]
        assert parse_qsl(urlsplit(chips[-1]["href"]).query) == [("q", "posyandu")]
        kept = {field["name"]: field["value"] for field in shown.select("form.sd-cari input[type=hidden]")}
        assert kept == {"theme": "RAB.04", "organization": "dinkes", "sort": "title_string asc"}

    def test_nothing_found_says_what_to_do(self, app):
        shown = page(app, "/dataset/?theme=RAB.06&organization=dinkes&tags=%3Cb%3E")
        assert [chip.b.text for chip in shown.select(".sd-keping li a")[:-1]] == [
            "Education and labour", "Dinas Kesehatan", "<b>"]       # words also where no facet offers them
        assert shown.select_one(".sd-kosong a.btn-primary")["href"] == "/dataset/"

    @pure("query", ['q="a%20AND', "q=title:", "q=%7B!bool%20must=x%7Dv", "theme=%22%20OR%20*:*", "%3Cscript%3E=x",
                    "sort=nosuch%20asc"])
    def test_what_the_index_cannot_read_breaks_nothing(self, app, query):
        answer = app.get(f"/dataset/?{query}")
        assert answer.status_code in (200, 400)
        assert "<script>=x" not in answer.body and "Rahasia" not in answer.body

    def test_a_card_says_what_matters(self, app):
        cards = {card.select_one("h3 a")["href"].rsplit("/", 1)[-1]: card
                 for card in page(app, "/id/dataset/").select(".sd-kartu > li")}
        text = cards["puskesmas"].get_text(" ", strip=True)
        for word in ("Dinas Kesehatan", "Sekolah, guru dan murid", "2020\u2060–\u20602021", "Susukan", "Bulanan", "CSV"):
            assert word in text
        assert HOSTILE in cards["puskesmas"].h3.text
        assert "P" * 300 in cards["posyandu"].h3.text
        assert "Terbatas" in cards["posyandu"].select_one(".sd-opd").text and "Terbuka" not in text
