"""Guides, and answers to questions out of them.

A question is sent by POST: it stands in no address, so in no history and no log of a server. We keep nothing;
`intake.asked` tells how Back works all the same.
"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from intake import asked
from intake.guide_form import AskForm
from intake.guide_html import as_html
from intake.guide_library import guides
from intake.guide_texts import FOLDED
from intake.models import GuidePassage
from intake.queries.guides import passages_about
from intake.ways_in import call_url


@require_safe
def guide_list(request: HttpRequest) -> HttpResponse:
    """Every guide, and the box to ask a question in."""
    context = {"form": AskForm(), "guides": guides().values(), "call_url": call_url("guides")}
    return render(request, "intake/guides.html", context)


@require_safe
def guide(request: HttpRequest, slug: str) -> HttpResponse:
    """One guide."""
    found = guides().get(slug)
    if found is None:
        raise Http404
    sections = [
        {
            "heading": one.heading,
            "anchor": one.anchor,
            "html": as_html(one.markdown),
            "is_folded": one.heading in FOLDED,
        }
        for one in found.sections
    ]
    context = {"guide": found, "sections": sections, "call_url": call_url("guides")}
    return render(request, "intake/guide.html", context)


@sensitive_post_parameters("question")
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Answer with passages of the guides, word for word, or say that nothing was found and offer a person,
    who gets the question with the request for a call."""
    if request.method == "POST":
        form = AskForm(request.POST)
        if not form.is_valid():
            return _answer_page(request, form, None)
        if "person" in request.POST:
            response = redirect(call_url("guides"))
            asked.hand_on(response, form.cleaned_data["question"])
            return response
        response = redirect("intake:ask")
        asked.remember(response, form.cleaned_data["question"])
        return response
    question = asked.recall(request)
    if not question:
        return redirect("intake:guides")
    return _answer_page(request, AskForm(initial={"question": question}), passages_about(question))


def _answer_page(request: HttpRequest, form: AskForm, passages: list[GuidePassage] | None) -> HttpResponse:
    """`passages` is None where the question could not be read."""
    context = {
        "form": form,
        "is_asked": passages is not None,
        "answers": [_answer(one) for one in passages or () if one.guide in guides()],
        "call_url": call_url("guides"),
    }
    return render(request, "intake/ask.html", context)


def _answer(passage: GuidePassage) -> dict[str, object]:
    anchor = f"#{passage.anchor}" if passage.anchor else ""
    return {
        "heading": passage.heading,
        "html": as_html(passage.markdown),
        "guide": guides()[passage.guide],
        "url": reverse("intake:guide", kwargs={"slug": passage.guide}) + anchor,
    }
