// The desk, alive: what the server draws is fetched again when something happened, and forms stay on the page.
"use strict";

const BUBBLE_BYTES = 2047; // as bot/bubbles.py cuts
const AGAIN_AFTER = 3000; // ms until what was refused is tried again
const TYPED_AFTER = 300; // ms until a draft is kept
const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];
const queue = $("#queue");
const work = $("#thread");

// ---- Fetching panes

// A pane that could not be fetched stays as it is; the line at the top says that the connection is lost.
function offline(trouble) {
  if (!(trouble instanceof TypeError)) throw trouble;
}

// `by` says who wants it: "hand" keeps a session alive, what the page fetches by itself does not.
// A server at fault draws no pane: to what is fetched by itself it is as far away as no server at all.
async function ask(url, { by = "itself", ...options } = {}) {
  const response = await fetch(url, { ...options, headers: { "X-Desk": by }, redirect: "manual" });
  if (response.status === 401) location.assign(await response.text());
  if (response.status >= 500 && by === "itself") throw new TypeError("the server is at fault");
  return response;
}

const openId = () => $(".thread")?.dataset.question ?? "";
const query = () => $(".tabs").dataset.query; // the tab, the words sought and the page
const mouseIsThere = () => matchMedia("(hover: hover)").matches && $(".cards")?.matches(":hover");

let queueTurn = 0;
async function refreshQueue({ gently = false } = {}) {
  const turn = ++queueTurn;
  const response = await ask(`/desk/panes/queue?${query()}&open=${openId()}`);
  if (!response.ok || turn !== queueTurn) return; // a later request is on its way
  const html = await response.text();
  if (gently && mouseIsThere()) { // no row moves under a pointer that is about to click
    queue.dataset.waiting = html;
    $("#fresh").hidden = false;
    return;
  }
  showQueue(html);
}

function showQueue(html) {
  const focused = document.activeElement?.closest?.(".card")?.dataset.question;
  const sought = $("#find")?.value ?? "";
  const top = queue.scrollTop;
  delete queue.dataset.waiting;
  queue.innerHTML = html;
  queue.scrollTop = top;
  dressQueue(sought);
  if (focused) $(`.card[data-question="${focused}"] .card-link`)?.focus({ preventScroll: true });
}

function dressQueue(sought = "") {
  const find = $("#find");
  if (sought) find.value = sought;
  filter();
}

function filter() {
  const typed = $("#find").value.trim();
  const sought = typed === new URLSearchParams(query()).get("words") ? "" : typed.toLowerCase(); // else: among these
  for (const card of $$(".card")) card.hidden = !card.textContent.toLowerCase().includes(sought);
}

async function refreshSilent() {
  const response = await ask("/desk/kiosks/silent");
  if (!response.ok) return;
  const fresh = new DOMParser().parseFromString(await response.text(), "text/html").body.firstElementChild;
  $("#silent").replaceChildren(...fresh.childNodes);
}

let threadTurn = 0;
async function refreshThread(id = openId(), fresh = false) {
  const turn = ++threadTurn;
  const response = await ask(`/desk/panes/thread/${encodeURIComponent(id)}`, { by: fresh ? "hand" : "itself" });
  const html = await response.text();
  await released();
  if (turn !== threadTurn) return false;
  showThread(html, { fresh });
  return true;
}

// A click is a press and a release on one and the same thing, so nothing is redrawn in between.
const LONGEST_PRESS = 2000; // ms; a release outside of the window may never be told
let press = Promise.resolve();
addEventListener("pointerdown", () => {
  press = new Promise((over) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(over), { once: true });
  });
});

const released = () => Promise.race([press, new Promise((over) => setTimeout(over, LONGEST_PRESS))]);

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

// ---- What is begun in a thread's forms outlives its redrawing. Their actions name the question: none meets another's.

const FIELDS = "textarea, select, input:not([type=hidden]), input[name=key]";
const isPick = ({ type }) => type === "radio" || type === "checkbox";
const nameOf = ({ form, name, type, value }) => [form.getAttribute("action"), name, isPick({ type }) && value].join(" ");

function isBegun(field) {
  if (isPick(field)) return field.checked !== field.defaultChecked;
  return field.tagName === "SELECT" ? field.selectedIndex > 0 : field.value !== field.defaultValue;
}

function whatIsBegun() {
  const forms = $$("form:not([data-done])", work).filter((form) => $$(FIELDS, form).some(isBegun));
  const { activeElement: has } = document;
  return {
    fields: new Map(forms.flatMap((form) => $$(FIELDS, form).map((field) => [nameOf(field), field]))),
    open: new Map($$("details[id]", work).map((menu) => [menu.id, menu.open])),
    has: work.contains(has) ? has : null,
  };
}

// A deed that is done closes the menus; a note that was begun stays open even then.
function putBack({ fields, open, has }, fresh) {
  for (const field of $$(FIELDS, work)) {
    const was = fields.get(nameOf(field));
    if (!was) continue;
    if (isPick(field)) field.checked = was.checked;
    else field.value = was.value;
    if (field.id === "note") $("#note-writer").open ||= Boolean(was.value);
  }
  if (fresh) return;
  for (const menu of $$("details[id]", work)) menu.open = open.get(menu.id) ?? menu.open;
  if (has?.id) focusAgain($(`#${has.id}`), has);
  else if (has?.form && has.name) focusAgain($$(FIELDS, work).find((field) => nameOf(field) === nameOf(has)), has);
}

function focusAgain(field, was) {
  field?.focus({ preventScroll: true });
  if (field?.tagName === "TEXTAREA") field.setSelectionRange(was.selectionStart, was.selectionEnd);
}

function toEnd() {
  const messages = $("#messages");
  if (!messages) return;
  messages.scrollTop = messages.scrollHeight;
  messages.lastElementChild.scrollIntoView({ block: "nearest" }); // on a phone the page scrolls, not the list
}

function dressThread() {
  restoreDraft();
  measure();
  for (const button of $$("[data-insert], [data-scripted]")) button.hidden = false;
  for (const button of $$("[data-close]")) button.hidden = false;
  document.dispatchEvent(new Event("desk:thread"));
  const name = $(".thread h2")?.firstChild.textContent.trim();
  document.title = `${name ?? "咨询台"} · 书童`;
  document.body.classList.toggle("has-thread", Boolean(openId()));
}

async function openQuestion(href, push = true) {
  saveDraft();
  const id = new URL(href, location).pathname.split("/").pop();
  if (!(await refreshThread(id, true))) return;
  if (push) history.pushState(null, "", href);
  for (const link of $$(".card-link")) {
    if (link.closest(".card").dataset.question === id) link.setAttribute("aria-current", "true");
    else link.removeAttribute("aria-current");
  }
}

// ---- Drafts: one per question and librarian, with the key that makes two sends one message

const draftName = (id = openId()) => `draft:${document.body.dataset.me}:${id}`;

function saveDraft() {
  const area = $("#answer");
  if (!area || "done" in area.form.dataset) return;
  const draft = { text: area.value, key: $("#composer [name=key]").value, at: Date.now() };
  if (area.value.trim()) localStorage.setItem(draftName(), JSON.stringify(draft));
  else localStorage.removeItem(draftName());
}

function restoreDraft() {
  const area = $("#answer");
  if (!area) return;
  const draft = JSON.parse(localStorage.getItem(draftName()) ?? "null");
  const kept = Date.parse(area.dataset.saved); // on the server, perhaps from another machine
  if (!draft || (kept ? kept > (draft.at ?? 0) : area.value)) return;
  area.value = draft.text;
  $("#composer [name=key]").value = draft.key;
}

function forgetDraft(id) {
  localStorage.removeItem(draftName(id));
  if ($("#composer")) $("#composer").dataset.done = "";
}

function measure() {
  const area = $("#answer");
  if (!area) return;
  const bytes = new TextEncoder().encode(area.value.trim()).length;
  const bubbles = Math.ceil(bytes / BUBBLE_BYTES);
  $("#size").textContent = bytes ? `${bytes} / ${BUBBLE_BYTES} 字节${bubbles > 1 ? ` · 约 ${bubbles} 条` : ""}` : "";
  $("#size").classList.toggle("over", bubbles > 1);
}

// ---- Deeds: the page's own forms, sent without leaving it

async function perform(form, pressed) {
  const button = pressed ?? $("button:not([type=button])", form);
  const said = new URLSearchParams(new FormData(form, pressed)); // before the button is disabled
  button.disabled = true;
  const action = button.getAttribute("formaction") ?? form.action; // one form claims for all cards
  const id = action.split("/").at(-2);
  try {
    const response = await ask(action, { by: "hand", method: "POST", body: said });
    const html = await response.text();
    if (response.status === 409) return complain(html);
    if (!response.ok) return complain(plainWords("没有办成", response.status === 403 ? html : "请刷新页面再试。"));
    form.dataset.done = "";
    if (form.matches("[data-answer]")) forgetDraft(id);
    if ($("#conflict").open) $("#conflict").close();
    done(id, html);
  } catch (trouble) {
    if (!(trouble instanceof TypeError)) throw trouble;
    complain(plainWords("网络不通", "不知道有没有送到。您写的字还在，稍后再按一次，读者也只会收到一条。"));
  } finally {
    button.disabled = false;
  }
}

function done(id, html) {
  threadTurn++;
  if (id !== openId()) history.pushState(null, "", `/desk/questions/${id}?${query()}`);
  showThread(html, { fresh: true });
  refreshQueue().catch(offline);
  if ($("#answer")) $("#answer").focus();
}

function complain(html) {
  const dialog = $("#conflict");
  dialog.innerHTML = html;
  for (const button of $$("[data-close]", dialog)) button.hidden = false;
  if (!dialog.open) dialog.showModal();
  refreshQueue().catch(offline);
  if (openId()) refreshThread().catch(offline);
}

function plainWords(title, words) {
  const box = document.createElement("div");
  box.className = "conflict";
  const heading = Object.assign(document.createElement("h2"), { id: "conflict-title", textContent: title });
  const paragraph = Object.assign(document.createElement("p"), { textContent: words });
  const close = Object.assign(document.createElement("button"), { type: "button", className: "button", textContent: "知道了" });
  close.dataset.close = "";
  box.append(heading, paragraph, close);
  return box.outerHTML;
}

document.addEventListener("submit", (event) => {
  if (!event.target.matches("[data-deed]")) return;
  event.preventDefault();
  perform(event.target, event.submitter);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest(".card-link");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    openQuestion(link.href).catch(offline);
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog, .notice")?.close?.();
  if (event.target.closest("#fresh")) showQueue(queue.dataset.waiting);
  if (event.target.closest("[data-insert]")) insert($(".answer", event.target.closest("li")).textContent);
  for (const menu of $$("details:has(> .menu)[open]")) if (!menu.contains(event.target)) menu.open = false;
});

function insert(text) {
  const area = $("#answer");
  area.focus();
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

let typing;
document.addEventListener("input", (event) => {
  if (event.target.id === "find") filter();
  if (event.target.id !== "answer") return;
  measure();
  clearTimeout(typing);
  typing = setTimeout(saveDraft, TYPED_AFTER);
});
addEventListener("pagehide", saveDraft);
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("popstate", () => (location.pathname === "/desk" ? location.reload() : openQuestion(location.href, false).catch(offline)));
queue.addEventListener("mouseleave", () => queue.dataset.waiting && showQueue(queue.dataset.waiting));

// ---- Keys: off while typing, and while an input method composes

const SHORTCUTS = {
  j: () => step(1),
  k: () => step(-1),
  c: () => ($("#claim") ?? $(".card:focus-within .claim"))?.click(),
  r: () => $("#answer")?.focus(),
  n: () => { const writer = $("#note-writer"); if (writer) { writer.open = true; $("#note").focus(); } },
  a: () => { const menu = $("#more"); if (menu) { menu.open = true; $("select", menu).focus(); } },
  e: () => { const menu = $("#resolve"); if (menu) { menu.open = true; $("input:checked", menu).focus(); } },
  "/": () => $("#find")?.focus(),
  "?": () => $("#keys").showModal(),
};

function step(by) {
  const links = $$(".card:not([hidden]) .card-link");
  const here = links.findIndex((link) => link.closest(".card").dataset.question === openId());
  const next = links[here < 0 ? (by > 0 ? 0 : links.length - 1) : here + by];
  if (!next) return;
  next.focus();
  openQuestion(next.href).catch(offline);
}

document.addEventListener("keydown", (event) => {
  if (event.isComposing || event.keyCode === 229) return;
  const writing = event.target.matches("input:not([type=radio]), textarea, select");
  if (event.key === "Escape") {
    for (const menu of $$("details:has(> .menu)[open]")) menu.open = false;
    if (writing) event.target.blur();
  }
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && event.target.id === "answer") {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
  if (writing || event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
  const shortcut = SHORTCUTS[event.key.toLowerCase()];
  if (!shortcut) return;
  event.preventDefault();
  shortcut();
});

// ---- Live

const SOON = () => 80 + Math.random() * 170; // many desks hear of the same thing at once
let due;
let threadDue = false;
const news = new Map(); // the latest version of each question that was heard of
const isBehind = () => news.get(openId()) > Number($(".thread").dataset.version);

function heard(event) {
  const { what, question, version } = JSON.parse(event.data);
  if (what === "kiosks" || what === "reload") refreshSilent().catch(offline);
  if (what === "kiosks") return;
  if (what === "here") return document.dispatchEvent(new CustomEvent("desk:here", { detail: question }));
  if (what === "reload") threadDue = true;
  news.set(question, Math.max(version, news.get(question) ?? 0));
  if (question === openId() && isBehind()) threadDue = true;
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

function say(state, words) {
  $("#line").dataset.state = state;
  $("#line .says").textContent = words;
}

let events;
function listen() {
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

const UNITS = [[1440, "天"], [60, "小时"], [1, "分钟"]];
function tell() {
  for (const time of $$("time[data-since]")) {
    const minutes = Math.floor((Date.now() - Date.parse(time.dateTime)) / 60000);
    const unit = UNITS.find(([size]) => minutes >= size);
    time.textContent = unit ? `等了 ${Math.floor(minutes / unit[0])} ${unit[1]}` : "刚来";
  }
}

$("#show-keys").hidden = false;
$("#show-keys").addEventListener("click", () => $("#keys").showModal());
dressQueue();
if (openId()) {
  dressThread();
  toEnd();
}
setInterval(tell, 20000);
listen();
