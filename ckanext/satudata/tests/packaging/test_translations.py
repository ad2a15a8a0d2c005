"""The Indonesian that people read: our own messages, and those of CKAN, in one compiled catalogue."""

import gettext
import io
import json
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from ckan.lib import i18n as ckan_i18n
from lint import core_messages, i18n, wording

COMPILED = i18n.po_of("id").with_suffix(".mo")
SITE = Path(ckan_i18n.__file__).parents[2]
CKAN_PO = SITE / "ckan" / "i18n" / "id" / "LC_MESSAGES" / "ckan.po"


@pytest.fixture(scope="module")
def ours():
    with COMPILED.open("rb") as file:
        return gettext.GNUTranslations(file)


def translation(catalog, text):
    """What gettext answers from: a message without a plural may be answered by one that has it."""
    single = text if isinstance(text, str) else text[0]
    plural = catalog._catalog.get((single, 0))
    return plural or catalog._catalog.get(single) if isinstance(text, str) else plural


def test_every_message_of_ckan_that_people_meet_is_translated(ours):
    """All that the installed packages say, but for the list of core_messages.NOT_MET."""
    missing = [m for m in core_messages.messages() if not translation(ours, m.text)]
    assert missing == []
    assert len(core_messages.messages()) > 1000


@pytest.mark.parametrize("left_out", core_messages.NOT_MET)
def test_what_is_left_out_exists(left_out):
    """A line that fits nothing any more would hide a new page of the same name."""
    assert (SITE / left_out).exists()


@pytest.mark.parametrize(
    ("english", "indonesian"),
    [
        # CKAN's catalogue has none of these
        ("Username or Email", "Nama pengguna atau e-mail"),
        ("Skip to main content", "Langsung ke isi"),
        ("Search Datasets...", "Cari dataset…"),
        # it has these, with other words than ours
        ("Organizations", "Perangkat Daerah"),
        ("Datasets", "Dataset"),
        ("Missing value", "Wajib diisi"),
        ("Login failed. Bad username or password.", "Nama pengguna atau kata sandi tidak cocok."),
        # of the plugins that run beside ours
        ("Activity Stream", "Aktivitas"),
        ("Select at least one", "Pilih paling sedikit satu"),
        ("Harvest Sources", "Sumber panen"),
        ("Publisher name", "Nama penerbit"),
    ],
)
def test_words(ours, english, indonesian):
    assert ours.gettext(english) == indonesian


def test_there_is_one_form_for_any_number(ours):
    forms = {ours.ngettext("{number} dataset found", "{number} datasets found", number) for number in (0, 1, 2, 21)}
    assert forms == {"{number} dataset ditemukan"}


@pytest.mark.parametrize(
    ("source", "translation", "found"),
    [
        ("{name} of {office}", "{office}: {name}", []),
        ("{name} of {office}", "{nama} pada {office}", ["placeholders differ"]),
        ("User %s may not edit %s", "Pengguna %s tidak dapat mengubah", ["placeholders differ"]),
        ("On %(day)s %(who)s", "%(who)s, %(day)s", []),
        ("Nothing stands for {{{name}}}.", "Tidak ada pengganti untuk {{{name}}}.", []),
        ('See <a href="%(url)s">this</a>.', 'Lihat <a href="%(url)s">ini</a>.', []),
        ('See <a href="/x">this</a>.', 'Lihat <a href="/y">ini</a>.', ["markup differs"]),
        ("See <b>this</b>.", "Lihat ini.", ["markup differs"]),
        ("Choose a file.", "Pilih file.", ["“file”: write berkas"]),
        ("Run `ckan file list`.", "Jalankan `ckan file list`.", []),
        ("Password", "Sandi", ["“Sandi”: write kata sandi"]),
        ("Password", "Kata sandi", []),
        ("Your data", "Data anda", ["“anda”: write Anda"]),
        ("Saved.", "Tersimpan!", ["no exclamation mark"]),
        (("One file", "{n} files"), ("{n} berkas",), []),
        (("One file", "{n} files"), ("Berkas",), ["placeholders differ"]),
    ],
)
def test_wording(source, translation, found):
    assert wording.problems(Message(source, translation), "id") == found


@pytest.mark.usefixtures("with_plugins")
def test_scripts_speak_indonesian(tmp_path, monkeypatch):
    """CKAN makes the catalogue of its scripts of what the plugins' .po files say."""
    monkeypatch.setattr(ckan_i18n, "get_js_translations_dir", lambda: str(tmp_path))
    ckan_i18n.build_js_translations()
    spoken = json.loads((tmp_path / "id.js").read_text())
    assert spoken["Upload a file on your computer"] == [None, "Unggah berkas dari komputer Anda"]
    silent = [m.text for m in core_messages.messages() if m.in_script and isinstance(m.text, str) and m.text not in spoken]
    assert silent == []


@pytest.mark.usefixtures("clean_db", "clean_index")
@pytest.mark.parametrize(
    ("page", "english", "words"),
    [
        # CKAN has no Indonesian for these
        ("/id/user/login", "Username or Email", "Nama pengguna atau e-mail"),
        ("/id/user/reset", "Request Reset", "Minta kata sandi baru"),
        # and for this it has another
        ("/id/user/login", "Forgot your password?", "Lupa kata sandi?"),
    ],
)
def test_a_page_of_ckan_speaks_with_our_words(app, page, english, words):
    core = read_po(io.BytesIO(CKAN_PO.read_bytes()))
    assert core[english].string != words, "CKAN says the same by now: choose another message"
    body = app.get(page, status=200).get_data(as_text=True)
    assert words in body and english not in body


@pytest.mark.usefixtures("clean_db", "clean_index")
@pytest.mark.parametrize("page", ["/", "/dataset/", "/organization/", "/group/", "/user/login", "/user/reset", "/about"])
def test_public_pages_say_one_word_for_one_thing(app, page):
    body = app.get(f"/id{page}", status=200).get_data(as_text=True).partition("<body")[2]
    for other in ("Kumpulan data", "Organisasi", "Sumberdaya", "Password", "Username", "Silahkan"):
        assert other not in body
