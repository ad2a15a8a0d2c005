"""What is asked at each search and at each file of a page: quick, and never late."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata.publication import hidden, records
from ckanext.satudata.publication.model import Record

from . import portal


@pytest.fixture(scope="module")
def record(people: portal.People) -> portal.Made:
    return portal.published(people)


@pytest.fixture(autouse=True)
def own_transaction(app: Any) -> Iterator[None]:
    """Each test begins and ends without a transaction, as a request does."""
    model.Session.remove()
    yield
    model.Session.remove()


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements that are sent meanwhile."""
    sent: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        sent.append(statement)

    engine = model.ensure_engine()
    sa.event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        sa.event.remove(engine, "before_cursor_execute", note)


def elsewhere(statement: Any) -> None:
    """What another process commits."""
    with model.ensure_engine().begin() as connection:
        connection.execute(statement)


def without_ground(record: portal.Made) -> Any:
    return sa.update(Record).where(Record.package_id == record.id).values(visibility="withdrawn")


def with_ground(record: portal.Made) -> Any:
    return sa.update(Record).where(Record.package_id == record.id).values(visibility="published")


def test_strays__what_another_process_commits_counts_at_once(record: portal.Made):
    assert record.id not in hidden.strays()
    elsewhere(without_ground(record))
    assert record.id in hidden.strays()
    elsewhere(with_ground(record))
    assert record.id not in hidden.strays()


def test_strays__what_a_transaction_itself_has_written_counts_in_it_only(record: portal.Made):
    assert record.id not in hidden.strays()
    model.Session.execute(without_ground(record))
    assert record.id in hidden.strays()
    model.Session.rollback()
    assert record.id not in hidden.strays()


def test_strays__are_not_looked_for_while_nobody_writes():
    def statements() -> int:
        with counted() as sent:
            hidden.strays()
        return len(sent)

    # other tests may write to the same server at any moment
    assert 1 in (statements() for _ in range(500))


@pytest.mark.parametrize("read", [records.get, records.lock])
def test_a_row_is_read_once_in_a_transaction__and_anew_in_the_next(record: portal.Made, read: Callable[[str], Record | None]):
    read(record.id)
    with counted() as sent:
        assert records.is_public(records.get(record.id))
    assert sent == []
    model.Session.commit()
    elsewhere(without_ground(record))
    assert not records.is_public(records.get(record.id))
    model.Session.commit()
    elsewhere(with_ground(record))
    assert records.is_public(records.get(record.id))
