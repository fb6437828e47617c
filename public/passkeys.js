// Asks an authenticator: a form with an input [data-passkey] waits for its answer, and is then sent with it.
// Where the browser has passkeys, <html data-passkeys> says so; without it the page shows what they need.
const { documentElement } = document;
if (window.PublicKeyCredential) documentElement.dataset.passkeys = "";

const bytes = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (sign) => sign.charCodeAt(0));
const text = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");

const ids = (all) => all.map((one) => ({ ...one, id: bytes(one.id) }));

const register = async ({ challenge, user, excludeCredentials, ...options }) => {
  const publicKey = {
    ...options,
    challenge: bytes(challenge),
    user: { ...user, id: bytes(user.id) },
    excludeCredentials: ids(excludeCredentials),
  };
  const { response } = await navigator.credentials.create({ publicKey });
  return { clientData: text(response.clientDataJSON), attestation: text(response.attestationObject) };
};

const use = async ({ challenge, allowCredentials, ...options }) => {
  const publicKey = { ...options, challenge: bytes(challenge), allowCredentials: ids(allowCredentials) };
  const { rawId, response } = await navigator.credentials.get({ publicKey });
  return {
    id: text(rawId),
    clientData: text(response.clientDataJSON),
    authenticatorData: text(response.authenticatorData),
    signature: text(response.signature),
    userHandle: response.userHandle && text(response.userHandle),
  };
};

// Nothing, where the server refuses: the form says why once it is sent.
const answer = async (ceremony) => {
  const response = await fetch(`/passkeys/${ceremony}`, { method: "POST" });
  if (!response.ok) return "";
  const { origin, options } = await response.json();
  if (origin !== location.origin) throw { name: "Elsewhere", origin };
  return JSON.stringify(await (ceremony === "register" ? register(options) : use(options)));
};

const WHY = { Elsewhere: "elsewhere", InvalidStateError: "known", TypeError: "offline" };

const tell = (form, error) => {
  const why = error && (WHY[error.name] ?? "none");
  for (const said of form.querySelectorAll("[data-why]")) said.hidden = said.dataset.why !== why;
  const link = form.querySelector("[data-why=elsewhere] a");
  if (why !== "elsewhere" || !link) return;
  link.href = error.origin + location.pathname + location.search;
  link.textContent = error.origin;
};

const ready = new WeakSet();
let asking = false;

// Here before the application is: whoever came first hears first.
const hear = async (event) => {
  const form = event.target;
  const input = form.querySelector("[data-passkey]");
  if (!input || ready.delete(form)) return;
  event.preventDefault();
  event.stopImmediatePropagation();
  if (asking) return;
  asking = true;
  tell(form);
  try {
    input.value = await answer(input.dataset.passkey);
    ready.add(form);
    form.requestSubmit(event.submitter);
  } catch (error) {
    tell(form, error);
  } finally {
    asking = false;
  }
};
addEventListener("submit", hear, true);
