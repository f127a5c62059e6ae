// Passkeys: what the server asks goes to the device, and its answer back in the form.

function bytesOf(text) {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0));
}

function textOf(buffer) {
  const plain = String.fromCharCode(...new Uint8Array(buffer));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

function known(list) {
  return (list || []).map((one) => ({ ...one, id: bytesOf(one.id) }));
}

async function make(options) {
  const asked = options.creation_options.publicKey;
  return navigator.credentials.create({
    publicKey: {
      ...asked,
      challenge: bytesOf(asked.challenge),
      user: { ...asked.user, id: bytesOf(asked.user.id) },
      excludeCredentials: known(asked.excludeCredentials),
      // It signs in by itself, so the device itself must know who holds it.
      authenticatorSelection: {
        ...asked.authenticatorSelection,
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
    },
  });
}

async function use(options) {
  const asked = options.request_options.publicKey;
  return navigator.credentials.get({
    publicKey: { ...asked, challenge: bytesOf(asked.challenge), allowCredentials: known(asked.allowCredentials) },
  });
}

function answerOf(credential) {
  const response = {};
  ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"].forEach((name) => {
    if (credential.response[name]) {
      response[name] = textOf(credential.response[name]);
    }
  });
  return JSON.stringify({
    id: credential.id,
    rawId: textOf(credential.rawId),
    type: credential.type,
    authenticatorAttachment: credential.authenticatorAttachment,
    clientExtensionResults: credential.getClientExtensionResults(),
    response,
  });
}

async function question(form) {
  const inPage = form.querySelector("script[type='application/json']");
  if (inPage) {
    return JSON.parse(inPage.textContent);
  }
  const response = await fetch(form.action, { headers: { Accept: "application/json" } });
  return response.json();
}

export function startPasskey(form) {
  if (!window.PublicKeyCredential) {
    return;
  }
  const problem = form.querySelector("[data-passkey-problem]");
  const shared = form.querySelector("[data-passkey-shared]");
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.hidden = true;
    try {
      const options = await question(form);
      const credential = await (form.dataset.passkey === "make" ? make(options) : use(options));
      form.elements.credential.value = answerOf(credential);
      const box = document.querySelector("input[type='checkbox'][name='shared']");
      if (shared) {
        shared.value = box && box.checked ? "on" : "";
      }
      form.submit();
    } catch (error) {
      console.warn("No passkey:", error.name);
      problem.hidden = false;
    }
  });
}
