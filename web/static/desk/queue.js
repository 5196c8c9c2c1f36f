// The queue: drawn by the server, fetched again when something happened, and filtered while one types.

import { $, $$, openId } from "./page.js";
import { ask } from "./server.js";

const queue = $("#queue");
export const query = () => $(".tabs").dataset.query; // the tab, the words sought and the page
const mouseIsThere = () => matchMedia("(hover: hover)").matches && $(".cards")?.matches(":hover");

let queueTurn = 0;
export async function refreshQueue({ gently = false } = {}) {
  const turn = ++queueTurn;
  const { ok, html } = await ask(`/desk/panes/queue?${query()}&open=${openId()}`);
  if (!ok || turn !== queueTurn) return; // a later request is on its way
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
  if (sought) $("#find").value = sought;
  filter();
  if (focused) $(`.card[data-question="${focused}"] .card-link`)?.focus({ preventScroll: true });
}

function filter() {
  const typed = $("#find").value.trim();
  const sought = typed === new URLSearchParams(query()).get("words") ? "" : typed.toLowerCase(); // else: among these
  for (const card of $$(".card")) card.hidden = !card.textContent.toLowerCase().includes(sought);
}

document.addEventListener("input", (event) => event.target.id === "find" && filter());
document.addEventListener("click", (event) => event.target.closest("#fresh") && showQueue(queue.dataset.waiting));
queue.addEventListener("mouseleave", () => queue.dataset.waiting && showQueue(queue.dataset.waiting));
filter();
