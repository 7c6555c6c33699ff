// Offers names and headlines below a search box while somebody types. The box works without it.
// Keys as in the combobox pattern of the ARIA Authoring Practices Guide: list autocomplete with manual selection.
"use strict";

const WAIT = 150; // milliseconds without a key before anything is asked
const LONGEST = 40; // characters; more is no beginning of a name
const RETRY = 60; // seconds for which nothing is asked if the server does not say how long

const made = (tag, classes, text = "") => {
  const element = document.createElement(tag);
  if (classes) element.className = classes;
  element.textContent = text;
  return element;
};

// Why a name is there: the other name that was typed, and how it sounds.
const whyLine = (choice) => {
  const line = made("span", "choice-why");
  if (choice.other_name) line.append(made("span", "", choice.other_name), " ");
  const sounds = made("span", "sounds");
  choice.sounds.forEach(([typed, rest], number) => {
    if (number) sounds.append(" ");
    if (typed) sounds.append(made("b", "", typed));
    sounds.append(rest);
  });
  line.append(sounds);
  return line;
};

const optionOf = (choice, id) => {
  const option = made("a", "choice");
  Object.assign(option, { id, href: choice.address, tabIndex: -1 });
  option.setAttribute("role", "option");
  option.setAttribute("aria-selected", "false");
  const head = made("span", "choice-head");
  const name = made("span", "choice-name", choice.text);
  if (choice.language) name.lang = choice.language;
  head.append(name);
  if (choice.note) head.append(" ", made("span", "choice-note", choice.note));
  option.append(head);
  if (choice.count) option.append(" ", made("span", "choice-count n", choice.count));
  if (choice.other_name || choice.sounds.length) option.append(" ", whyLine(choice));
  return option;
};

class SearchBox {
  constructor(input) {
    this.input = input;
    this.asked = ""; // for what the list was made
    this.current = -1; // the choice that the keys have reached
    this.quietUntil = 0;
    this.panel = made("div", "choices");
    this.list = made("div", "");
    this.hint = made("p", "choices-hint");
    this.status = made("div", "unseen");
    this.list.id = `${input.id}-choices`;
    this.list.setAttribute("role", "listbox");
    this.status.setAttribute("role", "status");
    this.panel.hidden = true;
    this.panel.append(this.list, this.hint);
    input.after(this.panel, this.status);
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", this.list.id);
    input.setAttribute("aria-expanded", "false");
    this.listen();
  }

  listen() {
    const { input, panel } = this;
    input.addEventListener("input", (event) => { if (!event.isComposing) this.askSoon(); });
    input.addEventListener("compositionstart", () => this.forget());
    input.addEventListener("compositionend", () => this.askSoon());
    input.addEventListener("keydown", (event) => this.press(event));
    input.addEventListener("blur", () => this.close());
    // A click on the list must not take the focus from the box, or the list would close before it is followed.
    panel.addEventListener("mousedown", (event) => event.preventDefault());
    panel.addEventListener("click", (event) => { if (event.target.closest("a")) this.close(); });
    window.addEventListener("pagehide", () => this.close());
  }

  get options() { return [...this.list.querySelectorAll("[role=option]")]; }

  get isOpen() { return !this.panel.hidden; }

  // Stops what is under way, and closes the list: it belongs to other words.
  forget() {
    clearTimeout(this.timer);
    this.request?.abort();
    this.close();
  }

  askSoon() {
    clearTimeout(this.timer);
    this.request?.abort();
    const typed = this.input.value.trim();
    if (!typed || typed.length > LONGEST || Date.now() < this.quietUntil) this.show({ groups: [] }, typed);
    else this.timer = setTimeout(() => this.ask(typed), WAIT);
  }

  async ask(typed) {
    const request = this.request = new AbortController();
    const address = `${this.input.dataset.suggest}?q=${encodeURIComponent(typed.toWellFormed?.() ?? typed)}`;
    try {
      const answer = await fetch(address, { signal: request.signal });
      if (answer.status === 429) {
        this.quietUntil = Date.now() + 1000 * (Number(answer.headers.get("Retry-After")) || RETRY);
      }
      const found = answer.ok ? await answer.json() : { groups: [] };
      if (request === this.request && document.activeElement === this.input) this.show(found, typed);
    } catch (error) {
      // Without an answer nothing is offered; the search itself works on.
      if (error.name !== "AbortError" && request === this.request) this.show({ groups: [] }, typed);
    }
  }

  show(found, typed) {
    this.asked = typed;
    this.move(-1);
    let count = 0;
    this.list.replaceChildren(...found.groups.map((group, number) => {
      const part = made("div", "choice-group");
      const heading = made("div", "choice-heading", group.heading);
      heading.id = `${this.list.id}-${number}`;
      part.setAttribute("role", "group");
      part.setAttribute("aria-labelledby", heading.id);
      const options = group.choices.map((choice) => optionOf(choice, `${this.list.id}-option-${count++}`));
      part.append(heading, ...options);
      return part;
    }));
    this.hint.textContent = found.hint ?? "";
    if (found.label) this.list.setAttribute("aria-label", found.label);
    this.status.textContent = found.status ?? "";
    if (count) this.open(); else this.close();
  }

  open() {
    this.panel.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
  }

  close() {
    this.move(-1);
    this.panel.hidden = true;
    this.input.setAttribute("aria-expanded", "false");
  }

  // Makes a choice the current one; -1: none, the box itself is current.
  move(number) {
    const options = this.options;
    options[this.current]?.setAttribute("aria-selected", "false");
    this.current = number;
    const option = options[number];
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) this.input.setAttribute("aria-activedescendant", option.id);
    else this.input.removeAttribute("aria-activedescendant");
  }

  press(event) {
    // Enter that ends a composition submits nothing and chooses nothing. 229: the key belongs to the input method.
    if (event.isComposing || event.keyCode === 229) {
      if (event.key === "Enter") event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    const act = { ArrowDown: () => this.step(1, event), ArrowUp: () => this.step(-1, event) }[event.key];
    if (act) act();
    else if (event.key === "Escape" && this.isOpen) this.closeBy(event);
    else if (event.key === "Enter" && this.current >= 0) this.choose(event);
    else if (event.key === "Enter") this.forget();
    else if (event.key === "Tab") this.forget();
    // The cursor moves in the box, so the box is current.
    else if (["Home", "End", "ArrowLeft", "ArrowRight"].includes(event.key)) this.move(-1);
  }

  step(by, event) {
    const last = this.options.length - 1;
    if (event.altKey && by < 0) return this.closeBy(event);
    if (last < 0 || this.asked !== this.input.value.trim()) return;
    event.preventDefault();
    if (!this.isOpen) this.open();
    if (event.altKey) return;
    // From the box to the first or last choice, and from the ends of the list back to the box.
    const next = this.current < 0 && by < 0 ? last : this.current + by;
    this.move(next > last ? -1 : next);
  }

  closeBy(event) {
    event.preventDefault();
    this.forget();
  }

  choose(event) {
    event.preventDefault();
    this.options[this.current].click();
  }
}

document.querySelectorAll("input[data-suggest]").forEach((input) => new SearchBox(input));
