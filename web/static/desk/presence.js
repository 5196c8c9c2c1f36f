// Presence: who else is at this question, and that we are.

import { $, openId } from "./page.js";
import { refreshQueue } from "./queue.js";
import { offline, post } from "./server.js";

const SIGN_EVERY = 20000; // ms; reference/presence.py forgets after 45 s
const WRITING_FOR = 10000; // ms after a stroke

let struck = 0;
let wasHere = "";
async function sign() {
  const id = openId();
  if (!id || document.hidden || !$("#onlookers")) return;
  wasHere = id;
  const { ok, html } = await post(id, "here", { writing: String(Date.now() - struck < WRITING_FOR) });
  if (!ok || id !== openId()) return;
  $("#onlookers").innerHTML = html;
  if (!("called" in $(".thread").dataset)) return; // by an @, and it knows now that she looked
  delete $(".thread").dataset.called;
  refreshQueue().catch(offline);
}

function leave(options) {
  if (!wasHere) return;
  post(wasHere, "left", {}, options).catch(offline);
  wasHere = "";
}

document.addEventListener("input", (event) => {
  if (event.target.id !== "answer") return;
  const begins = Date.now() - struck > WRITING_FOR;
  struck = Date.now();
  if (begins) sign().catch(offline);
});
document.addEventListener("desk:thread", () => {
  if (wasHere === openId()) return;
  leave();
  struck = 0;
  sign().catch(offline);
});
document.addEventListener("desk:here", (event) => event.detail === openId() && sign().catch(offline));
document.addEventListener("visibilitychange", () => (document.hidden ? leave({ keepalive: true }) : sign().catch(offline)));
addEventListener("pagehide", () => leave({ keepalive: true }));
setInterval(() => sign().catch(offline), SIGN_EVERY);
