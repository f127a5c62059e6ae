// A question that one radio answer opens. The GOV.UK component sets aria-expanded on the radio button, which
// that role does not allow (and axe refuses); what opens stands directly after its answer, so order says enough.

export function revealWithAnswer(group) {
  const inputs = [...group.querySelectorAll("input[type=radio]")];

  function draw() {
    inputs.forEach((input) => {
      const revealed = input.dataset.reveals && document.getElementById(input.dataset.reveals);
      if (revealed) {
        revealed.classList.toggle("govuk-radios__conditional--hidden", !input.checked);
      }
    });
  }

  group.addEventListener("change", draw);
  window.addEventListener("pageshow", draw);
  draw();
}
