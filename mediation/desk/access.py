"""The one check of who may be at the desk."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponseBase

from mediation.core.enums import Role
from mediation.core.models import User

from . import kept_forms, staff_sessions

ALL_STAFF = frozenset(Role)
OFFICE = frozenset({Role.ADMIN, Role.MANAGER, Role.OWNER})
MANAGERS = frozenset({Role.MANAGER, Role.OWNER})


class StaffRequest(HttpRequest):
    """A request that `staff_only` let through."""

    user: User


View = Callable[..., HttpResponseBase]


def staff_only(*, roles: frozenset[Role] = ALL_STAFF, recent: bool = False) -> Callable[[View], View]:
    """Signed in, and in one of these roles; anybody else signed in gets 403, a stranger the sign-in page.

    `recent`: for what is worth a second look, they show who they are once more unless they did so a short
    while ago (ACCOUNT_REAUTHENTICATION_TIMEOUT, in seconds). What they were sending is kept meanwhile.
    (That a second step was taken at sign-in is seen to by `StaffSessionMiddleware`.)
    """

    def decorate(view: View) -> View:
        @login_required
        @wraps(view)
        def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if getattr(request.user, "role", "") not in roles:
                raise PermissionDenied
            if recent and not staff_sessions.is_recent(request):
                return kept_forms.ask_again(request)
            return view(request, *args, **kwargs)

        return checked

    return decorate
