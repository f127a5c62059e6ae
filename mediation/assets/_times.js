// Choosing a time. Without JavaScript a time is a submit button; with it, it is chosen first and sent by
// "Continue" in the bar at the bottom.

export function chooseTime(form) {
  const times = [...form.querySelectorAll("button[name=start][data-time]")];
  const bar = form.querySelector("[data-chosen-bar]");
  const words = bar.querySelector("[data-chosen]");
  const go = bar.querySelector("button[name=start]");

  function choose(time, byKeyboard) {
    times.forEach((other) => other.setAttribute("aria-pressed", String(other === time)));
    go.value = time.value;
    bar.hidden = false;
    // The live region has to be on the page before its words change, or they are not read out.
    window.requestAnimationFrame(() => {
      words.textContent = sentence(time);
      if (byKeyboard) {
        go.focus();
      }
    });
  }

  times.forEach((time) => {
    time.setAttribute("aria-pressed", "false");
    time.addEventListener("click", (event) => {
      event.preventDefault();
      choose(time, event.detail === 0);
    });
  });
  window.addEventListener("pageshow", (event) => {
    const chosen = times.find((time) => time.getAttribute("aria-pressed") === "true");
    if (event.persisted && chosen) {
      choose(chosen, false);
    }
  });
}

function sentence(time) {
  const day = time.closest("[data-day]").dataset.day;
  return `${day}, ${time.innerText.replace(/\s+/g, " ").trim()}`;
}

// After a filter the page opens at its heading; the number of times is then read out politely.
export function tellCount(region) {
  if (window.location.hash !== "#times") {
    return;
  }
  const words = region.textContent;
  region.textContent = "";
  window.setTimeout(() => {
    region.textContent = words;
  }, 150);
}
