// The page: reads its data, and shows the view that the address names.

import { Model } from "./model.js";
import { el } from "./dom.js";
import { addressOf, placeFrom, queryFrom } from "./query.js";
import { overview } from "./overview.js";
import { differences } from "./differences.js";
import { matrices } from "./matrix.js";
import { clauseTable } from "./clauses.js";
import { CasesView } from "./cases.js";
import { casePage, noSuchCase } from "./case.js";

const page = {
  main: document.getElementById("main"),
  status: document.getElementById("status"),
  nav: document.getElementById("nav"),
  input: document.querySelector("#search input"),
};

function takeData(id) {
  const block = document.getElementById(id);
  const text = block.textContent;
  block.remove();
  return text;
}

class Page {
  constructor(model) {
    this.model = model;
    this.cases = null;
    this.listAddress = "#/cases";
    this.shown = null;
    this.first = true;
    this.views = [
      ["overview", "Overview"],
      ...(model.compared ? [["differences", `Differences`]] : []),
      ["cases", "Cases"],
      ["matrices", "Matrices"],
      ["clauses", "Clauses"],
    ];
    this.links = new Map(this.views.map(([view, text]) => [view, el("a", { href: `#/${view}` }, text)]));
    page.nav.append(...this.links.values());
    addEventListener("hashchange", () => this.show());
    page.input.addEventListener("input", () => this.search());
    page.input.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.search();
      this.cases.list.element.querySelector('a[tabindex="0"]')?.focus();
    });
    document.getElementById("skip").addEventListener("click", () => page.main.focus());
  }

  show() {
    const place = placeFrom(location.hash);
    const known = place.view === undefined || this.links.has(place.view);
    const view = place.view === undefined ? "cases" : known ? place.view : "overview";
    for (const [name, link] of this.links) {
      if (name === view) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    const draw = {
      overview: () => overview(this.model),
      differences: () => differences(this.model),
      matrices: () => matrices(this.model, place.parameters, (address) => this.replace(address)),
      clauses: () => clauseTable(this.model, place.parameters, (address) => this.replace(address)),
    };
    if (place.view === undefined) {
      this.showCase(place.id);
    } else if (view === "cases") {
      this.showCases(queryFrom(place.parameters));
    } else {
      this.put(view, this.views.find(([name]) => name === view)[1], draw[view]());
    }
    this.first = false;
  }

  // An address that is no step of its own on the way back.
  replace(address) {
    history.replaceState(null, "", address);
    const focused = document.activeElement?.id;
    this.show();
    if (focused) document.getElementById(focused)?.focus();
  }

  put(kind, title, element) {
    const name = this.model.reports.map((report) => report.platform).slice(0, 3).join(" · ");
    document.title = `${title} · ${name} · winsock-cts`.slice(0, 200);
    document.body.dataset.view = kind;
    if (element.parentNode !== page.main) {
      page.main.replaceChildren(element);
      scrollTo(0, 0);
      // Who follows a link is told where it led; who has just come is where a page begins.
      if (!this.first) element.querySelector("h1")?.focus({ preventScroll: true });
    }
    if (kind !== "cases") page.input.value = "";
  }

  showCases(query) {
    this.cases ??= new CasesView(this.model, (address) => this.replace(address));
    const last = this.shown;
    this.shown = null;
    this.listAddress = addressOf(query);
    if (page.input.value !== query.q && document.activeElement !== page.input) page.input.value = query.q;
    this.put("cases", "Cases", this.cases.element);
    const words = this.cases.show(query);
    if (last !== null) this.cases.revealCase(last);
    page.status.textContent = words;
  }

  showCase(id) {
    const index = this.model.byId.get(id);
    if (index === undefined) {
      this.put("case", "No such case", noSuchCase(id));
      return;
    }
    const selected = this.cases?.selected ?? [...this.model.ids.keys()];
    this.shown = index;
    this.put("case", id, casePage(this.model, index, { list: this.listAddress, selected }));
    page.status.textContent = "";
  }

  search() {
    const place = placeFrom(location.hash);
    const query = place.view === "cases" ? queryFrom(place.parameters) : queryFrom(new URLSearchParams());
    query.q = page.input.value;
    const address = addressOf(query);
    if (address === location.hash) return;
    // The first letter leads to the list; the others only narrow it.
    if (place.view === "cases") history.replaceState(null, "", address);
    else history.pushState(null, "", address);
    const before = this.first;
    this.first = true;
    this.show();
    this.first = before;
    page.input.focus();
  }
}

const model = new Model(takeData("data"), takeData("details"));
new Page(model).show();
page.main.setAttribute("aria-busy", "false");
performance.mark("shown");
