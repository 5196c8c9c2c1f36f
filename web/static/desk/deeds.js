// Deeds: the page's own forms, sent without leaving it.

import { forgetDraft } from "./drafts.js";
import { $, $$, openId } from "./page.js";
import { query, refreshQueue } from "./queue.js";
import { Away, ask, offline } from "./server.js";
import { refreshThread, takeOver } from "./thread.js";

async function perform(form, pressed) {
  const button = pressed ?? $("button:not([type=button])", form);
  const said = new URLSearchParams(new FormData(form, pressed)); // before the button is disabled
  button.disabled = true;
  const action = button.getAttribute("formaction") ?? form.action; // one form claims for all cards
  const id = action.split("/").at(-2);
  try {
    const { ok, status, html } = await ask(action, { by: "hand", method: "POST", body: said });
    if (status === 409) return complain(html);
    if (!ok) return complain(plainWords("没有办成", status === 403 ? html : "请刷新页面再试。"));
    form.dataset.done = "";
    if (form.matches("[data-answer]")) forgetDraft(id);
    if ($("#conflict").open) $("#conflict").close();
    done(id, html);
  } catch (trouble) {
    if (!(trouble instanceof Away)) throw trouble;
    complain(plainWords("网络不通", "不知道有没有送到。您写的字还在，稍后再按一次，读者也只会收到一条。"));
  } finally {
    button.disabled = false;
  }
}

function done(id, html) {
  if (id !== openId()) history.pushState(null, "", `/desk/questions/${id}?${query()}`);
  takeOver(html);
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
