// The answer that is being written, and how much of a bubble it takes.

import { $ } from "./page.js";

const BUBBLE_BYTES = 2047; // as bot/bubbles.py cuts

export function measure() {
  const area = $("#answer");
  if (!area) return;
  const bytes = new TextEncoder().encode(area.value.trim()).length;
  const bubbles = Math.ceil(bytes / BUBBLE_BYTES);
  $("#size").textContent = bytes ? `${bytes} / ${BUBBLE_BYTES} 字节${bubbles > 1 ? ` · 约 ${bubbles} 条` : ""}` : "";
  $("#size").classList.toggle("over", bubbles > 1);
}

export function insert(text) {
  const area = $("#answer");
  area.focus();
  area.setRangeText(text, area.selectionStart, area.selectionEnd, "end");
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", (event) => event.target.id === "answer" && measure());
