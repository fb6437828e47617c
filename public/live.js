// One EventSource for all tabs: the one that holds the lock passes on what it
// hears. One that takes over may have missed some: all read again.
const { dataset } = document.documentElement;
const { locks } = navigator;
const channel = locks && window.BroadcastChannel && new BroadcastChannel("ava-live");
const early = new Set();
const SOON = 5e3;
let running, ready, source, timer;
let last = 0;
// The least that a tab has seen which asked before this one listened.
let behind = Infinity;
let delay = SOON;

const say = (detail) => {
  if (!ready) early.add(detail);
  dispatchEvent(new CustomEvent("ava:live", { detail }));
};
const hear = ([kind, value]) => {
  if (kind === "topic") say(value);
  else if (kind === "build") value !== dataset.build && say("outdated");
  else {
    behind = Math.min(behind, value);
    catchUp();
  }
};
// A tab may open after an event it has not seen.
const catchUp = () => {
  if (!source) return;
  if ((last || +dataset.live) > behind) tell("topic", "*");
  behind = Infinity;
};
const tell = (...message) => {
  channel?.postMessage(message);
  hear(message);
};

// Ends when refused.
const listen = (again) => new Promise((end) => {
  source = new EventSource("/events" + (dataset.live && "?after=" + dataset.live));
  catchUp();
  const on = (event, key) => source.addEventListener(event, (e) => {
    last = +e.lastEventId || last;
    tell(key, event === "reset" ? "*" : JSON.parse(e.data)[key]);
  });
  on("change", "topic");
  on("reset", "topic");
  on("build", "build");
  source.onopen = () => {
    delay = SOON;
    if (again) tell("topic", "*");
    again = false;
  };
  source.onerror = () => {
    if (source.readyState === 2) end(source = null);
  };
});

const start = async () => {
  if (running || dataset.live === undefined) return;
  running = true;
  clearTimeout(timer);
  if (channel) {
    const led = await locks.request("ava-live", { ifAvailable: true }, async (lock) => lock && (await listen(last), 1));
    if (!led) {
      if (dataset.live) channel.postMessage(["seen", dataset.live]);
      await locks.request("ava-live", () => listen(1));
    }
  } else await listen(last);
  running = false;
  // Refused by what stands before AVA, or since nobody is signed in.
  timer = setTimeout(start, delay);
  delay = Math.min(2 * delay, 3e5);
};

if (channel) channel.onmessage = (e) => hear(e.data);
// The page listens now.
addEventListener("ava:live-start", () => {
  ready = 1;
  early.forEach(say);
  early.clear();
  start();
});
start();
