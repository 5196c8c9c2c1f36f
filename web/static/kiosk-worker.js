// A kiosk without a network shows what it showed last; with one, always what there is now.
"use strict";

const SHELVES = { pages: "kiosk-pages-2", codes: "kiosk-codes-2", covers: "kiosk-covers-2" };
const MOST = { [SHELVES.pages]: 8_000, [SHELVES.codes]: 14_000, [SHELVES.covers]: 7_000 }; // of 6,000 titles all
const SPARE = 1 / 8; // that goes at once, so that it is seldom looked at
const PATIENCE = 4_000; // ms until what is kept is shown instead
const YOUNG = 6 * 3_600_000; // ms for which a picture is as good as new: codes are good for a day and the next
const ALWAYS = ["/kiosk", "/kiosk/rest", "/static/tokens.css", "/static/kiosk.css", "/static/kiosk.js", "/static/seal.svg"];
const PICTURE = /^\/(covers|qr|static|kiosk\/qr)\//;
const CODE = /^\/(qr|kiosk\/qr|kiosk\/code)\//;

addEventListener("install", (event) => event.waitUntil(prepare()));
addEventListener("activate", (event) => event.waitUntil(settle()));
addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname === "/kiosk/enrol" || url.pathname === "/kiosk/worker.js") return;
  event.respondWith(PICTURE.test(url.pathname) ? kept(event.request) : fresh(event.request));
});

// Before it takes over, it has what a screen cannot do without; a new worker that gets less leaves the old one at work.
async function prepare() {
  for (const address of ALWAYS) {
    const response = await fetch(address, { cache: "reload", headers: { "X-Kiosk-Ahead": "1" } });
    if (!response.ok || response.redirected) throw new TypeError(address);
    await put(address, response);
  }
  await skipWaiting();
}

async function settle() {
  for (const name of await caches.keys()) {
    if (name.startsWith("kiosk-") && !(name in MOST)) await caches.delete(name);
  }
  await clients.claim();
}

// A picture is fetched once; behind its back it is looked after again, when it is no longer young.
async function kept(request) {
  const known = await caches.match(place(request));
  if (!known) return fetched(request);
  if (!(Date.now() - Date.parse(known.headers.get("date")) < YOUNG)) fetched(request).catch(() => {});
  return known;
}

async function fresh(request) {
  if (request.headers.has("X-Kiosk-Ahead")) return fetched(request); // who looks ahead must hear that nothing came
  try {
    return await Promise.race([fetched(request), late()]);
  } catch {
    return (await known(request)) ?? waiting();
  }
}

// As it was last; in Chinese, if it never was in this language; of a page nobody ever saw, the wall.
async function known(request) {
  const url = new URL(request.url);
  const own = await caches.match(place(request));
  if (own || CODE.test(url.pathname)) return own;
  url.searchParams.delete("in");
  return (await caches.match(place(url.href))) ?? caches.match("/kiosk");
}

async function fetched(request) {
  const response = await fetch(request);
  if (response.status >= 500) throw new TypeError(response.status);
  // A page that was led elsewhere must not answer for its own address; a picture may.
  const keeps = response.ok && (!response.redirected || CODE.test(new URL(request.url).pathname));
  if (keeps) await put(request, response.clone());
  return response;
}

// A title's page is one, wherever somebody came from; what was counted once is the same page.
function place(request) {
  const url = new URL(request.url ?? request, location.origin);
  url.searchParams.delete("seen");
  if (url.pathname.startsWith("/kiosk/t/")) for (const name of ["page", "subject", "q"]) url.searchParams.delete(name);
  return url.href;
}

let puts = 0;
async function put(request, response) {
  const at = place(request);
  const { pathname } = new URL(at);
  const name = CODE.test(pathname) ? SHELVES.codes : pathname.startsWith("/covers/") ? SHELVES.covers : SHELVES.pages;
  const shelf = await caches.open(name);
  try {
    await shelf.put(at, response);
  } catch (trouble) {
    if (trouble.name !== "QuotaExceededError") throw trouble;
    await clear(shelf, (await shelf.keys()).length); // not all: what is there may be all there is for days
  }
  if (++puts % 500 === 0) await clear(shelf, MOST[name]);
}

// The oldest go first; never those that a screen cannot do without.
async function clear(shelf, most) {
  const all = await shelf.keys();
  if (all.length < most) return;
  const needed = new Set(ALWAYS.map(place));
  const going = all.filter(({ url }) => !needed.has(url)).slice(0, all.length - most + Math.ceil(all.length * SPARE));
  await Promise.all(going.map((one) => shelf.delete(one)));
}

// Never a white screen: this asks again by itself.
function waiting() {
  const html = '<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta http-equiv="refresh" content="10;url=/kiosk/rest">'
    + '<link rel="stylesheet" href="/static/tokens.css"><link rel="stylesheet" href="/static/kiosk.css"><title>书童</title>'
    + '<main class="enrol"><h1>正在等网络</h1><p class="words">网络一通，书墙自己就回来。</p></main></html>';
  return new Response(html, { status: 503, headers: { "Content-Type": "text/html; charset=utf-8" } });
}

const late = () => new Promise((_, no) => setTimeout(() => no(new Error("late")), PATIENCE));
