// What a script adds to the reading page: words picked with a finger, and the place kept while one scrolls.
(() => {
  const text = document.querySelector(".text");
  const picked = document.getElementById("picked");
  const toast = document.querySelector(".toast");
  const turn = document.getElementById("turn");
  const LONGEST = 500;
  const downwards = getComputedStyle(text).writingMode; // vertical-rl, vertical-lr, or neither
  const ASKED = { "x-reading": "1" };

  const look = document.querySelector(".look");
  document.addEventListener("click", (event) => { if (look.open && !look.contains(event.target)) look.open = false; });
  document.addEventListener("keydown", (event) => { if (event.key === "Escape") look.open = false; });

  // A wheel that turns downwards moves text that runs downwards on to its next line.
  const wheel = { "vertical-rl": -1, "vertical-lr": 1 }[downwards];
  if (wheel) text.addEventListener("wheel", (event) => {
    const before = text.scrollLeft;
    if (event.shiftKey || event.ctrlKey || !event.deltaY) return;
    text.scrollLeft += wheel * event.deltaY;
    if (text.scrollLeft !== before) event.preventDefault();
  }, { passive: false });

  if (!picked) return; // a guest looks and keeps nothing

  const say = (words) => {
    toast.textContent = words;
    toast.hidden = false;
    setTimeout(() => { toast.hidden = true; }, 2500);
  };

  // The spot of the instalment in which a node lies: the nearest mark before it.
  const marks = [...text.querySelectorAll("a[id^=s]")];
  const spotOf = (node) => {
    const before = marks.filter((mark) => mark.compareDocumentPosition(node) & Node.DOCUMENT_POSITION_FOLLOWING);
    return before.length ? before[before.length - 1].id.slice(1) : text.dataset.at;
  };

  const selected = () => {
    const selection = getSelection();
    if (selection.isCollapsed || !selection.rangeCount) return null;
    const range = selection.getRangeAt(0);
    const words = selection.toString().trim();
    return words && text.contains(range.commonAncestorContainer) ? { words, at: spotOf(range.startContainer) } : null;
  };

  document.addEventListener("selectionchange", () => {
    const now = selected();
    picked.hidden = !now;
    if (!now) return;
    picked.words.value = now.words;
    picked.at.value = now.at;
    const { bottom } = getSelection().getRangeAt(0).getBoundingClientRect();
    picked.classList.toggle("high", bottom > innerHeight * .6); // never on the words themselves
  });

  picked.addEventListener("pointerdown", (event) => event.preventDefault()); // a tap must not unselect
  picked.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (picked.words.value.length > LONGEST) { say(toast.dataset.long); return; }
    const body = new URLSearchParams(new FormData(picked));
    try {
      const answer = await fetch(picked.action, { method: "POST", body, headers: ASKED });
      say(answer.ok ? toast.dataset.kept : toast.dataset.refused);
    } catch {
      say(toast.dataset.offline);
    }
    getSelection().removeAllRanges();
  });
  picked.querySelector("[data-note]").addEventListener("click", (event) => {
    const about = new URLSearchParams({ about: picked.words.value.slice(0, LONGEST), count: picked.count.value });
    location.href = `${event.target.dataset.note.replace(/[\d-]+(?=\/note$)/, picked.at.value)}?${about}`;
  });

  // Who reads several instalments on one page is as far as the last one that came into view; never further back.
  if (marks.length > 1 && "IntersectionObserver" in window && text.dataset.follow) {
    let furthest = Number(text.dataset.follow), told = furthest;
    const watch = new IntersectionObserver((entries) => {
      for (const entry of entries) if (entry.isIntersecting) furthest = Math.max(furthest, marks.indexOf(entry.target));
    }, { rootMargin: { "vertical-rl": "0px 0px 0px -60%", "vertical-lr": "0px -60% 0px 0px" }[downwards] ?? "0px 0px -60% 0px" });
    marks.forEach((mark) => watch.observe(mark));
    const tell = () => {
      if (furthest <= told) return;
      told = furthest;
      const body = new URLSearchParams({ to: marks[furthest].id.slice(1) });
      fetch(turn.action, { method: "POST", body, headers: ASKED, keepalive: true }).catch(() => { told = -1; });
    };
    setInterval(tell, 15000);
    document.addEventListener("visibilitychange", () => { if (document.hidden) tell(); });
    addEventListener("pagehide", tell);
  }
})();
