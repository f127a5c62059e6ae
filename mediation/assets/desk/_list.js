// The meeting's list saves itself, one save after the other. Without this script its Save buttons do the same.

const WAIT = 900; // milliseconds of rest before a save

export function saveList(form) {
  const status = form.querySelector(".checklist__status");
  let timer = 0;
  let isSaving = false;
  let isChanged = false;
  let isSubmitted = false;

  async function save() {
    if (isSaving || isSubmitted) return;
    isSaving = true;
    isChanged = false;
    try {
      const response = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        credentials: "same-origin",
      });
      const said = await response.json();
      if (response.ok) form.elements.version.value = said.version;
      status.textContent = response.ok ? said.words : `Not saved. ${said.words}`;
    } catch {
      status.textContent = "Not saved by itself. Press Save.";
    }
    isSaving = false;
    if (isSubmitted) form.submit();
    else if (isChanged) soon();
  }

  function soon() {
    isChanged = true;
    clearTimeout(timer);
    timer = setTimeout(save, WAIT);
  }

  form.addEventListener("change", soon);
  form.addEventListener("submit", (event) => {
    clearTimeout(timer);
    if (isSaving) event.preventDefault();
    isSubmitted = true;
  });
}
