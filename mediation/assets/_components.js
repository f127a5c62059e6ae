// The govuk-frontend components in use, and a way to start our own beside them.

import { Button } from "govuk-frontend/dist/govuk/components/button/button.mjs";
import { Checkboxes } from "govuk-frontend/dist/govuk/components/checkboxes/checkboxes.mjs";
import { ErrorSummary } from "govuk-frontend/dist/govuk/components/error-summary/error-summary.mjs";
import { SkipLink } from "govuk-frontend/dist/govuk/components/skip-link/skip-link.mjs";
import { createAll } from "govuk-frontend/dist/govuk/init.mjs";

import { revealWithAnswer } from "./_reveal.js";

export function startComponents() {
  document.body.classList.add("js-enabled", "govuk-frontend-supported");
  [ErrorSummary, Checkboxes, Button, SkipLink].forEach((component) => createAll(component));
  startAt("[data-radios]", revealWithAnswer);
}

export function startAt(selector, start) {
  document.querySelectorAll(selector).forEach((element) => start(element));
}
