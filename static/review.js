// Keyboard shortcuts for the review, and suggestions for places. The page works without it: every action is a form.
"use strict";

const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select");

const press = (act) => document.querySelector(`#lines button[value="${act}"]`)?.click();

// Moves the ticked lines, or the current one, to the story with that number, to a new story, or to noise.
const send = (to) => {
  const target = document.querySelector(`#to option[data-key="${to}"]`);
  if (!target) return;
  target.selected = true;
  press("move");
};

const lineKeys = (event, box) => {
  const boxes = [...document.querySelectorAll('#lines input[name="line"]')].filter((one) => one.offsetParent);
  const beside = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (beside) {
    event.preventDefault();
    boxes[boxes.indexOf(box) + beside]?.focus();
    return true;
  }
  const act = { u: "up", d: "down", x: "cut", s: "split" }[event.key.toLowerCase()];
  if (!act && !/^[0-9n]$/i.test(event.key)) return false;
  if (!boxes.some((one) => one.checked)) box.checked = true;
  if (act) press(act); else send(event.key.toLowerCase());
  return true;
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey && event.key === "Enter") {
    document.getElementById("publish")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || typing(event.target)) return;
  if (event.target.name === "line" && lineKeys(event, event.target)) return;
  const go = { j: "to-after", k: "to-before" }[event.key.toLowerCase()];
  if (go) document.getElementById(go)?.click();
  if (event.key.toLowerCase() === "l") document.querySelector('#lines .in-hand input[name="line"]')?.focus();
  if (event.key.toLowerCase() === "e") document.getElementById("id_title")?.focus();
});

// A doubt's link to a line also makes it the current line of the keyboard.
window.addEventListener("hashchange", () => {
  document.getElementById(location.hash.slice(1))?.closest("li")?.querySelector("input")?.focus();
});

// With Shift, all lines between two ticks get the state of the second one.
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

// Asks before the page is left with unsaved changes, also if a line is moved.
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
