// The desk by keyboard, and places offered while they are typed. Nothing here is needed: every act is a form.
"use strict";

const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    document.getElementById("publish")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  const beside = { j: "to-after", k: "to-before" }[event.key.toLowerCase()];
  if (beside) document.getElementById(beside)?.click();
});

// With Shift, all lines between two ticks get the second one's state.
let last = null;
document.getElementById("lines")?.addEventListener("click", (event) => {
  if (event.target.name !== "line") return;
  const boxes = [...document.querySelectorAll('#lines input[name="line"]')];
  if (event.shiftKey && last) {
    const [from, to] = [boxes.indexOf(last), boxes.indexOf(event.target)].sort((a, b) => a - b);
    boxes.slice(from, to + 1).forEach((box) => { box.checked = event.target.checked; });
  }
  last = event.target;
});

// Fields that were changed and not saved are asked after before the page is left, also by a line that is moved.
let changed = false;
document.getElementById("story")?.addEventListener("input", () => { changed = true; });
document.addEventListener("submit", (event) => { if (event.target.id === "story") changed = false; });
window.addEventListener("beforeunload", (event) => { if (changed) event.preventDefault(); });

const places = document.getElementById("regions");
let asked = 0;
document.getElementById("id_region")?.addEventListener("input", async (event) => {
  const number = ++asked;
  const answer = await fetch(`${places.dataset.places}?q=${encodeURIComponent(event.target.value)}`);
  if (!answer.ok || number !== asked) return;
  const found = (await answer.json()).places;
  places.replaceChildren(...found.map((place) => Object.assign(document.createElement("option"), { value: place })));
});
