"""The staff desk."""

from django.urls import path

from .views import alerts, appointments, contact, messages, outcomes, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("appointments/<str:reference>/", appointments.appointment, name="appointment"),
    path("appointments/<str:reference>/contact/", contact.contact, name="contact"),
    path("appointments/<str:reference>/contact/change/", contact.change, name="change_contact"),
    path("appointments/<str:reference>/fee/", appointments.record_fee, name="record_fee"),
    path("appointments/<str:reference>/outcome/", outcomes.say_outcome, name="record_outcome"),
    path("appointments/<str:reference>/ready/", outcomes.mark_ready, name="mark_ready"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/preview/", messages.message_preview, name="message_preview"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/close/", alerts.close_alert, name="close_alert"),
]
