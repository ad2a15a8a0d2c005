"""Regions: all are there, each is found by its code, its name and what is around it; BPS's codes are never guessed."""

import gzip
import tracemalloc

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ckanext.satudata.metadata import region_names, regions, vocabularies
from ckanext.satudata.metadata.region_names import Names, folded

HERE = pytest.mark.ckan_config("ckanext.satudata.metadata.region", "33.04")


def codes(found):
    return [region.code for region in found]


def test_all_regions_are_there():
    levels = [region.level for region in regions.every()]
    assert [levels.count(level) for level in (regions.PROVINCE, regions.REGENCY, regions.KECAMATAN)] == [38, 514, 7285]
    assert regions.number_of_villages() == 83_762
    assert all(not region.parent or regions.find(region.parent) for region in regions.every())


@pytest.mark.parametrize(("code", "name"), [
    ("33.04.01.2001", "Berta"), ("11.01.01.2001", "Keude Bakongan"), (" 33.04.01.2001 ", "Berta"),
    ("53.07.01.2021", "Regapu’u"),
    ("33.04.01.2999", None), ("3304012001", None), ("33.04.01.20", None), ("33.04.012001", None), ("", None), ("٣٣.٠٤", None),
])
def test_a_village_by_its_code(code, name):
    region = regions.find(code)
    assert (region and region.name) == name


def test_what_is_known_of_a_village():
    region = regions.find("33.04.01.2012")
    assert (region.level, region.parent) == ("desa_kelurahan", "33.04.01")
    assert regions.full_name(region) == "Susukan, Susukan, Kabupaten Banjarnegara, Jawa Tengah"


def test_villages_take_little_memory():
    """Some 4 MB in each process; objects would take ten times as much."""
    regions.find("33.04.01.2001")
    regions._names.cache_clear()
    tracemalloc.start()
    before, _ = tracemalloc.get_traced_memory()
    regions.find("33.04.01.2001")
    after, _ = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert after - before < 8_000_000


@pytest.mark.parametrize(("code", "bps"), [
    ("33.04", "3304"), ("33", "33"), ("18.08", "1807"), ("18.05", "1808"), ("32.73", "3273"), ("18", "18"),
    ("12.73", None),            # BPS 1271: not in our table
    ("91.71", None), ("33.04.01", None), ("33.04.01.2001", None),
])
def test_codes_of_bps(code, bps):
    assert regions.bps_code(code) == bps
    assert bps is None or regions.of_bps(bps).code == code


@pytest.mark.parametrize(("digits", "kemendagri", "bps", "around"), [
    ("1808", "18.08", "18.05", None),                       # Way Kanan, Tulang Bawang
    ("3304", "33.04", "33.04", None),
    ("1807", "18.07", "18.08", None),
    ("9971", None, None, None),
    ("330401", "33.04.01", None, None),                     # six digits: BPS has none
    ("1807010", None, None, "18.08"),                       # seven: Kemendagri has none
    ("1808022001", "18.08.02.2001", None, "18.05"),         # ten: a village to both, in two regencies
    ("3304012001", "33.04.01.2001", None, "33.04"),
    ("33040", None, None, None), ("12345678901", None, None, None),
])
def test_what_digits_without_dots_can_mean(digits, kemendagri, bps, around):
    assert tuple(region and region.code for region in regions.candidates(digits)) == (kemendagri, bps, around)
    assert regions.find(digits) is None


@HERE
@pytest.mark.parametrize(("text", "first"), [
    ("banjarnegara", ["33.04", "33.04.06", "33.04.06.1013"]),           # larger regions first
    ("Susukan", ["33.04.01", "32.09.27"]),                              # the portal's own first
    ("susukan, banjarnegara", ["33.04.01", "33.04.01.2012", "33.04.17.2008"]),
    ("  SUSUKAN ,Susukan, kab. banjarnegara, jawa tengah", ["33.04.01.2012"]),
    ("desa susukan", ["33.04.01.2012", "33.04.17.2008"]),
    ("kec. susukan", ["33.04.01", "32.09.27"]),
    ("kab. banjarnegara", ["33.04"]),
    ("33.04.0", ["33.04.01", "33.04.02"]),
    ("33.04.01.", ["33.04.01", "33.04.01.2001"]),
    ("33.04.01.2012", ["33.04.01.2012"]),
    ("1808", ["18.08", "18.05"]),                                       # both meanings
    ("regapu'u", ["53.07.01.2021"]),                                    # whichever apostrophe
    ("19 nop", ["74.01.01.1001"]),                                       # names that begin with a number
])
def test_searching(text, first):
    assert codes(regions.search(text))[:len(first)] == first


@pytest.mark.parametrize("text", [" ", "", ",", ", ,", "tidak ada yang bernama begini", "33.04.", "33.0401", "\n", "a\nb", "%",
                                  "\\", "a\0b", "x" * 10_000])
def test_searching_for_nothing_much(text):
    assert all(isinstance(region, regions.Region) for region in regions.search(text))


def test_nothing_is_found_twice_and_no_more_than_asked_for():
    for text in ("a", "su", "1", "kota", "desa a"):
        found = codes(regions.search(text, 50))
        assert len(found) == len(set(found)) <= 50
    assert regions.search("a", 0) == []


@pytest.mark.parametrize(("text", "within", "expected"), [
    ("banjarnegara", "33.04", ["33.04.06", "33.04.06.1013"]),
    ("susukan", "33.04.01", ["33.04.01.2012"]),
    ("33.04", "33.04.01", None),            # the beginning of the code lies around: what is within
    ("33.05", "33.04", []),
    ("jawa", "33.04.01.2012", []),
    ("susukan, jawa", "33.04", []),         # Jawa Tengah does not lie in it
])
def test_searching_within_a_region(text, within, expected):
    found = codes(regions.search(text, 5, within))
    assert found == expected if expected is not None else found and all(code.startswith(f"{within}.") for code in found)


@pytest.mark.parametrize(("text", "code"), [
    ("Kabupaten Banjarnegara", "33.04"), ("banjarnegara", None), ("JAWA TENGAH", "33"), ("Kota Metro", "18.72"),
    ("Susukan, Kabupaten Banjarnegara, Jawa Tengah", "33.04.01"),
    ("Susukan, Susukan, Kabupaten Banjarnegara, Jawa Tengah", "33.04.01.2012"),
    ("Susukan, Jawa Tengah", None), ("", None),
])
def test_the_region_that_a_name_means(text, code):
    found = regions.named(text)
    assert (found and found.code) == code


NAMES = st.dictionaries(st.integers(0, 9999).map("{:04}".format), st.text("abİ’' ß", min_size=1).filter(str.strip),
                        max_size=30)


@given(NAMES, st.text("ab' ", max_size=3), st.sampled_from(["", "0", "00", "12"]))
def test_the_compact_names_find_what_a_plain_loop_finds(named, text, digits):
    names = Names(4, sorted(named.items()))
    plain = {code: " ".join(name.split()) for code, name in named.items()}
    assert len(names) == len(plain) and all(names.name(code) == name for code, name in plain.items())
    assert [item[0] for item in names.below(digits)] == sorted(code for code in plain if code.startswith(digits))
    wanted = folded(text)
    expected = {code for code, name in plain.items() if wanted and wanted in region_names._kept_long(name)
                and code.startswith(digits)}
    assert {code for code, _ in names.called(wanted, digits)} == expected


def test_many_names_come_closest_first():
    names = Names(4, [(f"{number:04}", name) for number, name in enumerate(["xsu", "a su", "sua", "su"] * 100)])
    found = list(dict.fromkeys(name for _, name in names.called("su")))
    assert found == ["su", "sua", "a su", "xsu"]


@pytest.fixture
def own(tmp_path, ckan_config, monkeypatch):
    monkeypatch.setitem(ckan_config, "ckanext.satudata.metadata.vocabularies", str(tmp_path))
    monkeypatch.setattr(regions.log, "disabled", False)      # CKAN's logging silences what was imported before it
    vocabularies.forget()
    yield tmp_path
    vocabularies.forget()


OWN = "vocabulary: wilayah\nsource: Perda 1/2026\ndate: '2026'\n"


def test_a_portal_adds_a_new_region_and_renames_one(own):
    (own / "wilayah.yaml").write_text(OWN + """extends: true
entries:
  - {value: "33.99", id: Kabupaten Baru}
  - {value: "33.04.01.2999", id: Desa Baru}
  - {value: "33.04.01.2012", id: Susukan Lama}
""")
    assert regions.full_name(regions.find("33.99")) == "Kabupaten Baru, Jawa Tengah"
    assert regions.find("33.04.01.2999").name == "Desa Baru" and regions.find("33.04.01.2012").name == "Susukan Lama"
    assert regions.find("33.04").name == "Kabupaten Banjarnegara" and regions.number_of_villages() == 83_763
    assert codes(regions.search("susukan lama")) == ["33.04.01.2012"]


def test_a_file_of_regions_that_is_broken_leaves_ours_in_its_place(own, caplog):
    (own / "wilayah.yaml").write_text(OWN + "title: {id: W, en: W}\nlicence: x\nfile: w.csv\nvillages: w.csv.gz\n")
    (own / "w.csv").write_bytes(b"kode\xff\n33,\xff,provinsi,\n")
    (own / "w.csv.gz").write_bytes(gzip.compress(b"kode\n" * 99)[:-20])
    assert regions.find("33.04").name == "Kabupaten Banjarnegara" and regions.find("33.04.01.2001").name == "Berta"
    assert "cannot be read" in caplog.text
