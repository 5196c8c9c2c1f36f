// What is offered while one types: canned answers behind a slash, the knowledge base behind ??, colleagues behind an @.

import { insert } from "./answer.js";
import { $, $$ } from "./page.js";
import { ask, offline } from "./server.js";

const OFFERED = 8;
const as = (name, words) => Object.assign(document.createElement(name), { textContent: words });

function choice(id, ...parts) {
  const item = Object.assign(document.createElement("li"), { id });
  item.setAttribute("role", "option");
  item.append(...parts);
  return item;
}

// ---- Into an answer: a slash at the start of a line, then some of a name

const SLASH = /(^|\n)(\/|[?？]{2})([^\s/?？]*)$/;
const begunSlash = (area) => SLASH.exec(area.value.slice(0, area.selectionStart));

function offer() {
  const area = $("#answer");
  const list = $("#slash");
  if (!area || !list) return;
  const begun = document.activeElement === area && begunSlash(area);
  if (begun && begun[2] !== "/") {
    lookUp(begun[3]).catch(offline);
    return;
  }
  const found = begun ? $$("[data-canned]").filter((one) => one.dataset.canned.toLowerCase().includes(begun[3].toLowerCase())) : [];
  list.hidden = !found.length;
  list.replaceChildren(...found.slice(0, OFFERED).map(canned));
  mark(0, area);
}

async function lookUp(words) {
  const { ok, html } = await ask(`/desk/knowledge/find?${new URLSearchParams({ words })}`);
  const area = $("#answer"); // perhaps another by now
  if (!ok || !area || begunSlash(area)?.[3] !== words) return;
  const list = $("#slash");
  list.innerHTML = html;
  list.hidden = !list.children.length;
  mark(0, area);
}

function canned(link, index) {
  const text = $(".answer", link.closest("li")).textContent;
  return choice(`slash-${index}`, as("strong", link.dataset.canned), " ", as("span", text));
}

function mark(index, area) {
  const items = $$("li", $(OFFERS[area.id].list));
  items.forEach((item, at) => item.setAttribute("aria-selected", String(at === index)));
  if (items[index]) area.setAttribute("aria-activedescendant", items[index].id);
  else area.removeAttribute("aria-activedescendant");
}

function take(item) {
  const area = $("#answer");
  const begun = begunSlash(area);
  if (!begun || !item) return;
  area.focus();
  area.setSelectionRange(area.selectionStart - begun[2].length - begun[3].length, area.selectionStart);
  insert($("span", item).textContent);
  offer();
}

// ---- Into a note

const AT = /[@＠]([^\s@＠]*)$/;
const begunAt = (area) => AT.exec(area.value.slice(0, area.selectionStart));

function offerNames() {
  const area = $("#note");
  const begun = begunAt(area);
  const sought = begun?.[1].toLowerCase();
  const found = begun ? $$("#colleagues li").filter((one) => `${one.textContent} ${one.dataset.login}`.toLowerCase().includes(sought)) : [];
  $("#called").replaceChildren(...found.slice(0, OFFERED).map(colleague));
  $("#called").hidden = !found.length;
  mark(0, area);
}

function colleague(one, index) {
  return choice(`called-${index}`, as("strong", one.textContent), ` ${one.dataset.login}`);
}

function call(item) {
  const area = $("#note");
  const begun = begunAt(area);
  if (!begun || !item) return;
  area.focus();
  area.setRangeText(`@${$("strong", item).textContent} `, begun.index, area.selectionStart, "end");
  offerNames();
}

const OFFERS = { answer: { list: "#slash", take }, note: { list: "#called", take: call } };

document.addEventListener("keydown", (event) => {
  const offers = OFFERS[event.target.id];
  const list = offers && $(offers.list);
  if (!list || list.hidden || event.isComposing || event.keyCode === 229) return;
  const { take: choose } = offers;
  const items = $$("li", list);
  const here = items.findIndex((item) => item.getAttribute("aria-selected") === "true");
  const deeds = {
    ArrowDown: () => mark((here + 1) % items.length, event.target),
    ArrowUp: () => mark((here + items.length - 1) % items.length, event.target),
    Enter: () => choose(items[here]),
    Tab: () => choose(items[here]),
    Escape: () => { list.hidden = true; },
  };
  if (!deeds[event.key] || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  deeds[event.key]();
}, true);

document.addEventListener("mousedown", (event) => { // before the field loses its cursor
  const item = event.target.closest(".slash li");
  if (!item) return;
  event.preventDefault();
  Object.values(OFFERS).find(({ list }) => item.closest(list)).take(item);
});

document.addEventListener("click", (event) => {
  const link = event.target.closest("[data-canned]");
  if (!link || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  $("#canned").open = false;
  insert($(".answer", link.closest("li")).textContent);
});

document.addEventListener("input", (event) => {
  if (event.target.id === "note") offerNames();
  if (event.target.id === "answer") offer();
});
