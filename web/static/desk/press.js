// A click is a press and a release on one and the same thing, so nothing is redrawn in between.
const LONGEST_PRESS = 2000; // ms; a release outside of the window may never be told
let press = Promise.resolve();
addEventListener("pointerdown", () => {
  press = new Promise((over) => {
    for (const end of ["pointerup", "pointercancel"]) addEventListener(end, () => setTimeout(over), { once: true });
  });
});

export const released = () => Promise.race([press, new Promise((over) => setTimeout(over, LONGEST_PRESS))]);
