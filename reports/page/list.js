// A list of any length of which only what can be seen exists. One tab stop; arrows, Page Up and Down, Home and End move within it.

import { el } from "./dom.js";

const MARGIN = 12;  // rows kept beyond both edges, so that slow scrolling never shows a gap

export class VirtualList {
  #items = [];
  #active = 0;
  #drawn = { first: 0, last: -1 };
  #rowHeight = 0;

  // render(item, place) gives the cells of a row; the first link among them is what the row stands for. `heads` are the column headings.
  constructor({ label, heads, render }) {
    this.render = render;
    this.rows = el("div", { role: "rowgroup", class: "rows" });
    this.table = el("div", { role: "table", "aria-label": label, class: "list-table" },
      el("div", { role: "rowgroup", class: "heads" },
        el("div", { role: "row", "aria-rowindex": 1, class: "line" }, heads.map((head) => el("div", { role: "columnheader" }, head)))),
      this.rows);
    this.element = el("div", { class: "list", scroll: () => this.#schedule(), keydown: (event) => this.#onKey(event), focusin: (event) => this.#onFocus(event) },
      this.table);
    this.resized = new ResizeObserver(() => this.#measure());
    this.resized.observe(this.element);
  }

  show(items, active = 0) {
    this.#items = items;
    this.#active = Math.max(0, Math.min(active, items.length - 1));
    this.table.setAttribute("aria-rowcount", String(items.length + 1));
    this.#measure();
  }

  get active() {
    return this.#active;
  }

  // Brings the active row into view, without moving the focus.
  reveal() {
    const top = this.#active * this.#rowHeight;
    const seen = this.element.clientHeight - this.#headHeight();
    if (top < this.element.scrollTop || top + this.#rowHeight > this.element.scrollTop + seen) {
      this.element.scrollTop = Math.max(0, top - seen / 2);
    }
    this.#draw();
  }

  #headHeight() {
    return this.table.firstElementChild.offsetHeight;
  }

  // The height of a row is the style sheet's to say: one line on a desk, two on a phone.
  #measure() {
    const height = Number.parseFloat(getComputedStyle(this.element).getPropertyValue("--row-height"));
    this.#rowHeight = height > 0 ? height : 28;
    this.rows.style.height = `${this.#items.length * this.#rowHeight}px`;
    this.#drawn = { first: 0, last: -1 };
    this.#draw();
  }

  #schedule() {
    if (this.scheduled) return;
    this.scheduled = true;
    requestAnimationFrame(() => {
      this.scheduled = false;
      this.#draw();
    });
  }

  #draw() {
    const first = Math.max(0, Math.floor(this.element.scrollTop / this.#rowHeight) - MARGIN);
    const seen = Math.ceil(this.element.clientHeight / this.#rowHeight);
    const last = Math.min(this.#items.length - 1, first + seen + 2 * MARGIN);
    if (first === this.#drawn.first && last === this.#drawn.last) return;
    this.#drawn = { first, last };
    const focused = this.rows.contains(document.activeElement);
    const lines = [];
    // The active row always exists, so that the focus is never lost to scrolling.
    if (this.#active < first && this.#items.length > 0) lines.push(this.#line(this.#active));
    for (let place = first; place <= last; ++place) lines.push(this.#line(place));
    if (this.#active > last && this.#items.length > 0) lines.push(this.#line(this.#active));
    this.rows.replaceChildren(...lines);
    if (focused) this.#link(this.#active)?.focus({ preventScroll: true });
  }

  #line(place) {
    const line = el("div", { role: "row", "aria-rowindex": place + 2, "data-place": place, class: "line" }, this.render(this.#items[place], place));
    line.style.transform = `translateY(${place * this.#rowHeight}px)`;
    for (const link of line.querySelectorAll("a")) link.tabIndex = -1;
    const link = line.querySelector("a");
    if (link !== null && place === this.#active) link.tabIndex = 0;
    return line;
  }

  #link(place) {
    return this.rows.querySelector(`[data-place="${place}"] a`);
  }

  #onFocus(event) {
    const line = event.target.closest("[data-place]");
    if (line !== null && this.rows.contains(line)) this.#setActive(Number(line.dataset.place));
  }

  #setActive(place) {
    const before = this.#link(this.#active);
    if (before !== null) before.tabIndex = -1;
    this.#active = place;
    const now = this.#link(place);
    if (now !== null) now.tabIndex = 0;
  }

  #onKey(event) {
    if (event.altKey || event.ctrlKey || event.metaKey || !this.rows.contains(event.target)) return;
    const page = Math.max(1, Math.floor(this.element.clientHeight / this.#rowHeight) - 2);
    const moves = { ArrowDown: 1, ArrowUp: -1, PageDown: page, PageUp: -page, Home: -Infinity, End: Infinity };
    if (!(event.key in moves)) return;
    event.preventDefault();
    const place = Math.max(0, Math.min(this.#items.length - 1, this.#active + moves[event.key]));
    this.#setActive(place);
    const top = place * this.#rowHeight;
    const seen = this.element.clientHeight - this.#headHeight();
    if (top < this.element.scrollTop) this.element.scrollTop = top;
    if (top + this.#rowHeight > this.element.scrollTop + seen) this.element.scrollTop = top + this.#rowHeight - seen;
    this.#drawn = { first: 0, last: -1 };
    this.#draw();
    this.#link(place)?.focus({ preventScroll: true });
  }
}
