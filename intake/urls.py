"""Addresses of the pages about a call, of guidance, and of who is involved. They do not say what for."""

from django.urls import path

from .views import asking, guides, invited, letter, own_call, who

app_name = "intake"
urlpatterns = [
    path("call/", asking.call, name="call"),
    path("call/done/", own_call.done, name="done"),
    path("call/done/time/", own_call.change_time, name="done_time"),
    path("call/done/cancel/", own_call.cancel, name="done_cancel"),
    path("call/<str:token>/", own_call.own_call, name="own"),
    path("call/<str:token>/time/", own_call.change_time, name="own_time"),
    path("call/<str:token>/cancel/", own_call.cancel, name="own_cancel"),
    path("call/<str:token>/details/", own_call.details, name="own_details"),
    path("invited/", invited.code, name="invited_code"),
    path("invited/yours/", invited.invited, name="invited_here"),
    path("invited/<str:token>/", invited.invited, name="invited"),
    path("guides/", guides.guide_list, name="guides"),
    path("guides/ask/", guides.ask, name="ask"),
    path("guides/<slug:slug>/", guides.guide, name="guide"),
    path("who/", who.start, name="who"),
    path("who/side-by-side/", who.side_by_side, name="side_by_side"),
    path("who/letter/", letter.letter, name="letter"),
    path("who/answer/", who.answer, name="who_answer"),
    path("who/<int:number>/", who.question, name="who_question"),
]
