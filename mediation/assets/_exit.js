// "Exit this page": the link itself works without JavaScript. With it, the screen empties at once, the page
// is replaced in the history, and Shift pressed three times does the same from anywhere.

const FORGET_AFTER = 5000;

export function exitThisPage(root) {
  const link = root.querySelector("a");
  const status = root.querySelector("[role=status]");
  const lights = lightsIn(link);
  let pressed = 0;
  let timer;

  function leave() {
    document.title = "";
    document.body.classList.add("is-leaving");
    window.location.replace(link.href);
  }

  function show(count, words) {
    pressed = count;
    lights.parent.classList.toggle("exit__lights--on", count > 0);
    lights.all.forEach((light, index) => light.classList.toggle("exit__light--on", index < count));
    status.textContent = words;
  }

  function shift() {
    window.clearTimeout(timer);
    if (pressed === 2) {
      leave();
      return;
    }
    show(pressed + 1, pressed === 0 ? "Shift, press 2 more times to exit." : "Shift, press 1 more time to exit.");
    timer = window.setTimeout(() => show(0, ""), FORGET_AFTER);
  }

  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave();
  });
  onShiftAlone(shift, () => pressed > 0 && show(0, ""));
  window.addEventListener("pageshow", () => {
    document.body.classList.remove("is-leaving");
    show(0, "");
  });
}

// A capital letter is Shift too: only Shift pressed and let go with nothing between counts.
function onShiftAlone(act, other) {
  let alone = false;
  document.addEventListener("keydown", (event) => {
    alone = event.key === "Shift" && !event.repeat ? true : alone && event.key === "Shift";
    if (event.key !== "Shift") {
      other();
    }
  });
  document.addEventListener("keyup", (event) => {
    if (event.key === "Shift" && alone) {
      act();
    }
    alone = false;
  });
}

function lightsIn(link) {
  const parent = document.createElement("span");
  parent.className = "exit__lights";
  parent.setAttribute("aria-hidden", "true");
  const all = [0, 1, 2].map(() => document.createElement("span"));
  all.forEach((light) => light.classList.add("exit__light"));
  parent.append(...all);
  link.append(parent);
  return { parent, all };
}
