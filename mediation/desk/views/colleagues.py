"""Colleagues' accounts, for managers and owners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages as flash
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from mediation.core import times
from mediation.core.enums import Role
from mediation.core.models import User
from mediation.desk import colleagues as accounts
from mediation.desk.access import MANAGERS, StaffRequest, staff_only
from mediation.desk.accounts import plan_password_reset, plan_welcome
from mediation.desk.colleague_forms import ROLES, ColleagueForm, RoleForm
from mediation.desk.errors import ColleagueRefused

from .frame import page


@require_safe
@staff_only(roles=MANAGERS)
def colleagues(request: StaffRequest) -> HttpResponse:
    """Everybody with an account, and a form for one more."""
    return _list(request, ColleagueForm(roles=accounts.may_be_given(request.user)))


def _list(request: StaffRequest, form: ColleagueForm) -> HttpResponse:
    context = {
        "rows": [_row(one, request.user) for one in accounts.colleagues()],
        "form": form,
        "add_url": reverse("desk:add_colleague"),
    }
    response = page(request, "colleagues", context)
    response.status_code = 422 if form.is_bound else 200
    return response


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def add_colleague(request: StaffRequest) -> HttpResponse:
    form = ColleagueForm(request.POST, roles=accounts.may_be_given(request.user))
    now = timezone.now()
    if form.is_valid():
        chosen: dict[str, Any] = form.cleaned_data
        try:
            user = accounts.add_colleague(
                **{**chosen, "role": Role(chosen["role"])}, actor=request.user, now=now
            )
        except ColleagueRefused as error:
            form.add_error("email", str(error))
        else:
            plan_welcome(user, now=now)
            flash.success(request, f"{user.name} has an account. A link to choose a password is on its way.")
            return redirect("desk:colleagues")
    return _list(request, form)


@require_safe
@staff_only(roles=MANAGERS)
def colleague(request: StaffRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(accounts.colleagues(), pk=pk)
    form = RoleForm(roles=accounts.may_be_given(request.user), initial={"role": one.role})
    return page(request, "colleague", {"one": _row(one, request.user), "form": form}, current="colleagues")


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def change_role(request: StaffRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(User, pk=pk)
    form = RoleForm(request.POST, roles=list(Role))
    if not form.is_valid():
        flash.error(request, "Choose a role.")
        return redirect("desk:colleague", pk)
    role = Role(form.cleaned_data["role"])
    return _do(
        request,
        one,
        lambda: accounts.change_role(user=one, role=role, actor=request.user, now=timezone.now()),
        said=f"{one.name} has another role now: {ROLES[role][0].lower()}.",
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def close_colleague(request: StaffRequest, pk: int) -> HttpResponse:
    """Close the account, or open it again."""
    one = get_object_or_404(User, pk=pk)
    change = accounts.close_account if one.is_active else accounts.open_account
    said = "is signed out and cannot sign in any more" if one.is_active else "can sign in again"
    return _do(
        request,
        one,
        lambda: change(user=one, actor=request.user, now=timezone.now()),
        said=f"{one.name} {said}.",
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def reset_second_step(request: StaffRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(User, pk=pk)
    return _do(
        request,
        one,
        lambda: accounts.reset_second_step(user=one, actor=request.user, now=timezone.now()),
        said=f"{one.name} is signed out, and sets up a new second step with the next sign-in.",
    )


@require_POST
@staff_only(roles=MANAGERS, recent=True)
def send_password_link(request: StaffRequest, pk: int) -> HttpResponse:
    one = get_object_or_404(User, pk=pk, is_active=True)
    plan = plan_password_reset if one.has_usable_password() else plan_welcome
    plan(one, now=timezone.now())
    flash.success(request, "A link to choose a password is on its way.")
    return redirect("desk:colleague", pk)


def _do(request: StaffRequest, one: User, change: Callable[[], None], *, said: str) -> HttpResponse:
    try:
        change()
    except ColleagueRefused as error:
        flash.error(request, str(error))
    else:
        flash.success(request, said)
    return redirect("desk:colleague", one.pk)


def _row(one: Any, viewer: User) -> dict[str, Any]:
    steps = [words for has, words in ((one.has_app, "app"), (one.has_passkey, "passkey")) if has]
    seen = one.last_login
    return {
        "pk": one.pk,
        "name": one.name,
        "email": one.email,
        "role": ROLES[Role(one.role)][0] if one.role else "No role",
        "steps": " and ".join(steps),
        "last_seen": times.day_name(times.local_day(seen)) if seen else "",
        "is_active": one.is_active,
        "is_you": one.pk == viewer.pk,
        "may_change": one.pk != viewer.pk and (one.role != Role.OWNER or viewer.role == Role.OWNER),
        "url": reverse("desk:colleague", args=[one.pk]),
    }
