"""Where providers report to: nothing that a person opens."""

from django.urls import path

from . import hooks

app_name = "hooks"
urlpatterns = [
    path("mail/", hooks.mail, name="mail"),
    path("texts/twilio/", hooks.twilio, name="twilio"),
    path("texts/generic/", hooks.generic, name="generic"),
]
