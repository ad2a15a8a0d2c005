"""Acting as a person: every write of the loader is an action of CKAN, with the rights of whoever does it."""

from typing import Any

import ckan.model as model
import ckan.plugins.toolkit as tk

ADMIN = "admin"


def act(user: str, action: str, /, **data: Any) -> Any:
    """Call an action as a user; the rules hold for the loader as for anybody.

    Raises:
        whatever the action raises
    """
    context: Any = {"user": user, "auth_user_obj": model.User.get(user), "ignore_auth": False}
    return tk.get_action(action)(context, data)
