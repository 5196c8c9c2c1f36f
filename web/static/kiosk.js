// A kiosk left alone goes back to its first page; a keyboard or a presenter's remote turns the pages.
"use strict";

const { idle, start } = document.body.dataset;
const keys = { ArrowLeft: "prev", PageUp: "prev", ArrowRight: "next", PageDown: "next", Escape: "up", Backspace: "up" };

let waiting;
function stay() {
  clearTimeout(waiting);
  waiting = setTimeout(() => location.replace(start), Number(idle) * 1000);
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
