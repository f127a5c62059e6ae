"""Addresses that say nothing: neither why somebody is here nor what a page asks. See
docs/decisions/legal-aid-screening.md."""

from django.urls import path

from .views import coming_back, public, steps

app_name = "legalaid"
urlpatterns = [
    path("", public.start, name="start"),
    path("quick/", public.quick_check, name="quick_check"),
    path("go-on/", steps.go_on, name="go_on"),
    path("step/<slug:slug>/", steps.step, name="step"),
    path("step/<slug:slug>/remove/", steps.remove, name="remove"),
    path("soon/", steps.soon, name="soon"),
    path("check/", steps.check, name="check"),
    path("result/", steps.result, name="result"),
    path("save/", coming_back.save, name="save"),
    path("saved/", coming_back.saved, name="saved"),
    path("resume/<str:token>/", coming_back.back, name="back"),
]
