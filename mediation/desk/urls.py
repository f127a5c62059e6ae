"""The staff desk."""

from django.urls import path

from .views import alerts, appointments, legal_aid, messages, money, today

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("appointments/<str:reference>/", appointments.appointment, name="appointment"),
    path("appointments/<str:reference>/fee/", appointments.record_fee, name="record_fee"),
    path("appointments/<str:reference>/who-pays/", money.who_pays, name="who_pays"),
    path("appointments/<str:reference>/means/", money.means, name="means"),
    path("appointments/<str:reference>/checklist/", legal_aid.make_checklist, name="checklist"),
    path(
        "appointments/<str:reference>/evidence/<int:pk>/", legal_aid.record_evidence, name="record_evidence"
    ),
    path("appointments/<str:reference>/determination/", legal_aid.determine, name="determine"),
    path("appointments/<str:reference>/ask/", legal_aid.ask_for_papers, name="ask_for_papers"),
    path("legal-aid/", legal_aid.legal_aid, name="legal_aid"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/preview/", messages.message_preview, name="message_preview"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/close/", alerts.close_alert, name="close_alert"),
]
