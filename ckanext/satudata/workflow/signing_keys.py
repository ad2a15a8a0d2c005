"""Signs a PDF with an officer's own key (PKCS#12): a PAdES signature that every reader of PDFs can verify.

Key and passphrase come with the act and go with it: nothing stores them, and no sentence or log line repeats what the
libraries say about them.
"""

from __future__ import annotations

import hashlib
import io
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timezone
from typing import Any

from . import documents
from .document_state import File
from .errors import DocumentRefused
from .model import Document
from .signing_ways import Act, Made

KEY_LIMIT = 1 << 16             # bytes; a key with its chain has a tenth of it


def pkcs12(document: Document, file: File, act: Act) -> Made:
    """The PDF with one more signature; those that it has stay valid, because it is only appended to.

    Raises:
        DocumentRefused: `no_pdf`, `key_missing`, `key_wrong`, `key_expired`, `pdf_broken`
    """
    if file.mimetype != "application/pdf":
        raise DocumentRefused("no_pdf")
    if not act.key:
        raise DocumentRefused("key_missing")
    signer = _signer(act)
    content = _signed(documents.store().path(file.sha256).read_bytes(), signer)
    return Made(io.BytesIO(content), file.filename, file.mimetype, len(content), hashlib.sha256(content).hexdigest())


def _signer(act: Act) -> Any:
    """What signs; the key is read here and nowhere else."""
    from pyhanko.sign import SimpleSigner  # with what it needs half a second, and few processes ever sign

    try:
        signer = SimpleSigner.load_pkcs12_data(act.key, [], act.passphrase.encode() or None)
        certificate: Any = signer.signing_cert
        valid = certificate["tbs_certificate"]["validity"]
        begins, ends = valid["not_before"].native, valid["not_after"].native
    except (ValueError, TypeError, AttributeError, NotImplementedError):
        raise DocumentRefused("key_wrong") from None        # the cause may quote what was sent
    if not begins <= datetime.now(timezone.utc) <= ends:
        raise DocumentRefused("key_expired")
    return signer


def _signed(content: bytes, signer: Any) -> bytes:
    """The PDF with the signature appended to it."""
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.pdf_utils.misc import PdfError
    from pyhanko.sign import PdfSignatureMetadata, fields, sign_pdf
    from pyhanko.sign.general import SigningError

    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(content), strict=False)
        known = sum(1 for _ in fields.enumerate_sig_fields(writer.prev))
        meta = PdfSignatureMetadata(field_name=f"SatuData{known + 1}", md_algorithm="sha256",
                                    subfilter=fields.SigSeedSubFilter.PADES)
        # a thread of its own: the library runs an event loop, and the one that serves this request may have one
        with ThreadPoolExecutor(1) as apart:
            found = apart.submit(sign_pdf, writer, meta, signer=signer).result().getvalue()
    except (PdfError, SigningError, ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        raise DocumentRefused("pdf_broken") from None
    return found
