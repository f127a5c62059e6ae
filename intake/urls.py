"""Addresses of guidance and of the questions about who is involved. They do not say what for."""

from django.urls import path

from .views import guides, who

app_name = "intake"
urlpatterns = [
    path("guides/", guides.guide_list, name="guides"),
    path("guides/ask/", guides.ask, name="ask"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("who/", who.start, name="who"),
    path("who/side-by-side/", who.side_by_side, name="side_by_side"),
    path("who/answer/", who.answer, name="who_answer"),
    path("who/<int:number>/", who.question, name="who_question"),
]
