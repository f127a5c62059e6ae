"""The staff desk."""

from django.urls import path

from .views import (
    alerts,
    appointments,
    callback_card,
    callback_claims,
    callbacks,
    child_inclusive,
    contact,
    conversion,
    invitation_steps,
    invitations,
    legal_aid,
    messages,
    money,
    outcomes,
    samples,
    today,
)

app_name = "desk"
urlpatterns = [
    path("", today.today, name="today"),
    path("appointments/<str:reference>/", appointments.appointment, name="appointment"),
    path("appointments/<str:reference>/contact/", contact.contact, name="contact"),
    path("appointments/<str:reference>/contact/change/", contact.change, name="change_contact"),
    path("appointments/<str:reference>/fee/", appointments.record_fee, name="record_fee"),
    path("appointments/<str:reference>/who-pays/", money.who_pays, name="who_pays"),
    path("appointments/<str:reference>/means/", money.means, name="means"),
    path("appointments/<str:reference>/checklist/", legal_aid.make_checklist, name="checklist"),
    path(
        "appointments/<str:reference>/evidence/<int:pk>/", legal_aid.record_evidence, name="record_evidence"
    ),
    path("appointments/<str:reference>/determination/", legal_aid.determine, name="determine"),
    path("appointments/<str:reference>/ask/", legal_aid.ask_for_papers, name="ask_for_papers"),
    path("appointments/<str:reference>/outcome/", outcomes.say_outcome, name="record_outcome"),
    path("appointments/<str:reference>/ready/", outcomes.mark_ready, name="mark_ready"),
    path(
        "appointments/<str:reference>/invitation/", invitation_steps.begin_invitation, name="begin_invitation"
    ),
    path("appointments/<str:reference>/children/", child_inclusive.children, name="children"),
    path(
        "appointments/<str:reference>/children/parent/", child_inclusive.record_parent, name="children_parent"
    ),
    path(
        "appointments/<str:reference>/children/mediator/",
        child_inclusive.name_mediator,
        name="children_mediator",
    ),
    path("appointments/<str:reference>/children/open/", child_inclusive.open_it, name="children_open"),
    path("invitations/", invitations.invitations, name="invitations"),
    path("invitations/<str:reference>/", invitations.invitation, name="invitation"),
    path("invitations/<str:reference>/letter/", invitations.letter, name="invitation_letter"),
    path("invitations/<str:reference>/details/", invitation_steps.change, name="invitation_details"),
    path("invitations/<str:reference>/word/", invitation_steps.client_word, name="invitation_word"),
    path("invitations/<str:reference>/send/", invitation_steps.send, name="invitation_send"),
    path("invitations/<str:reference>/reply/", invitation_steps.record_reply, name="invitation_reply"),
    path("invitations/<str:reference>/stop/", invitation_steps.stop, name="invitation_stop"),
    path("invitations/<str:reference>/again/", invitation_steps.again, name="invitation_again"),
    path("invitations/<str:reference>/reminded/", invitation_steps.reminded, name="invitation_reminded"),
    path("callbacks/", callbacks.callbacks, name="callbacks"),
    path("callbacks/next/", callbacks.next_callback, name="next_callback"),
    path("callbacks/<str:reference>/", callback_card.callback, name="callback"),
    path("callbacks/<str:reference>/claim/", callback_claims.claim_callback, name="claim_callback"),
    path(
        "callbacks/<str:reference>/take-over/",
        callback_claims.take_over_callback,
        name="take_over_callback",
    ),
    path("callbacks/<str:reference>/renew/", callback_claims.renew_callback, name="renew_callback"),
    path("callbacks/<str:reference>/put-back/", callback_claims.put_back_callback, name="put_back_callback"),
    path("callbacks/<str:reference>/outcome/", callback_card.record_outcome, name="record_callback_outcome"),
    path("callbacks/<str:reference>/time/", callback_card.choose_time, name="choose_callback_time"),
    path("callbacks/<str:reference>/number/", callback_card.confirm_number, name="confirm_callback_number"),
    path("callbacks/<str:reference>/close/", callback_card.close_callback, name="close_callback"),
    path("callbacks/<str:reference>/book/", conversion.book_callback, name="book_callback"),
    path("callbacks/<str:reference>/book/hold/", conversion.hold_for_callback, name="hold_for_callback"),
    path("legal-aid/", legal_aid.legal_aid, name="legal_aid"),
    path("messages/", messages.messages, name="messages"),
    path("messages/<int:pk>/", messages.message, name="message"),
    path("messages/<int:pk>/preview/", messages.message_preview, name="message_preview"),
    path("messages/<int:pk>/retry/", messages.retry_message, name="retry_message"),
    path("messages/what-we-send/", samples.what_we_send, name="samples"),
    path("messages/what-we-send/<slug:template>/", samples.sample, name="sample"),
    path("messages/what-we-send/<slug:template>/preview/", samples.sample_preview, name="sample_preview"),
    path("alerts/", alerts.alerts, name="alerts"),
    path("alerts/<int:pk>/close/", alerts.close_alert, name="close_alert"),
]
