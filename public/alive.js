// Brings the page to life, and says so: <body data-hydrated>.
//
// When that fails, or when other software has changed the page (a translation, a
// reader or an extension replaces the texts that the application holds), the page is adrift:
// the application hears nothing any more, so that forms and links work as they do
// without scripts, and what changes elsewhere loads the page anew.
const { body, documentElement } = document;

// The server writes all times: it takes this zone for whoever has none yet.
const { timeZone } = Intl.DateTimeFormat().resolvedOptions();
const secure = location.protocol === "https:" ? "; secure" : "";
if (timeZone) document.cookie = `zone=${timeZone}; path=/; max-age=31536000; samesite=lax${secure}`;

const HEARD = ["click", "submit", "change", "keydown", "popstate", "ava:live"];
const PAUSE = 5e3;
let adrift;

const tell = (why) => {
  const notice = document.getElementById("adrift");
  for (const text of notice.querySelectorAll("p")) text.hidden = text.dataset.why !== why;
  const link = notice.querySelector("a") ?? notice.appendChild(document.createElement("a"));
  link.className = "button";
  link.textContent = notice.dataset.reload;
  // Whole: a path of two slashes alone would name another site.
  link.href = location.origin + location.pathname + location.search;
  notice.role = "alert";
  notice.hidden = false;
};

const differs = ({ type, value, defaultValue, checked, defaultChecked, options }) =>
  options
    ? [...options].some((option) => option.defaultSelected && !option.selected)
    : type !== "hidden" && (value !== defaultValue || checked !== defaultChecked);

const typed = () => [...document.querySelectorAll("input, textarea, select")].some(differs);

// Not at once after the last time, whatever is announced how often.
const reload = () => {
  const now = Date.now();
  const wait = Math.max(0, +(sessionStorage.getItem("ava-reloaded") ?? 0) + PAUSE - now);
  setTimeout(() => {
    sessionStorage.setItem("ava-reloaded", Date.now());
    location.reload();
  }, wait);
};

// A page that failed would fail again.
const changed = () => (adrift === "failed" || typed() ? tell(adrift) : reload());

const leave = (why) => {
  adrift ??= why;
  body.removeAttribute("data-hydrated");
};

// Here before the application is: of those on the window itself, whoever came first hears first.
const hear = (event) => {
  if (!adrift) return;
  event.stopImmediatePropagation();
  if (event.type === "popstate") location.reload();
  if (event.type === "ava:live") changed();
};
for (const kind of HEARD) addEventListener(kind, hear, true);

const fail = (error) => {
  if (adrift === "failed") return;
  const when = body.hasAttribute("data-hydrated") ? "running" : "starting";
  const build = documentElement.dataset.build;
  const [page, message] = [location.pathname, String(error)].map((text) => text.slice(0, 500));
  const said = { build, page, when, message };
  leave("failed");
  adrift = "failed";
  tell("failed");
  navigator.sendBeacon("/page-failures", new URLSearchParams(said));
};

// Told by the application's panics; what ends it without one is an error of this kind.
addEventListener("ava:panic", (event) => fail(event.detail));
const ended = (error) => error instanceof WebAssembly.RuntimeError && fail(error);
addEventListener("error", (event) => ended(event.error));
addEventListener("unhandledrejection", (event) => ended(event.reason));

// What the application writes into a text that has left the page is seen by nobody:
// other software took it out, since the application writes no more into what it has
// taken out itself. It may yet put back what it holds aside while it loads.
const ASIDE = 1e3;
const lost = new MutationObserver((changes) => {
  for (const { target } of changes)
    setTimeout(() => {
      if (adrift || target.isConnected) return;
      leave("changed");
      changed();
    }, ASIDE);
});
const watch = ({ removedNodes }) => {
  for (const node of removedNodes) if (!node.isConnected) lost.observe(node, { characterData: true, subtree: true });
};

// The application makes no such element. While it waits for an answer, the end
// of waiting is a change that it can no longer show.
const translated = () => document.querySelector("font") && leave("changed");
new MutationObserver((changes) => {
  changes.forEach(watch);
  translated();
  if (adrift === "changed" && changes.some(({ type }) => type === "attributes")) changed();
}).observe(documentElement, { childList: true, subtree: true, attributeFilter: ["aria-busy"] });

export const start = async (js, wasm) => {
  try {
    const application = await import(js);
    await application.default({ module_or_path: wasm });
    translated();
    if (adrift) return;
    application.hydrate();
    // What the application does first has then been done.
    setTimeout(() => adrift || body.setAttribute("data-hydrated", ""));
  } catch (error) {
    fail(error);
    throw error;
  }
};
