// Makes the phones live. Without this every form still works and comes back to the page.

const stage = document.querySelector(".stage");
const phones = new Map([...stage.querySelectorAll(".phone")].map((phone) => [phone.id, phone]));

function toEnd(phone) {
  const chat = phone.querySelector(".chat");
  if (chat) chat.scrollTop = chat.scrollHeight;
}

function waiting(phone, change) {
  const title = phone.querySelector(".bar h2");
  phone.pending = (phone.pending || 0) + change;
  title.textContent = phone.pending > 0 ? "对方正在输入…" : title.dataset.title;
}

function isHere(link) {
  return new URL(link, location.href).origin === location.origin;
}

function visit(phone, link) {
  if (!isHere(link)) {
    window.open(link, "_blank", "noopener");
    return;
  }
  const browser = phone.querySelector(".browser");
  browser.querySelector(".out").href = link;
  browser.querySelector("iframe").src = link;
  browser.hidden = false;
  browser.querySelector(".close").focus();
}

function leave(browser) {
  browser.hidden = true;
  browser.querySelector("iframe").src = "about:blank";
}

async function send(phone, form, body) {
  waiting(phone, 1);
  try {
    await fetch(form.action, { method: "POST", body, redirect: "manual" });
  } finally {
    waiting(phone, -1);
  }
}

function closeSheets(except) {
  for (const sheet of stage.querySelectorAll("details[open]")) {
    if (!sheet.contains(except)) sheet.open = false;
  }
}

// What changes how the patron stands to the account changes the whole phone, so the page is loaded again.
function changesPhone(phone, deed) {
  return ["follows", "unfollows", "blocks"].includes(deed) || !phone.querySelector(".chat");
}

function isLink(content) {
  return /^https?:/.test(content) && !content.startsWith("http://weixin.qq.com/q/");
}

stage.addEventListener("submit", (event) => {
  const form = event.target;
  const phone = form.closest(".phone");
  const deed = form.action.split("/").pop();
  const body = new URLSearchParams(new FormData(form, event.submitter));
  const scanned = deed === "scans" ? body.get("content").trim() : "";
  closeSheets(null);
  if (isLink(scanned)) {
    visit(phone, scanned);
  } else if (changesPhone(phone, deed)) {
    return;
  } else {
    if (form.dataset.open) visit(phone, form.dataset.open);
    send(phone, form, body);
  }
  event.preventDefault();
  if (!event.submitter?.name) form.reset();
});

stage.addEventListener("click", (event) => {
  const link = event.target.closest(".chat a");
  if (link && isHere(link.href)) {
    event.preventDefault();
    visit(link.closest(".phone"), link.href);
  }
  if (event.target.closest(".close")) leave(event.target.closest(".browser"));
  closeSheets(event.target);
});

stage.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    closeSheets(null);
    for (const browser of stage.querySelectorAll(".browser:not([hidden])")) leave(browser);
  }
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches(".write textarea")) {
    event.preventDefault();
    event.target.form.requestSubmit();
  }
});

for (const frame of stage.querySelectorAll("iframe")) {
  frame.addEventListener("load", () => {
    const title = frame.closest(".browser").querySelector("h2");
    try {
      title.textContent = frame.contentDocument.title;
    } catch {
      title.textContent = "";
    }
  });
}

function listen() {
  const query = new URLSearchParams();
  for (const openid of phones.keys()) query.append("openid", openid);
  query.append("after", [...phones.values()].map((phone) => phone.dataset.last).join(","));
  const events = new EventSource(`${stage.dataset.events}?${query}`);
  events.addEventListener("bubble", (event) => {
    const { openid, html } = JSON.parse(event.data);
    const phone = phones.get(openid);
    phone.querySelector(".chat")?.insertAdjacentHTML("beforeend", html);
    toEnd(phone);
  });
}

function tick() {
  const now = new Date().toLocaleTimeString("zh-CN", { timeZone: "Asia/Shanghai", hour: "2-digit", minute: "2-digit" });
  for (const clock of stage.querySelectorAll(".clock")) clock.textContent = now;
}

for (const phone of phones.values()) toEnd(phone);
tick();
setInterval(tick, 10_000);
listen();
