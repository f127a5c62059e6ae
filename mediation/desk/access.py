"""The one check of who may be at the desk."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.decorators import login_required, user_passes_test
from django.core.exceptions import PermissionDenied

from mediation.core.enums import Role
from mediation.core.models import User

ALL_STAFF = frozenset(Role)
OFFICE = frozenset({Role.ADMIN, Role.MANAGER, Role.OWNER})


def staff_only(*, roles: frozenset[Role] = ALL_STAFF) -> Callable[[Any], Any]:
    """Signed in, and in one of these roles; anybody else signed in gets 403, a stranger the sign-in page."""

    def has_role(user: User) -> bool:
        if user.role not in roles:
            raise PermissionDenied
        return True

    def decorate(view: Any) -> Any:
        return login_required(user_passes_test(has_role)(view))

    return decorate
