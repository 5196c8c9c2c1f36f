// What happens at the desk, as the server tells it.

import { $, openId } from "./page.js";
import { refreshQueue } from "./queue.js";
import { ask, offline } from "./server.js";
import { hear, refreshThread } from "./thread.js";

const AGAIN_AFTER = 3000; // ms until what was refused is tried again
const SOON = () => 80 + Math.random() * 170; // many desks hear of the same thing at once
let due;
let threadDue = false;

function heard(event) {
  const { what, question, version } = JSON.parse(event.data);
  if (what === "kiosks" || what === "reload") refreshSilent().catch(offline);
  if (what === "kiosks") return;
  if (what === "here") return document.dispatchEvent(new CustomEvent("desk:here", { detail: question }));
  if (what === "reload") threadDue = true;
  if (hear(question, version)) threadDue = true;
  look(SOON());
}

function look(after) {
  due ??= setTimeout(async () => {
    const thread = threadDue;
    due = undefined;
    threadDue = false;
    try {
      await Promise.all([refreshQueue({ gently: true }), thread && openId() && refreshThread()]);
    } catch (trouble) {
      offline(trouble);
      threadDue ||= thread;
      look(AGAIN_AFTER + SOON()); // nothing else may happen that would have it fetched
    }
  }, after);
}

async function refreshSilent() {
  const { ok, html } = await ask("/desk/kiosks/silent");
  if (!ok) return;
  const fresh = new DOMParser().parseFromString(html, "text/html").body.firstElementChild;
  $("#silent").replaceChildren(...fresh.childNodes);
}

function say(state, words) {
  $("#line").dataset.state = state;
  $("#line .says").textContent = words;
}

let events;
export function listen() {
  events?.close();
  events = new EventSource(`/desk/events?after=${encodeURIComponent(document.body.dataset.event)}`);
  events.addEventListener("open", () => say("on", "实时"));
  events.addEventListener("error", () => {
    say("lost", "重新连接中……");
    if (events.readyState !== EventSource.CLOSED) return;
    setTimeout(() => { listen(); refreshQueue().catch(offline); }, AGAIN_AFTER); // or to the sign-in page
  });
  events.addEventListener("desk", heard);
  events.addEventListener("signed-out", () => location.reload());
}
addEventListener("pagehide", () => events.close());
addEventListener("offline", () => say("lost", "重新连接中……")); // long before a browser gives up a dead line
addEventListener("online", () => { listen(); refreshQueue().catch(offline); });
