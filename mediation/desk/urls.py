"""The staff desk."""

from django.urls import path

from .views import alerts, appointments, messages, money, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("appointments/<str:reference>/", appointments.appointment, name="appointment"),
    path("appointments/<str:reference>/fee/", appointments.record_fee, name="record_fee"),
    path("appointments/<str:reference>/who-pays/", money.who_pays, name="who_pays"),
    path("appointments/<str:reference>/means/", money.means, name="means"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/preview/", messages.message_preview, name="message_preview"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/close/", alerts.close_alert, name="close_alert"),
]
