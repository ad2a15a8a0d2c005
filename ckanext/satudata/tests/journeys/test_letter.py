"""A letter from its template to the paper and back: written by the portal, signed, downloaded, and checked by its QR code."""

import hashlib

import pytest

from ckanext.satudata.tests.journeys import paper, shortcuts
from ckanext.satudata.tests.journeys.people import HEAD, OFFICE_TITLE, OPERATOR, WALIDATA
from ckanext.satudata.tests.journeys.records import GRANARIES, GRANARY_FIELDS
from ckanext.satudata.tests.journeys.shortcuts import Api
from ckanext.satudata.tests.workflow.test_signing_keys import PASSPHRASE, key_of

GOVERNMENT = "way_kanan"
NUMBER = "400.3/207/Disdik/2026"
TYPE = "application/pdf"
SAME, CHANGED, EARLIER = "tanpa perubahan", "atau telah diubah", "sebelum tanda tangan terakhir"


@pytest.fixture
def title(portal, request):
    """Of a record that waits for the head of its OPD."""
    way = request.node.callspec.params["way"]
    name, title = f"lumbung-untuk-surat-{way}", f"Lumbung untuk Surat {way.capitalize()}"
    shortcuts.submitted(Api(portal, OPERATOR), GRANARY_FIELDS | {"title": title}, name, GRANARIES)
    shortcuts.answer(Api(portal, WALIDATA), name, "sesuai")
    return title


def downloaded(person, selector):
    """The file of a letter, as the link on the page gives it."""
    return person.page.context.request.get(person.page.get_attribute(selector, "href")).body()


@pytest.mark.long
@pytest.mark.parametrize("way", ["scan", "key"])
def test_a_letter_is_written_signed_and_checked_by_the_code_on_it(enter, portal, title, way, look):
    head = enter(HEAD)
    head.open_case(title)
    written = write(head, title, look)
    (sign_with_a_key if way == "key" else sign_on_paper)(head, written)
    head.reads("Tanda tangan Anda tersimpan", "Hadi Purnomo")
    look(head.page, f"letter-signed-{way}")
    head.click(".breadcrumb a[href*='/workflow/case/']")
    head.answer("setuju")
    head.reads("Menunggu Walidata", NUMBER)
    signed = downloaded(head, "#content .module a[href*='/workflow/document/']:not([href$='/about'])")
    assert signed != written
    address = paper.address_on(signed)
    assert address == paper.address_on(written) and address.startswith(f"{portal.url}/satudata/workflow/verify/")
    check(enter(), address, written, signed, look, way)


def write(head, title, look):
    """The portal writes it: with number, title and the code; it does not hold before it is signed."""
    head.page.fill("#content form[action*='/document/make/'] [name=number]", NUMBER)
    head.click("#content form[action*='/document/make/'] button")
    head.reads(NUMBER, "Tanda tangani")
    look(head.page, "letter-written")
    written = downloaded(head, ".page-header ~ * a[href*='/workflow/document/'], #content a[dir=auto][href*='/document/']")
    text = paper.text_of(written)
    assert NUMBER in text and title in text and OFFICE_TITLE.upper() in text.upper(), text
    return written


def sign_on_paper(head, written):
    head.page.set_input_files("#field-upload", {"name": "pindaian.pdf", "mimeType": TYPE, "buffer": paper.scanned(written)})
    head.click("#content form[action$='/sign'] >> nth=0 >> [type=submit]")


def sign_with_a_key(head, written):
    key, _ = key_of("Hadi Purnomo")
    head.page.click("#content details:has(#field-key) > summary")
    head.page.set_input_files("#field-key", {"name": "hadi.p12", "mimeType": "application/x-pkcs12", "buffer": key})
    head.page.fill("#field-passphrase", PASSPHRASE)
    head.click("#content form:has(#field-key) [type=submit]")


def check(anybody, address, written, signed, look, way):
    """Whoever holds the paper: it holds, who issued it, its hash; a file is compared byte for byte."""
    assert anybody.open(address) == 200
    anybody.reads("Dokumen ini berlaku", NUMBER, OFFICE_TITLE, hashlib.sha256(signed).hexdigest())
    assert "Hadi Purnomo" not in anybody.text(), "offices, never persons"
    look(anybody.page, f"letter-checked-{way}")
    changed = bytearray(signed)
    changed[len(signed) // 2] ^= 1
    for content, words in ((signed, SAME), (bytes(changed), CHANGED), (written, EARLIER)):
        anybody.page.set_input_files("#field-upload", {"name": "surat.pdf", "mimeType": TYPE, "buffer": content})
        anybody.click("#sd-verify [type=submit]")
        anybody.reads(words, "Dokumen ini berlaku")
    look(anybody.page, f"letter-compared-{way}")
