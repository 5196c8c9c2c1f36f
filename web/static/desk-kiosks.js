// Kiosks: how they are, and whether the new one has come, without reloading; and how long its code is good.
"use strict";

function count() {
  const left = document.querySelector("[data-seconds]");
  if (!left) return;
  const seconds = Math.max(0, Number(left.dataset.seconds) - Math.floor((Date.now() - (left.seen ??= Date.now())) / 1000));
  left.textContent = `还有 ${Math.floor(seconds / 60)} 分 ${String(seconds % 60).padStart(2, "0")} 秒`;
}

async function look() {
  const state = document.getElementById("state");
  if (!state?.dataset.every) return;
  try {
    const answer = await fetch(location.href, { headers: { "x-desk": "itself" } });
    if (answer.status === 401) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const fresh = page.getElementById("state");
    if (answer.ok) document.getElementById("silent").replaceChildren(...page.getElementById("silent").childNodes);
    const open = state.querySelector("details")?.open;
    if (answer.ok && !state.contains(document.activeElement)) { // or a keyboard would lose its place
      state.replaceWith(fresh);
      if (open && fresh.querySelector("details")) fresh.querySelector("details").open = true;
      count();
    }
  } catch { /* the network may be away for a while */ }
  again();
}

function again() {
  const every = document.getElementById("state")?.dataset.every;
  if (every) setTimeout(look, Number(every) * 1000);
}

count();
setInterval(count, 1000);
again();
