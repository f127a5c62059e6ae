// The time that is kept for the visitor. Two minutes before the end one quiet offer to keep it longer;
// never a ticking clock.

const WARN_BEFORE = 120;

export function watchHold(root) {
  const warning = root.querySelector("[data-hold-warning]");
  const form = warning.querySelector("form");
  const says = root.querySelector("[data-hold-says]");
  const until = root.querySelector("[data-hold-until]");
  let timers = [];

  function start(secondsLeft) {
    timers.forEach(window.clearTimeout);
    const endsAt = Date.now() + secondsLeft * 1000;
    timers = [
      window.setTimeout(warn, Math.max(0, secondsLeft - WARN_BEFORE) * 1000, endsAt),
      window.setTimeout(ended, secondsLeft * 1000),
    ];
  }

  function warn(endsAt) {
    if (Date.now() < endsAt) {
      warning.hidden = false;
      says.textContent = says.dataset.soon;
    }
  }

  function ended() {
    warning.hidden = true;
    says.textContent = says.dataset.ended;
  }

  async function extend(event) {
    event.preventDefault();
    try {
      const answer = await askForMore(form);
      until.textContent = answer.until;
      warning.hidden = true;
      says.textContent = `${says.dataset.extended} ${answer.until}.`;
      start(answer.seconds_left);
    } catch (error) {
      // A full page load here would lose what was typed; sending the page renews the hold as well.
      warning.hidden = true;
      says.textContent = says.dataset.failed;
      console.warn("The hold was not extended:", error.message);
    }
    says.focus();
  }

  form.addEventListener("submit", extend);
  start(Number(root.dataset.secondsLeft));
}

async function askForMore(form) {
  const body = new FormData(form);
  const response = await fetch(form.action, {
    method: "POST",
    body,
    credentials: "same-origin",
    headers: { Accept: "application/json", "X-CSRFToken": body.get("csrfmiddlewaretoken") },
  });
  if (!response.ok) {
    throw new Error(`answer ${response.status}`);
  }
  return response.json();
}
