"""Steps after a commit run once the outermost transaction has really been committed, and never otherwise."""

import ckan.model as model
import pytest
import sqlalchemy as sa

from ckanext.satudata import transactions

WRITE = sa.text("SELECT txid_current()")        # makes it a transaction that has something to commit


@pytest.fixture
def done(app):
    model.Session.rollback()
    yield []
    model.Session.rollback()
    model.Session.remove()


def later(done, name="step"):
    transactions.after_commit(lambda: done.append(name))


def test_a_step_runs_after_the_commit_and_once(done):
    model.Session.execute(WRITE)
    later(done)
    assert done == []
    model.Session.commit()
    assert done == ["step"]
    model.Session.execute(WRITE)
    model.Session.commit()
    assert done == ["step"]


def test_steps_run_in_their_order(done):
    model.Session.execute(WRITE)
    later(done, "first")
    later(done, "second")
    model.Session.commit()
    assert done == ["first", "second"]


def test_a_step_never_runs_after_a_rollback(done):
    model.Session.execute(WRITE)
    later(done)
    model.Session.rollback()
    model.Session.execute(WRITE)
    model.Session.commit()
    assert done == []


def test_a_step_does_not_run_when_a_savepoint_ends(done):
    model.Session.execute(WRITE)
    with model.Session.begin_nested():
        later(done)
        model.Session.execute(WRITE)
    assert done == []
    model.Session.commit()
    assert done == ["step"]


def test_a_step_does_not_run_when_the_transaction_around_a_savepoint_is_undone(done):
    model.Session.execute(WRITE)
    with model.Session.begin_nested():
        later(done)
        model.Session.execute(WRITE)
    model.Session.rollback()
    assert done == []


def test_a_step_does_not_run_when_a_session_is_thrown_away(done):
    model.Session.execute(WRITE)
    later(done)
    model.Session.remove()
    model.Session.execute(WRITE)
    model.Session.commit()
    assert done == []


def test_a_step_does_not_run_when_the_commit_itself_fails(done):
    model.Session.execute(sa.text("CREATE TEMP TABLE late (id int UNIQUE DEFERRABLE INITIALLY DEFERRED) ON COMMIT DROP"))
    model.Session.execute(sa.text("INSERT INTO late VALUES (1), (1)"))
    later(done)
    with pytest.raises(sa.exc.IntegrityError):
        model.Session.commit()
    model.Session.rollback()
    model.Session.execute(WRITE)
    model.Session.commit()
    assert done == []


def test_a_step_that_fails_stops_neither_the_commit_nor_the_next_step(done):
    model.Session.execute(WRITE)
    transactions.after_commit(lambda: 1 / 0)
    later(done)
    model.Session.commit()
    assert done == ["step"]


def test_commit_runs_its_steps_with_a_session_that_works(done):
    model.Session.execute(WRITE)
    assert transactions.commit({}, lambda: done.append(model.Session.scalar(sa.text("SELECT 7"))))
    assert done == [7]


def test_commit_tells_that_a_step_failed_and_runs_the_others(done):
    model.Session.execute(WRITE)
    assert not transactions.commit({}, lambda: 1 / 0, lambda: done.append("other"))
    assert done == ["other"]


def test_a_step_that_leaves_a_broken_transaction_does_not_break_the_next(done):
    model.Session.execute(WRITE)
    assert not transactions.commit({}, lambda: model.Session.execute(sa.text("SELECT 1/0")),
                                   lambda: done.append(model.Session.scalar(sa.text("SELECT 7"))))
    assert done == [7]


def test_commit_leaves_the_end_to_a_caller_that_asks_for_it(done):
    model.Session.execute(WRITE)
    transactions.commit({"defer_commit": True}, lambda: done.append("step"))
    model.Session.rollback()
    assert done == []
