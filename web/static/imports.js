// Imports: how far they are, without reloading; and a form too heavy is kept from being sent in vain.
"use strict";

const EVERY = 3000;

const form = document.getElementById("bring");
if (form) {
  const files = document.getElementById("files"), heavy = document.getElementById("heavy");
  const isHeavy = () => [...files.files].reduce((sum, file) => sum + file.size, 0) > Number(form.dataset.most);
  files.addEventListener("change", () => { heavy.hidden = !isHeavy(); });
  form.addEventListener("submit", event => {
    if (isHeavy()) { event.preventDefault(); heavy.hidden = false; return; }
    const button = form.querySelector("button");
    button.disabled = true;
    button.textContent = "正在上传…";
  });
}

async function look() {
  const state = document.getElementById("state");
  if (!("goingOn" in state.dataset)) return;
  try {
    const answer = await fetch(location.href, { headers: { "x-desk": "itself" } });
    if (!answer.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("state");
    if (!state.contains(document.activeElement)) state.replaceWith(fresh); // or a keyboard would lose its place
  } catch { /* the network may be away for a while */ }
  setTimeout(look, EVERY);
}
setTimeout(look, EVERY);
