// The desk, alive: what the server draws is fetched again when something happened, and forms stay on the page.

import { insert } from "./answer.js";
import "./clocks.js";
import "./deeds.js";
import "./keys.js";
import { listen } from "./live.js";
import "./offers.js";
import { $, $$, openId } from "./page.js";
import "./presence.js";
import { offline } from "./server.js";
import { dressThread, openQuestion, toEnd } from "./thread.js";

document.addEventListener("click", (event) => {
  const link = event.target.closest(".card-link");
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey && event.button === 0) {
    event.preventDefault();
    openQuestion(link.href).catch(offline);
  }
  if (event.target.closest("[data-close]")) event.target.closest("dialog, .notice")?.close?.();
  if (event.target.closest("[data-insert]")) insert($(".answer", event.target.closest("li")).textContent);
  for (const menu of $$("details:has(> .menu)[open]")) if (!menu.contains(event.target)) menu.open = false;
});
addEventListener("pageshow", (event) => event.persisted && location.reload());
addEventListener("popstate", () => (location.pathname === "/desk" ? location.reload() : openQuestion(location.href, false).catch(offline)));

if (openId()) {
  dressThread();
  toEnd();
}
listen();
