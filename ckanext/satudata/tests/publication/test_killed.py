"""The process that publishes dies at each point, as a machine that is switched off: its own process, killed by SIGKILL."""

import json
import os
import signal
import subprocess
import sys
import textwrap

import ckan.model as model
import pytest
from ckan.common import config

from ckanext.satudata.publication import journal, records

from . import portal
from .test_crash import BY_THE_INDEX, EVERYWHERE, at_the_path_of_ckan, entry_of, seen_by_anybody

pytestmark = pytest.mark.long

PUBLISH = textwrap.dedent("""
    import json, os, signal, sys
    from ckan.cli import load_config
    from ckan.config.middleware import make_app
    job = json.loads(sys.argv[1])
    conf = load_config(job["ini"])
    conf.update(job["settings"])
    app = make_app(conf)
    import ckan.model as model
    import ckan.plugins.toolkit as tk
    from ckanext.satudata.publication import journal, uploader

    def die(*args, **kwargs):
        os.kill(os.getpid(), signal.SIGKILL)

    def after(function):
        def wrapped(*args, **kwargs):
            function(*args, **kwargs)
            die()
        return wrapped

    point = job["point"]
    steps = journal.STEPS
    if point == "before the commit":
        model.Session.commit = die
    elif point == "after the commit":
        journal.run = die
    elif point == "after Solr, before its mark":
        steps["committed"] = (after(steps["committed"][0]), "indexed")
    elif point == "before the file":
        steps["indexed"] = (die, "settled")
    elif point == "after the file, before its mark":
        steps["indexed"] = (after(steps["indexed"][0]), "settled")
    elif point == "before the end":
        steps["settled"] = (die, "done")

    with app._wsgi_app.test_request_context():
        user = model.User.get(job["user"])
        context = {"user": user.name, "auth_user_obj": user, "ignore_auth": False}
        tk.get_action("satudata_workflow_task_decide")(context, job["decide"])
""")
SETTINGS = ("ckanext.satudata.government", "ckanext.satudata.workflow.governments_folder")
BEFORE = {"before the commit": set(), "after the commit": EVERYWHERE - BY_THE_INDEX}
POINTS = (*BEFORE, "after Solr, before its mark", "before the file", "after the file, before its mark", "before the end")


@pytest.mark.parametrize("point", POINTS)
def test_a_killed_process_leaves_all_old_or_all_new_and_resume_finishes(people, request, point):
    record = portal.approved(people)
    case = people.reviewer.does("satudata_workflow_case_show", id=record.case_id)
    model.Session.remove()
    job = {
        "ini": request.config.option.ckan_ini, "point": point, "user": people.reviewer.id,
        "settings": {key: config[key] for key in SETTINGS},
        "decide": {"id": case["task"]["id"], "lock_version": case["lock_version"], "answer": "finish"},
    }
    killed = subprocess.run([sys.executable, "-c", PUBLISH, json.dumps(job)], capture_output=True, env=os.environ, timeout=120)
    assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()[-2000:]
    assert seen_by_anybody(people, record) == BEFORE.get(point, EVERYWHERE)
    journal.resume()
    if point == "before the commit":
        assert records.get(record.id).visibility == "unpublished"
        assert seen_by_anybody(people, record) == set()
        portal.answer(people.reviewer, record, "finish")
    assert entry_of(record).state == "done"
    assert seen_by_anybody(people, record) == EVERYWHERE
    assert at_the_path_of_ckan(record).read_bytes() == portal.TABLE
