"""Addresses of the public side. They say nothing of why somebody is here."""

from django.urls import path

from .views import (
    confirmed,
    contact,
    costs,
    danger,
    earlier,
    hold,
    manage,
    own_questions,
    papers,
    public,
    questions,
)

app_name = "bookings"
urlpatterns = [
    path("", public.home, name="home"),
    path("book/", public.free_times, name="times"),
    path("book/hold/", hold.hold, name="hold"),
    path("book/extend/", hold.extend, name="extend"),
    path("book/go-on/", questions.go_on, name="go_on"),
    path("book/help/", danger.danger, name="danger"),
    path("book/check/", questions.check, name="check"),
    path("book/save/", questions.save_for_later, name="save"),
    path("book/saved/", confirmed.saved, name="saved"),
    path("book/confirmed/", confirmed.confirmed, name="confirmed"),
    path("book/costs/", costs.after_booking, name="costs_after_booking"),
    path("book/papers/", papers.after_booking, name="papers_after_booking"),
    path("book/appointment.ics", confirmed.calendar, name="calendar"),
    path("book/resume/<str:token>/", confirmed.resume, name="resume"),
    path("book/step/<slug:slug>/", questions.question, name="question"),
    path("b/<str:token>/", manage.manage, name="manage"),
    path("b/<str:token>/details/", manage.details, name="details"),
    path("b/<str:token>/appointment.ics", manage.manage_calendar, name="manage_calendar"),
    path("b/<str:token>/contact/", contact.contact, name="contact"),
    path("b/<str:token>/contact/done/", contact.contact_done, name="contact_done"),
    path("b/<str:token>/papers/", papers.papers, name="papers"),
    path("b/<str:token>/more/", papers.from_message, name="papers_from_message"),
    path("b/<str:token>/move/", manage.move, name="move"),
    path("b/<str:token>/earlier/", earlier.earlier, name="earlier"),
    path("b/<str:token>/cancel/", manage.cancel, name="cancel"),
    path("b/<str:token>/safe/", manage.unsafe, name="unsafe"),
    path("b/<str:token>/costs/", costs.by_link, name="costs"),
    path("b/<str:token>/questions/", own_questions.questions, name="questions"),
    path("b/<str:token>/questions/all/", own_questions.told, name="told"),
    path("b/<str:token>/questions/kept/", own_questions.questions_kept, name="questions_kept"),
    path("b/<str:token>/questions/<slug:slug>/", own_questions.own_question, name="own_question"),
    path("b/<str:token>/join/", manage.join, name="join"),
]
