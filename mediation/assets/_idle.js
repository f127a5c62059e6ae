// Staff are signed out when nobody is there. Two minutes before, the page asks; what is typed stays on it.

const BEFORE = 120; // seconds
const SEEN = "desk-seen"; // when any page of the desk was last fetched, for the other tabs

export function watchIdle(dialog) {
  const idle = Number(dialog.dataset.idle);
  const asks = dialog.querySelector("[data-idle-asks]");
  const over = dialog.querySelector("[data-idle-over]");
  const form = dialog.querySelector("form");
  let seen = Date.now();
  note(seen);

  function note(at) {
    try {
      window.localStorage.setItem(SEEN, String(at));
    } catch {
      // Private windows may refuse; then each tab counts for itself.
    }
  }

  function lastSeen() {
    try {
      return Math.max(seen, Number(window.localStorage.getItem(SEEN)) || 0);
    } catch {
      return seen;
    }
  }

  function show(part) {
    asks.hidden = part !== asks;
    over.hidden = part !== over;
    if (!dialog.open) {
      dialog.showModal();
    }
  }

  function look() {
    const left = idle - (Date.now() - lastSeen()) / 1000;
    if (left > BEFORE) {
      if (dialog.open) {
        dialog.close();
      }
    } else {
      show(left > 0 ? asks : over);
    }
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const response = await fetch(form.action, {
      method: "POST",
      body: new FormData(form),
      credentials: "same-origin",
      redirect: "manual",
    });
    await response.text(); // or leaving the page would break it off
    if (response.ok) {
      seen = Date.now();
      note(seen);
      dialog.close();
    } else {
      show(over);
    }
  });
  dialog.querySelector("[data-idle-close]").addEventListener("click", () => {
    window.clearInterval(timer);
    dialog.close();
  });
  const timer = window.setInterval(look, 5000);
}
