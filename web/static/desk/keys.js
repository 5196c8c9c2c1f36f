// Keys: off while typing, and while an input method composes.

import { $, $$, openId } from "./page.js";
import { offline } from "./server.js";
import { openQuestion } from "./thread.js";

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

$("#show-keys").hidden = false;
$("#show-keys").addEventListener("click", () => $("#keys").showModal());
