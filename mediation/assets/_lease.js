// A request that somebody has in their hands: kept while the page is open and somebody is there.

const QUIET_FOR = 30 * 60 * 1000; // a page left open over lunch keeps nothing from the others

export function keepLease(root) {
  const form = root.querySelector("[data-lease-renew]");
  const until = root.querySelector("[data-lease-until]");
  const says = root.querySelector("[data-lease-says]");
  let lastSeen = Date.now();
  let timer = window.setInterval(renew, Number(root.dataset.every) * 1000);

  function seen() {
    lastSeen = Date.now();
  }

  async function renew() {
    if (Date.now() - lastSeen > QUIET_FOR) {
      return;
    }
    const body = new FormData(form);
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-CSRFToken": body.get("csrfmiddlewaretoken") },
      });
      await told(response);
    } catch (error) {
      console.warn("The request was not kept longer:", error.message); // the next try comes soon
    }
  }

  async function told(response) {
    if (response.ok) {
      until.textContent = (await response.json()).until;
    } else if (response.status === 409) {
      window.clearInterval(timer);
      timer = 0;
      root.classList.add("lease--lost");
      says.textContent = `${(await response.json()).words} ${root.dataset.lost}`;
    }
  }

  ["pointerdown", "keydown", "focusin"].forEach((kind) => document.addEventListener(kind, seen));
  document.addEventListener("visibilitychange", () => {
    if (timer && document.visibilityState === "visible") {
      seen();
      renew();
    }
  });
}
