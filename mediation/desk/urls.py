"""The staff desk."""

from django.urls import path

from .views import alerts, appointments, messages, samples, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("appointments/<str:reference>/", appointments.appointment, name="appointment"),
    path("appointments/<str:reference>/fee/", appointments.record_fee, name="record_fee"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/preview/", messages.message_preview, name="message_preview"),
    path("messages/what-we-send/", samples.what_we_send, name="samples"),
    path("messages/what-we-send/<slug:template>/", samples.sample, name="sample"),
    path("messages/what-we-send/<slug:template>/preview/", samples.sample_preview, name="sample_preview"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/close/", alerts.close_alert, name="close_alert"),
]
