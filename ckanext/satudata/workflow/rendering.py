"""Letters that the portal writes: a government's template as a page, the page as a PDF.

A template sees only what stands in `Letter`, reads no file and fetches no address.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

import segno
from babel.dates import format_date
from jinja2 import FunctionLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

LANGUAGE = "id"             # of official letters


@dataclass(frozen=True, slots=True)
class Row:
    """One case in the annex of a letter."""

    number: str
    title: str
    revision: int | None
    sha256: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """All that a template can print."""

    title: str
    number: str
    dated_on: date
    region: str
    government: str                 # as the head of the letter says it
    office: str                     # that answers for the portal
    organization: str               # the OPD of the cases
    signers: list[str]              # titles of the offices that sign, in order
    rows: list[Row]
    verify_url: str

    @property
    def facts(self) -> dict[str, Any]:
        """The words by the names that templates use."""
        day = format_date(self.dated_on, "d MMMM y", locale=LANGUAGE)
        return asdict(self) | {"date": day, "qr": qr(self.verify_url)}


class Broken(Exception):
    """A template that cannot be filled in; the text says where, for the administrator."""


def environment(templates: Mapping[str, Any]) -> ImmutableSandboxedEnvironment:
    """Where the templates of a government are found: their own folder and those that it inherits."""
    def load(name: str) -> str | None:
        return templates[name].read_text(encoding="utf-8") if name in templates else None

    return ImmutableSandboxedEnvironment(loader=FunctionLoader(load), autoescape=True, undefined=StrictUndefined)


def version_of(templates: Mapping[str, Any], name: str) -> str:
    """File and SHA-256 of a template with all that it could inherit from: what a letter was written from."""
    found = hashlib.sha256()
    for other in sorted(templates):
        found.update(f"{other}\n".encode() + templates[other].read_bytes())
    return f"{name} {found.hexdigest()}"


def pdf(templates: Mapping[str, Any], name: str, letter: Letter) -> bytes:
    """The letter as a PDF.

    Raises:
        Broken: the template cannot be filled in
    """
    try:
        page = environment(templates).get_template(name).render(letter.facts)
    except TemplateError as error:
        raise Broken(f"{name}: {error}") from error
    return printed(page)


def printed(page: str) -> bytes:
    """A page as a PDF; of the world it sees only what it brings with it."""
    from weasyprint import HTML  # takes most of a second, and few processes ever print
    from weasyprint.urls import URLFetcher

    class Nothing(URLFetcher):
        """Only what the page brings with it: no file of the server, no address."""

        def __init__(self) -> None:
            super().__init__(allowed_protocols=("data",), allow_redirects=False)

    found = HTML(string=page, url_fetcher=Nothing()).write_pdf()
    assert found is not None
    return found


def qr(url: str) -> str:
    """A QR code as an address that an image can have; it can be read with a quarter of it smeared."""
    return segno.make(url, error="q", micro=False).svg_data_uri(scale=4, border=2)
