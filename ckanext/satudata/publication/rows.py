"""Rows of a table in the DataStore, as a page or a stream. Which table that is, is settled once, before the first row.

Rights are not asked for here: `logic/tables.py` does.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk
import sqlalchemy as sa
from sqlalchemy.exc import TimeoutError as PoolIsFull

from .figures.shape import Column
from .model import Pin

MOST_FILTERS, MOST_VALUES, LONGEST_VALUE = 20, 50, 1000
PIECE = 500         # rows that are fetched at once: what a stream holds in memory
STREAMS, WAIT = 4, 5        # downloads of one process at once; seconds that another one waits for its turn
LONGEST = 600       # seconds that a download may take in all
# A reader who stopped reading may not keep the table from being replaced, nor a connection, for ever.
_PATIENCE = ("SET LOCAL statement_timeout = '60s'", "SET LOCAL idle_in_transaction_session_timeout = '120s'",
             "SET LOCAL lock_timeout = '10s'")


class QuestionRefused(Exception):
    """Rows were asked for in a way that the table does not allow; `code` is for `figure_words.refusal`."""

    def __init__(self, code: str, **values: str) -> None:
        super().__init__(code, values)
        self.code, self.values = code, values


class Busy(Exception):
    """As many downloads run as may run at once, or this one takes longer than one may."""


@dataclass(frozen=True, slots=True)
class Table:
    """A table of the DataStore: its name there, and the columns that people filled."""

    name: str
    columns: tuple[Column, ...]

    def column(self, name: str) -> Column:
        """Raises: QuestionRefused: unknown_column"""
        for column in self.columns:
            if column.id == name:
                return column
        raise QuestionRefused("unknown_column", column=name[:100])


@dataclass(frozen=True, slots=True)
class Question:
    """Which rows, in which order. `filters`: column → values, one of which its cells have; `words` stand in some text."""

    sort: str = ""
    descending: bool = False
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)
    words: str = ""

    @property
    def is_plain(self) -> bool:
        return not (self.sort or self.filters or self.words)


def engine() -> sa.Engine:
    from ckanext.datastore.backend.postgres import get_read_engine

    return get_read_engine()


_stream_engines: dict[str, sa.Engine] = {}


def stream_engine() -> sa.Engine:
    """Connections for downloads only: readers who are slow, or many, take none from the pages."""
    url = tk.config["ckan.datastore.read_url"]
    if url not in _stream_engines:
        _stream_engines.setdefault(url, sa.engine_from_config(
            dict(tk.config), "ckan.datastore.sqlalchemy.", url=url, json_deserializer=lambda text: text,      # as CKAN's own
            poolclass=sa.QueuePool, pool_size=STREAMS, max_overflow=0, pool_timeout=WAIT, pool_pre_ping=True))
    return _stream_engines[url]


def name_of(resource_id: str) -> str | None:
    """The table that a resource shows now; None if the resource was taken out."""
    pin = model.Session.get(Pin, resource_id)
    if pin is not None and pin.removed:
        return None
    return (pin.ds_table if pin is not None else None) or resource_id


def table_of(resource_id: str) -> Table | None:
    """The table of a resource with its columns; None if it has none."""
    name = name_of(resource_id)
    if name is None:
        return None
    with engine().connect() as connection:
        columns = _columns(connection, name)
    return Table(name, columns) if columns else None


def _columns(connection: sa.Connection, name: str) -> tuple[Column, ...]:
    found = connection.execute(sa.text(
        "SELECT a.attname, format_type(a.atttypid, a.atttypmod), col_description(c.oid, a.attnum) "
        "FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
        "WHERE c.relname = :name AND c.relnamespace = 'public'::regnamespace AND a.attnum > 0 AND NOT a.attisdropped "
        "AND left(a.attname, 1) <> '_' ORDER BY a.attnum"), {"name": name})
    return tuple(Column(id_, kind, *_dictionary(comment)) for id_, kind, comment in found)


def _dictionary(comment: str | None) -> tuple[str, str]:
    """Label and unit of a column as the data dictionary says them; CKAN keeps it as JSON in the column's comment."""
    try:
        info = json.loads(comment or "{}").get("_info") or {}
    except (ValueError, AttributeError):        # a comment that is not CKAN's
        return "", ""
    return str(info.get("label") or "")[:200], str(info.get("unit") or "")[:60]


# asking


def _from(table: Table) -> tuple[sa.TableClause, dict[str, sa.ColumnClause[Any]]]:
    columns = {column.id: sa.column(column.id) for column in table.columns}
    return sa.table(table.name, sa.column("_id"), *columns.values()), columns


def _where(table: Table, question: Question, columns: Mapping[str, sa.ColumnClause[Any]]) -> list[sa.ColumnElement[bool]]:
    if len(question.filters) > MOST_FILTERS:
        raise QuestionRefused("too_many_filters", most=str(MOST_FILTERS))
    conditions = [_filter(table.column(name), columns[name] if name in columns else sa.column(name), values)
                  for name, values in question.filters.items()]
    if question.words and not _can_be_stored(question.words):
        conditions.append(sa.false())
    elif question.words:
        texts = [columns[column.id] for column in table.columns if column.is_text]
        conditions.append(sa.or_(sa.false(), *(text.icontains(question.words[:200], autoescape=True) for text in texts)))
    return conditions


def _filter(column: Column, of: sa.ColumnClause[Any], values: Sequence[str]) -> sa.ColumnElement[bool]:
    if len(values) > MOST_VALUES or any(len(value) > LONGEST_VALUE for value in values):
        raise QuestionRefused("too_many_filters", most=str(MOST_VALUES))
    if not all(map(_can_be_stored, values)):
        return sa.false()
    if column.is_numeric:
        return of.in_([_number(column, value) for value in values])
    if column.is_text:
        return of.in_(list(values))
    return sa.cast(of, sa.Text).in_(list(values))


def _can_be_stored(text: str) -> bool:
    """PostgreSQL holds neither NUL nor halves of characters, so no cell has them."""
    return "\x00" not in text and not any("\ud800" <= sign <= "\udfff" for sign in text)


def _number(column: Column, value: str) -> Decimal:
    try:
        number = Decimal(value.strip())
    except InvalidOperation:
        raise QuestionRefused("not_a_number", column=column.id) from None
    if not number.is_finite() or abs(number.adjusted()) > 100:
        raise QuestionRefused("not_a_number", column=column.id)
    return number


def _select(table: Table, question: Question) -> sa.Select[Any]:
    source, columns = _from(table)
    query = sa.select(*columns.values()).select_from(source).where(*_where(table, question, columns))
    if question.sort:
        by = columns[table.column(question.sort).id]
        query = query.order_by(by.desc().nulls_last() if question.descending else by.asc().nulls_last())
    return query.order_by(sa.column("_id"))


def page(table: Table, question: Question, limit: int, offset: int) -> list[Sequence[Any]]:
    """Some rows, in the order of the table's columns.

    Raises:
        QuestionRefused: unknown_column, not_a_number, too_many_filters
    """
    with _reading() as connection:
        return [tuple(row) for row in connection.execute(_select(table, question).limit(limit).offset(offset))]


def count(table: Table, question: Question) -> int:
    """How many rows there are. Raises: QuestionRefused"""
    source, columns = _from(table)
    with _reading() as connection:
        query = sa.select(sa.func.count()).select_from(source).where(*_where(table, question, columns))
        return connection.execute(query).scalar_one()


def sums(table: Table, question: Question, of: Sequence[str]) -> dict[str, Decimal | None]:
    """The sums of some numeric columns over these rows. Raises: QuestionRefused"""
    source, columns = _from(table)
    with _reading() as connection:
        query = sa.select(*(sa.func.sum(columns[name]) for name in of)).select_from(source)
        return dict(zip(of, connection.execute(query.where(*_where(table, question, columns))).one(), strict=True))


@contextmanager
def _reading() -> Iterator[sa.Connection]:
    with engine().connect() as connection, connection.begin():
        for setting in _PATIENCE:
            connection.execute(sa.text(setting))
        yield connection


def stream(table: Table, question: Question) -> Iterator[Sequence[Any]]:
    """All rows by a cursor on the server: one statement, so one state of the table, and flat memory.

    Raises:
        QuestionRefused: at the call, not at the first row
        Busy: at the first row, if too many read just now; at a later one, if the reading takes longer than `LONGEST`
    """
    return _streamed(_select(table, question), stream_engine())


def _streamed(query: sa.Select[Any], of: sa.Engine) -> Iterator[Sequence[Any]]:
    until = time.monotonic() + LONGEST
    with _place(of) as connection, connection.begin():
        for setting in _PATIENCE:
            connection.execute(sa.text(setting))
        for row in connection.execution_options(stream_results=True, yield_per=PIECE).execute(query):
            if time.monotonic() > until:
                raise Busy
            yield row


def _place(of: sa.Engine) -> sa.Connection:
    try:
        return of.connect()
    except PoolIsFull as full:
        raise Busy from full


class Snapshot:
    """One state of a table, which may be read from its first row on as often as one likes."""

    def __init__(self, connection: sa.Connection, table: Table) -> None:
        self._connection, self.table = connection, table

    def rows(self) -> Iterator[Sequence[Any]]:
        options = self._connection.execution_options(stream_results=True, yield_per=PIECE)
        yield from options.execute(_select(self.table, Question()))


@contextmanager
def snapshot(resource_id: str) -> Iterator[Snapshot | None]:
    """The table of a resource as it is now, whoever replaces it meanwhile; None if there is none."""
    name = name_of(resource_id)
    if name is None:
        yield None
        return
    with engine().connect().execution_options(isolation_level="REPEATABLE READ") as connection, connection.begin():
        columns = _columns(connection, name)
        yield Snapshot(connection, Table(name, columns)) if columns else None
