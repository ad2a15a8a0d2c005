"""All rows of a table, and the table taken away. One address each; the file's rights are asked for before the first row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

import ckan.model as model
import ckan.plugins.toolkit as tk
from flask import Blueprint, Response

from .. import downloads, figure_words, rows, table_pages
from ..logic import tables as actions

satudata_publication_tables = Blueprint("satudata_publication_tables", __name__, url_prefix="/satudata/publication")
PAGE_ROWS = 100
MOST_PAGES = 100_000


@satudata_publication_tables.after_request
def _no_shared_copy(response: Response) -> Response:
    """As for files: what was given because of who asks is kept by no cache; what is public is asked for anew each time,
    because the address stays when the table is replaced.
    """
    response.headers["Cache-Control"] = "no-cache" if tk.current_user.is_anonymous else "private, no-store"
    return response


@satudata_publication_tables.get("/<id>/table/<resource_id>.<any(csv, xlsx, json):format>")
def download(id: str, resource_id: str, format: str) -> Response:
    """Rows of a table as a file; `sort`, `q` and `f.<column>` choose as on the page."""
    package, resource = _opened(id, resource_id)
    question = table_pages.question_of(tk.request.args)
    source = _source(package, question)
    name = f"{package['name']}-{resource.name}" if len(package["resources"]) > 1 and resource.name else package["name"]
    try:
        pieces = table_pages.twice(lambda: _begun(resource.id, question, source, format))
    except rows.QuestionRefused as refused:
        return _refused(figure_words.refusal(refused.code, **refused.values))
    except downloads.TooMuchForExcel:
        return _refused(figure_words.refusal("too_much_for_excel"))
    except rows.Busy:
        answer = _refused(figure_words.refusal("busy"), 503)
        answer.headers["Retry-After"] = "60"
        return answer
    if pieces is None:
        return tk.abort(404, tk._("This file has no table."))
    return Response(pieces, headers=downloads.headers(source, name, format))


def _begun(id: str, question: rows.Question, source: downloads.Source, format: str) -> Iterator[bytes] | None:
    table = rows.table_of(id)
    return None if table is None else downloads.begin(_pieces(table, question, source, format))


def _pieces(table: rows.Table, question: rows.Question, source: downloads.Source, format: str) -> Iterator[bytes]:
    if format == downloads.CSV:
        return downloads.as_csv(table, question, bom=tk.request.args.get("bom") in ("1", "true"))
    if format == downloads.JSON:
        return downloads.as_json(table, question, source)
    return downloads.as_xlsx(table, question, source, figure_words.source_labels())


def _refused(sentence: str, status: int = 400) -> Response:
    return Response(f"{sentence}\n", status=status, content_type="text/plain; charset=utf-8")


@satudata_publication_tables.get("/<id>/table/<resource_id>")
def show(id: str, resource_id: str) -> str | Response:
    """All rows of a table, a hundred at a time."""
    package, resource = _opened(id, resource_id)
    args = tk.request.args
    question = table_pages.question_of(args)
    asked = args.get("page", "1")
    number = int(asked) if asked.isascii() and asked.isdigit() and 0 < int(asked[:9]) <= MOST_PAGES else 1
    data = {"resource_id": resource.id, "sort": args.get("sort", ""), "filters": dict(question.filters), "q": question.words,
            "limit": PAGE_ROWS, "offset": (number - 1) * PAGE_ROWS}
    try:
        table = tk.get_action("satudata_publication_table_show")({}, data)
    except tk.ObjectNotFound as missing:
        return tk.abort(404, str(missing))
    except tk.ValidationError as refused:
        return tk.abort(400, " ".join(map(str, cast(list[str], refused.error_dict["message"]))))
    return tk.render("satudata_publication/table.html", extra_vars={
        "pkg": package, "pkg_dict": package, "resource": resource.as_dict(), "question": question,
        "table": table_pages.for_page(table, hide_period=False), "pages": _pages(table, number),
        "address": {"id": package["name"], "resource_id": resource.id}, "asked": table_pages.args_of(question),
    })


def _pages(table: dict[str, Any], number: int) -> dict[str, Any]:
    """Which rows these are, and the pages beside this one."""
    last = max(1, -(-table["matching"] // PAGE_ROWS))
    return {"number": number, "last": last, "first_row": table["offset"] + 1 if table["rows"] else 0,
            "last_row": table["offset"] + len(table["rows"]), "before": number - 1 if number > 1 else None,
            "after": number + 1 if number < last else None}


def _opened(id: str, resource_id: str) -> tuple[dict[str, Any], model.Resource]:
    """The record and its file, if the reader may see the one and read the other."""
    user = tk.current_user
    context: Any = {"user": user.name, "auth_user_obj": user}
    try:
        resource = actions.resource_of({"id": id, "resource_id": resource_id})
        package = tk.get_action("package_show")({}, {"id": id})
    except (tk.ObjectNotFound, tk.NotAuthorized):
        tk.abort(404, tk._("There is no such file."))
    try:
        tk.check_access("satudata_publication_table_show", context, {"resource_id": resource.id})
    except tk.NotAuthorized as refused:
        tk.abort(403, str(refused))
    return package, resource


def _source(package: dict[str, Any], question: rows.Question) -> downloads.Source:
    office = package.get("organization") or {}
    chosen = {"filters": {k: list(v) for k, v in question.filters.items()}, "sort": question.sort, "words": question.words}
    return downloads.Source(
        title=package.get("title") or package["name"], office=office.get("title") or office.get("name") or "",
        licence=package.get("license_title") or "", licence_url=package.get("license_url") or "",
        url=tk.h.url_for(f"{package['type']}.read", id=package["name"], qualified=True),
        attribution=package.get("attribution") or "",
        asked={} if question.is_plain else {key: value for key, value in chosen.items() if value},
    )
