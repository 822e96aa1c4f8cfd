// Puts the server's question to the browser's passkeys, and sends back the answer. The server checks all of it.
const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(String.fromCharCode(...new Uint8Array(buffer))).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");

const ask = async ({ question, token }) => {
  const reply = await fetch(question, { method: "POST", body: new URLSearchParams({ csrf_token: token }) });
  const { ceremony, publicKey } = await reply.json();
  publicKey.challenge = bytes(publicKey.challenge);
  if (publicKey.user) publicKey.user.id = bytes(publicKey.user.id);
  for (const key of publicKey.excludeCredentials ?? []) key.id = bytes(key.id);
  const made = publicKey.user
    ? await navigator.credentials.create({ publicKey })
    : await navigator.credentials.get({ publicKey });
  const response = {};
  for (const name of ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"]) {
    if (made.response[name]) response[name] = text(made.response[name]);
  }
  return { ceremony, answer: JSON.stringify({ id: made.id, rawId: text(made.rawId), type: made.type, response }) };
};

const send = (place, fields) => {
  const form = document.createElement("form");
  form.method = "post";
  form.action = place;
  for (const [name, value] of Object.entries(fields)) {
    form.append(Object.assign(document.createElement("input"), { type: "hidden", name, value }));
  }
  document.body.append(form);
  form.submit();
};

for (const place of document.querySelectorAll("[data-passkey]")) {
  if (!window.PublicKeyCredential) continue;
  const button = place.querySelector("button");
  const said = place.querySelector("[data-said]");
  button.hidden = false;
  place.querySelector("[data-off]").hidden = true;
  button.addEventListener("click", async () => {
    said.textContent = "";
    try {
      const { answer, key, token } = place.dataset;
      send(answer, { csrf_token: token, _key: key, ...(await ask(place.dataset)) });
    } catch {
      said.textContent = place.dataset.failed;
    }
  });
}
