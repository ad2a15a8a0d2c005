"""A catalogue of somebody else, on a port of this machine: what stock ckanext-harvest asks a CKAN for."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit
from uuid import uuid4


class Remote:
    """Its records, in the order of their ids; change them and harvest again."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.records: dict[str, dict[str, Any]] = {}
        self.asked: list[str] = []

    def has(self, name: str, **more: Any) -> dict[str, Any]:
        """A record as `package_search` of CKAN 2.9 answers it, shortened to what a harvester reads."""
        record = {
            "id": str(uuid4()), "name": name, "title": f"Data {name}", "notes": f"Catatan {name}", "type": "dataset",
            "state": "active", "private": False, "owner_org": "dinas-jauh", "metadata_modified": "2031-01-01T00:00:00.000000",
            "metadata_created": "2024-01-01T00:00:00.000000", "tags": [{"name": name}], "extras": [], "groups": [],
            "organization": {"id": "dinas-jauh", "name": "dinas-jauh"}, "license_id": "cc-by", "num_resources": 1,
            "resources": [{"id": str(uuid4()), "name": "Tabel", "url": f"https://jauh.example/{name}.csv", "format": "CSV",
                           "url_type": None, "state": "active", "position": 0}], **more,
        }
        self.records[record["id"]] = record
        return record

    def search(self, query: dict[str, list[str]]) -> list[dict[str, Any]]:
        start, rows = int(query.get("start", ["0"])[0]), int(query.get("rows", ["10"])[0])
        return sorted(self.records.values(), key=lambda r: r["id"])[start : start + rows]


@contextmanager
def catalogue() -> Iterator[Remote]:
    """The catalogue, answering until the block ends."""
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            address = urlsplit(self.path)
            remote.asked.append(address.path)
            if address.path == "/api/3/action/package_search":
                self.answer(200, {"success": True, "result": {"results": remote.search(parse_qs(address.query))}})
            elif address.path == "/api/3/action/package_show":
                wanted = parse_qs(address.query)["id"][0]
                self.answer(200, {"success": True, "result": remote.records[wanted]})
            else:
                self.answer(404, {"success": False})

        def answer(self, status: int, content: dict[str, Any]) -> None:
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: Any) -> None:
            """Not into the output of the tests."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    remote = Remote(f"http://127.0.0.1:{server.server_port}/")
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield remote
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
