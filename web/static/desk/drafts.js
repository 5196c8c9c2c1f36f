// Drafts, one per question and librarian: here at once, on the server soon after. Each holds the key that makes
// two sends one message.

import { $, openId } from "./page.js";
import { offline, post } from "./server.js";

const TYPED_AFTER = 300; // ms without a stroke until a draft is kept here
const KEPT_AFTER = 1500; // ms until it goes to the server
const draftName = (id = openId()) => `draft:${document.body.dataset.me}:${id}`;

export function saveDraft() {
  const area = $("#answer");
  if (!area || "done" in area.form.dataset) return;
  const draft = { text: area.value, key: $("#composer [name=key]").value, at: Date.now() };
  if (area.value.trim()) localStorage.setItem(draftName(), JSON.stringify(draft));
  else localStorage.removeItem(draftName());
}

export function restoreDraft() {
  const area = $("#answer");
  if (!area) return;
  const draft = JSON.parse(localStorage.getItem(draftName()) ?? "null");
  const kept = Date.parse(area.dataset.saved); // on the server, perhaps from another machine
  if (!draft || (kept ? kept > (draft.at ?? 0) : area.value)) return;
  area.value = draft.text;
  $("#composer [name=key]").value = draft.key;
}

export function forgetDraft(id) {
  localStorage.removeItem(draftName(id));
  if ($("#composer")) $("#composer").dataset.done = "";
}

let keeping;
function keepSoon() {
  clearTimeout(keeping);
  keeping = setTimeout(() => keepNow().catch(offline), KEPT_AFTER);
}

async function keepNow(options) {
  clearTimeout(keeping);
  keeping = undefined;
  const composer = $("#composer");
  if (!composer || "done" in composer.dataset) return;
  await post(openId(), "draft", { key: $("[name=key]", composer).value, text: $("#answer").value }, options);
}

let typing;
document.addEventListener("input", (event) => {
  if (event.target.id !== "answer") return;
  clearTimeout(typing);
  typing = setTimeout(saveDraft, TYPED_AFTER);
  keepSoon();
});
document.addEventListener("submit", (event) => event.target.matches("[data-answer]") && clearTimeout(keeping), true);
document.addEventListener("desk:thread", () => {
  if ($("#keep-draft")) $("#keep-draft").hidden = true;
});
addEventListener("pagehide", () => {
  saveDraft();
  if (keeping) keepNow({ keepalive: true }).catch(offline);
});
