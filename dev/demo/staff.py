"""Brings offices and people in; whoever is there already stays as he or she is."""

import ckan.model as model

from ckanext.satudata.workflow import governments
from demo.acting import ADMIN, act
from demo.description import People, Person
from devstack.say import Stop

MAIL = "peragaan.example.org"


def load(people: People) -> int:
    """Organizations, accounts and offices that are missing.

    Returns:
        how many things were made
    Raises:
        Stop: the portal has no administrator
    """
    admin = model.User.get(ADMIN)
    if admin is None or not admin.sysadmin:
        raise Stop(f"The portal has no system administrator “{ADMIN}”: `make demo` makes one.")
    made = sum(_organization(row) for row in people.organizations)
    made += sum(_account(person, people) for person in people.people)
    held = {(row["user_id"], row["role"], row["org_id"]) for row in act(ADMIN, "satudata_workflow_officer_list")}
    return made + sum(_office(person, held) for person in people.people)


def _organization(row: dict[str, str]) -> bool:
    if model.Group.get(row["name"]):
        return False
    act(ADMIN, "organization_create", **row)
    return True


def _account(person: Person, people: People) -> bool:
    if model.User.get(person.name):
        return False
    act(
        ADMIN, "user_create", name=person.name, fullname=person.fullname, about=people.about, password=people.password,
        email=f"{person.name}@{MAIL}",
    )
    return True


def _office(person: Person, held: set[tuple[str, str, str | None]]) -> bool:
    """Name a person to an office; those that act for the whole government are members of the organization they sit in."""
    user, organization = model.User.get(person.name), model.Group.get(person.organization)
    assert user is not None and organization is not None
    if {(user.id, person.role, None), (user.id, person.role, organization.id)} & held:
        return False
    where = {"organization": person.organization} if _is_per_organization(person.role) else {}
    act(ADMIN, "satudata_workflow_officer_create", user=person.name, role=person.role, **where)
    if not where:
        act(ADMIN, "organization_member_create", id=person.organization, username=person.name, role="member")
    return True


def _is_per_organization(role: str) -> bool:
    return governments.current().roles[role].per_organization


def told(people: People) -> list[str]:
    """One line for each account: its name, what its office is called here, and where."""
    government = governments.current()
    titles = {row["name"]: row["title"] for row in people.organizations}
    wide = max(len(person.name) for person in people.people)
    role_wide = max(len(government.role_title(person.role)) for person in people.people)
    return [
        f"{person.name:<{wide}}  {government.role_title(person.role):<{role_wide}}  {titles[person.organization]}"
        for person in people.people
    ]
