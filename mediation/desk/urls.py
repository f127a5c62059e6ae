"""The staff desk."""

from django.urls import path

from . import views

app_name = "desk"
urlpatterns = [
    path("", views.today, name="today"),
    path("appointments/<str:reference>/", views.appointment, name="appointment"),
    path("appointments/<str:reference>/fee/", views.record_fee, name="record_fee"),
    path("messages/", views.messages, name="messages"),
    path("messages/<int:pk>/", views.message, name="message"),
    path("messages/<int:pk>/preview/", views.message_preview, name="message_preview"),
    path("alerts/", views.alerts, name="alerts"),
    path("alerts/<int:pk>/close/", views.close_alert, name="close_alert"),
]
