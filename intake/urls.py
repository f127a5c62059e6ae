"""Addresses of the pages about a call. They say nothing of why somebody is here."""

from django.urls import path

from .views import asking, own_call

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
]
