"""Signatures with an officer's own key: verifiable in the PDF, and the key is kept nowhere."""

from __future__ import annotations

import io
import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import ckan.plugins.toolkit as tk
import pytest
from asn1crypto import x509 as asn1
from bs4 import BeautifulSoup
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs12
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext
from werkzeug.datastructures import FileStorage

from ckanext.satudata.tests.factories import PDF, PNG, House
from ckanext.satudata.tests.workflow.test_making import make
from ckanext.satudata.tests.workflow.test_signing import SIGN, add, answer, letter_of, refusal, sign, start
from ckanext.satudata.workflow import documents

PASSPHRASE = "rahasia-Kunci-7"
NOW = datetime.now(timezone.utc)


def key_of(name: str, begins: datetime = NOW - timedelta(1), ends: datetime = NOW + timedelta(1)) -> tuple[bytes, Any]:
    """A key with its own certificate: PKCS#12, and the certificate that somebody trusts."""
    key, subject = ec.generate_private_key(ec.SECP256R1()), x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
    usage = x509.KeyUsage(True, True, False, False, False, False, False, False, False)
    certificate = (
        x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
        .serial_number(x509.random_serial_number()).not_valid_before(begins).not_valid_after(ends)
        .add_extension(usage, critical=True).sign(key, hashes.SHA256())
    )
    protected = serialization.BestAvailableEncryption(PASSPHRASE.encode())
    content = pkcs12.serialize_key_and_certificates(name.encode(), key, certificate, None, protected)
    return content, asn1.Certificate.load(certificate.public_bytes(serialization.Encoding.DER))


@pytest.fixture(autouse=True)
def _government(under: Callable[[str], None]) -> None:
    under("uji")


@pytest.fixture
def written(house: House) -> str:
    """A case with a letter that the portal wrote, to be signed by the head of the section."""
    case_id = start(house, "tertulis")
    make(house, case_id)
    return case_id


def sent(house: House, case_id: str, key: bytes, passphrase: str = PASSPHRASE) -> dict[str, Any]:
    letter = letter_of(house, case_id)
    return {"id": letter["id"], "sha256": letter["sha256"], "way": "pkcs12", "passphrase": passphrase,
            "key": FileStorage(io.BytesIO(key), filename="kunci.p12")}


def checked(content: bytes, *trusted: Any) -> list[Any]:
    reader = PdfFileReader(io.BytesIO(content))
    context = ValidationContext(trust_roots=list(trusted))
    with ThreadPoolExecutor(1) as apart:        # it runs an event loop, and a browser of other tests has one here
        return list(apart.map(lambda one: validate_pdf_signature(one, context), reader.embedded_signatures))


def test_a_letter_signed_with_a_key_is_verified_by_who_trusts_the_key(house: House, written: str):
    key, certificate = key_of("Kepala Seksi")
    house.act("kasi", SIGN, **sent(house, written, key))
    letter = letter_of(house, written)
    content = documents.store().path(letter["sha256"]).read_bytes()
    (status,) = checked(content, certificate)
    assert status.bottom_line and status.intact and status.valid and status.trusted
    assert PdfFileReader(io.BytesIO(content)).embedded_signatures[0].sig_object["/SubFilter"] == "/ETSI.CAdES.detached"
    assert letter["state"] == "valid" and letter["signatures"][0]["method"] == "pkcs12"
    assert answer(house, "kasi", written)["step"] == "terima"
    (other,) = checked(content, key_of("Orang lain")[1])
    assert other.intact and not other.trusted
    (changed,) = checked(content.replace(b"/Producer", b"/Produc3r", 1), certificate)
    assert not changed.bottom_line


def test_a_second_key_leaves_the_first_signature_valid(house: House):
    case_id = start(house)
    written = house.act("kasi", "satudata_workflow_case_show", id=start(house, "tertulis"))
    content = documents.store().path(make(house, written["id"])["sha256"]).read_bytes()
    add(house, case_id, content=content)
    answer(house, "kasi", case_id)
    (one, first), (two, second) = key_of("Kepala Seksi"), key_of("Kepala Bidang")
    house.act("kasi", SIGN, **sent(house, case_id, one))
    house.act("kabid", SIGN, **sent(house, case_id, two))
    statuses = checked(documents.store().path(letter_of(house, case_id)["sha256"]).read_bytes(), first, second)
    assert [status.bottom_line for status in statuses] == [True, True]


@pytest.mark.parametrize("wrong", ["passphrase", "no key", "no pkcs12", "empty passphrase"])
def test_a_key_that_cannot_be_opened_is_refused(wrong: str, house: House, written: str):
    key = key_of("Kepala Seksi")[0]
    data = sent(house, written, b"bukan kunci" if wrong == "no pkcs12" else key,
                {"passphrase": "salah", "empty passphrase": ""}.get(wrong, PASSPHRASE))
    if wrong == "no key":
        data.pop("key")
    found = refusal(lambda: house.act("kasi", SIGN, **data))
    assert ("Choose the file of your key" if wrong == "no key" else "cannot be opened") in found
    assert "salah" not in found and letter_of(house, written)["signatures"] == []


@pytest.mark.parametrize(
    ("begins", "ends"), [(NOW - timedelta(9), NOW - timedelta(1)), (NOW + timedelta(1), NOW + timedelta(9))],
)
def test_a_certificate_signs_only_while_it_is_valid(begins: datetime, ends: datetime, house: House, written: str):
    key = key_of("Kepala Seksi", begins, ends)[0]
    assert "not valid today" in refusal(lambda: house.act("kasi", SIGN, **sent(house, written, key)))


@pytest.mark.parametrize(("content", "sentence"), [(PNG, "Only a PDF"), (PDF, "damaged or protected")])
def test_what_is_no_whole_pdf_is_signed_by_scan(content: bytes, sentence: str, house: House):
    case_id = start(house)
    add(house, case_id, content=content)
    answer(house, "kasi", case_id)
    assert sentence in refusal(lambda: house.act("kasi", SIGN, **sent(house, case_id, key_of("Kepala Seksi")[0])))
    sign(house, "kasi", case_id)


def test_neither_key_nor_passphrase_is_kept_or_logged(
    house: House, written: str, web: Any, caplog: pytest.LogCaptureFixture, statements: list[str]
):
    key = key_of("Kepala Seksi")[0]
    letter = letter_of(house, written)
    with caplog.at_level(logging.DEBUG):
        for passphrase in ("salah-" + PASSPHRASE, PASSPHRASE):
            data = {"sha256": letter["sha256"], "way": "pkcs12", "passphrase": passphrase, "key": (io.BytesIO(key), "k.p12")}
            page = web.post(house.user("kasi"), f"/satudata/workflow/document/{letter['id']}/sign", data=data,
                            content_type="multipart/form-data")
            assert PASSPHRASE not in page.get_data(as_text=True)
    assert page.status_code == 302 and letter_of(house, written)["signed"] == 1
    assert PASSPHRASE not in caplog.text and PASSPHRASE not in " ".join(statements)
    kept = [path for path in Path(tk.config["ckan.storage_path"]).rglob("*") if path.is_file()]
    assert not any(key in path.read_bytes() or PASSPHRASE.encode() in path.read_bytes() for path in kept)


def test_the_page_asks_for_the_key_only_where_the_file_is_a_pdf(house: House, written: str, web: Any):
    path = f"/satudata/workflow/document/{letter_of(house, written)['id']}/about"
    page = BeautifulSoup(web.get(house.user("kasi"), path).data, "html.parser")
    field = page.select_one("input[name=passphrase]")
    assert field["type"] == "password" and field["autocomplete"] == "off" and not field.get("value")
    case_id = start(house)
    add(house, case_id, content=PNG)
    answer(house, "kasi", case_id)
    other = web.get(house.user("kasi"), f"/satudata/workflow/document/{letter_of(house, case_id)['id']}/about")
    assert BeautifulSoup(other.data, "html.parser").select_one("input[name=passphrase]") is None
