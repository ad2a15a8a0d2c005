"""Letters on paper: printed from their PDF, scanned again, and what the code on them says."""

from __future__ import annotations

import io

import pypdfium2
import zxingcpp
from PIL import Image

DOTS = 150          # an inch: what an office's scanner is set to


def printed(pdf: bytes) -> Image.Image:
    """The first page as it comes from the printer, in black and white."""
    return pypdfium2.PdfDocument(pdf)[0].render(scale=DOTS / 72).to_pil().convert("L")


def scanned(pdf: bytes) -> bytes:
    """The page laid into a scanner, not quite straight: a PDF with a picture in it."""
    paper = io.BytesIO()
    printed(pdf).rotate(1.5, fillcolor=255, resample=Image.Resampling.BICUBIC).save(paper, "PDF", resolution=DOTS, quality=70)
    return paper.getvalue()


def address_on(pdf: bytes) -> str:
    """Where the QR code on the first page leads."""
    (code,) = zxingcpp.read_barcodes(printed(pdf), formats=zxingcpp.BarcodeFormat.QRCode)
    return code.text


def text_of(pdf: bytes) -> str:
    return pypdfium2.PdfDocument(pdf)[0].get_textpage().get_text_bounded()
