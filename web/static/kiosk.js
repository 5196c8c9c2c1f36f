// A kiosk left alone rests, which shows one book after the other; it says that it lives, and looks ahead for times without a network.
"use strict";

const { idle, start, kiosk, titles, last } = document.body.dataset;
const keys = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next", Escape: "up", Backspace: "up" };
const BEAT = 60_000; // ms
const A_DAY = 86_400_000;
const GENTLY = 1_500; // ms between two pages fetched ahead

let waiting;
function stay() {
  clearTimeout(waiting);
  if (Number(idle)) waiting = setTimeout(() => location.replace(start), Number(idle) * 1000);
}

function turn(event) {
  const link = document.querySelector(`a[rel="${keys[event.key]}"]`);
  if (link && !event.ctrlKey && !event.altKey && !event.metaKey) {
    event.preventDefault();
    link.click();
  }
}

for (const sign of ["pointerdown", "keydown", "wheel"]) addEventListener(sign, stay, { passive: true });
addEventListener("keydown", turn);
addEventListener("contextmenu", (event) => event.preventDefault());
addEventListener("pageshow", stay);

// ---- At rest: another book every few seconds, never long in one place; any touch or key begins

const SLIDE = 9_000; // ms
const rest = document.querySelector(".rest");
if (rest) {
  const slides = [...rest.querySelectorAll(".slides li")];
  const clock = document.querySelector("#clock");
  const begin = document.querySelector("[data-begin]");
  const now = () => { clock.textContent = new Date().toLocaleTimeString("zh-CN", { hour: "2-digit", minute: "2-digit", hourCycle: "h23", timeZone: "Asia/Shanghai" }); };
  let shown = 0;
  now();
  setInterval(now, 5_000);
  if (slides.length > 1 && !matchMedia("(prefers-reduced-motion: reduce)").matches) {
    setInterval(() => {
      slides[shown % slides.length].hidden = true;
      slides[++shown % slides.length].hidden = false;
      rest.dataset.at = shown % 4;
    }, SLIDE);
  }
  rest.addEventListener("click", ({ target }) => { if (!target.closest("a")) begin.click(); });
  addEventListener("keydown", ({ key, target }) => { if (key !== "Tab" && key !== "Shift" && !target.closest("a")) begin.click(); });
}

// ---- A finger drawn across the wall turns the page

let from;
addEventListener("pointerdown", (event) => { from = event; });
addEventListener("pointerup", (event) => {
  const across = from ? event.clientX - from.clientX : 0;
  if (Math.abs(across) < innerWidth / 8 || Math.abs(event.clientY - from.clientY) > Math.abs(across)) return;
  document.querySelector(`a[rel="${across < 0 ? "next" : "prev"}"]`)?.click();
});

// ---- Typing the code of an enrolment on a screen without a keyboard

const code = document.querySelector("#code");
if (code) {
  document.querySelector(".pad").hidden = false;
  addEventListener("click", ({ target }) => {
    if (target.dataset.digit) code.value += target.dataset.digit;
    if ("back" in target.dataset) code.value = code.value.slice(0, -1);
  });
}

// ---- Alive

async function beat() {
  const since = Number(localStorage.getItem("offline"));
  const offline = since ? Math.round((Date.now() - since) / 1000) : 0;
  const said = new URLSearchParams({ titles: titles ?? 0, offline, viewport: `${innerWidth}×${innerHeight}` });
  try {
    const heard = await fetch("/kiosk/beat", { method: "POST", body: said });
    if (heard.status === 410) return location.replace("/kiosk/enrol");
    if (!heard.ok) throw new TypeError(heard.status);
    localStorage.removeItem("offline");
    if (since && rest) location.replace(start); // the network is back: what there is now
    sessionStorage.setItem("beat", Date.now());
  } catch (trouble) {
    if (!(trouble instanceof TypeError)) throw trouble;
    if (!since) localStorage.setItem("offline", Date.now());
  }
  tell();
}

function tell() {
  const since = Number(localStorage.getItem("offline"));
  const line = document.querySelector("#offline");
  line.hidden = !since;
  const at = new Date(since).toLocaleString(document.documentElement.lang, { month: "numeric", day: "numeric", hour: "2-digit", minute: "2-digit", timeZone: "Asia/Shanghai" });
  line.querySelector("b").textContent = at;
}

// ---- Ahead: once a day every page of the wall and its pictures, slowly

const AHEAD = "kiosk-ahead"; // a shelf with nothing on it: a new worker clears it away with what it does not know

async function lookAhead() {
  if (!(await caches.has(AHEAD))) {
    for (const said of ["ahead", "reached"]) localStorage.removeItem(said);
    await caches.open(AHEAD);
  }
  if (Date.now() - Number(localStorage.getItem("ahead") ?? 0) < A_DAY) return;
  for (let number = Number(localStorage.getItem("reached") ?? 0) + 1; number <= Number(last); number++) {
    await keep(`/kiosk?page=${number}`);
    localStorage.setItem("reached", number);
    await new Promise((go) => setTimeout(go, GENTLY));
  }
  localStorage.setItem("ahead", Date.now());
  localStorage.removeItem("reached");
}

async function keep(address) {
  const options = { headers: { "X-Kiosk-Ahead": "1" } };
  const html = await (await fetch(address, options)).text();
  const wall = new DOMParser().parseFromString(html, "text/html");
  for (const link of wall.querySelectorAll("main ul a")) {
    const one = new DOMParser().parseFromString(await (await fetch(link.getAttribute("href"), options)).text(), "text/html");
    for (const picture of [...link.querySelectorAll("img"), ...one.querySelectorAll("img")]) {
      await fetch(picture.getAttribute("src"), options);
    }
  }
}

if (kiosk) {
  if (Date.now() - Number(sessionStorage.getItem("beat") ?? 0) > BEAT / 2) beat();
  else tell();
  setInterval(beat, BEAT);
  navigator.serviceWorker?.register("/kiosk/worker.js", { scope: "/kiosk" });
  navigator.serviceWorker?.ready.then(() => last && lookAhead()).catch(() => {}); // a network that is gone: the next page goes on
}
