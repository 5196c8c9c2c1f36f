// The thread: drawn by the server, and fetched again when something happened to its question.

import { measure } from "./answer.js";
import { putBack, whatIsBegun } from "./begun.js";
import { restoreDraft, saveDraft } from "./drafts.js";
import { $, $$, openId } from "./page.js";
import { released } from "./press.js";
import { ask, offline } from "./server.js";

const work = $("#thread");
const news = new Map(); // the latest version of each question that was heard of
const isBehind = () => news.get(openId()) > Number($(".thread")?.dataset.version);

// Whether what was heard of is not on the screen yet.
export function hear(question, version) {
  news.set(question, Math.max(version, news.get(question) ?? 0));
  return question === openId() && isBehind();
}

let threadTurn = 0;
export async function refreshThread(id = openId(), fresh = false) {
  const turn = ++threadTurn;
  const { html } = await ask(`/desk/panes/thread/${encodeURIComponent(id)}`, { by: fresh ? "hand" : "itself" });
  await released();
  if (turn !== threadTurn) return false;
  showThread(html, { fresh });
  return true;
}

// What a deed came to: whatever is on its way was drawn before.
export function takeOver(html) {
  threadTurn++;
  showThread(html, { fresh: true });
}

// Redraw the thread; what is being written, and where one has scrolled to, stay as they are.
function showThread(html, { fresh = false } = {}) {
  const messages = $("#messages");
  const atEnd = fresh || !messages || messages.scrollHeight - messages.scrollTop - messages.clientHeight < 60;
  const top = messages?.scrollTop ?? 0;
  saveDraft();
  const begun = whatIsBegun();
  work.innerHTML = html;
  dressThread();
  putBack(begun, fresh);
  if (atEnd) toEnd();
  else if ($("#messages")) $("#messages").scrollTop = top;
  if (fresh && isBehind()) refreshThread().catch(offline); // what was heard outran this on the way here
}

export function toEnd() {
  const messages = $("#messages");
  if (!messages) return;
  messages.scrollTop = messages.scrollHeight;
  messages.lastElementChild.scrollIntoView({ block: "nearest" }); // on a phone the page scrolls, not the list
}

export function dressThread() {
  restoreDraft();
  measure();
  for (const button of $$("[data-insert], [data-scripted]")) button.hidden = false;
  for (const button of $$("[data-close]")) button.hidden = false;
  document.dispatchEvent(new Event("desk:thread"));
  const name = $(".thread h2")?.firstChild.textContent.trim();
  document.title = `${name ?? "咨询台"} · 书童`;
  document.body.classList.toggle("has-thread", Boolean(openId()));
}

export async function openQuestion(href, push = true) {
  saveDraft();
  const id = new URL(href, location).pathname.split("/").pop();
  if (!(await refreshThread(id, true))) return;
  if (push) history.pushState(null, "", href);
  for (const link of $$(".card-link")) {
    if (link.closest(".card").dataset.question === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}
