"""Finding people. What was typed is never in an address, in a log or in the audit trail."""

from __future__ import annotations

import secrets

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from intake.typed_search import read_search
from mediation.core import audit
from mediation.core.encryption import decrypt, encrypt
from mediation.core.errors import Undecipherable
from mediation.desk import people_search
from mediation.desk.access import StaffRequest, staff_only
from mediation.desk.people_forms import SearchForm

from .frame import page

KEPT, IN_SESSION, SEALED_FOR = 20, "people_searches", "desk.people_search"


@require_safe
@staff_only()
def people(request: StaffRequest) -> HttpResponse:
    """One box, and whoever was found by what this colleague typed into it."""
    text = _kept(request, request.GET.get("s", ""))
    context = {"form": SearchForm(initial={"text": text}), "is_over": "s" in request.GET and not text}
    if text:
        results = people_search.search(request.user, read_search(text), now=timezone.now())
        context |= {"results": results, "most": people_search.MOST, "has_looked": True}
    return _page(request, context)


def _page(request: StaffRequest, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    response = page(request, "people", {"cases_url": reverse("desk:cases"), **context})
    response.status_code = status
    return response


@require_POST
@staff_only()
def search_people(request: StaffRequest) -> HttpResponse:
    """What was typed decides what is looked for; a reference leads straight to its page. It is recorded that
    somebody searched, and by what; never for whom."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return _page(request, {"form": form}, status=422)
    text = form.cleaned_data["text"]
    typed = read_search(text)
    audit.record(
        audit.Actor.of(request.user), "people.searched", request.user, at=timezone.now(), by=typed.kind
    )
    if url := people_search.page_of_reference(request.user, typed.reference):
        return redirect(url)
    return redirect(f"{reverse('desk:people')}?s={_keep(request, text)}")


def _keep(request: StaffRequest, text: str) -> str:
    """Put what was typed, sealed, into this colleague's own session, so that Back and Reload find it."""
    key = secrets.token_urlsafe(6)
    kept = [*request.session.get(IN_SESSION, []), [key, encrypt(text, where=SEALED_FOR)]]
    request.session[IN_SESSION] = kept[-KEPT:]
    return key


def _kept(request: StaffRequest, key: str) -> str:
    """What was typed then; empty for an address of another session, and of an old search."""
    sealed = dict(request.session.get(IN_SESSION, [])).get(key, "")
    try:
        return decrypt(sealed, where=SEALED_FOR) if sealed else ""
    except Undecipherable:
        return ""
