// The list of cases, with its filters.

import { STATUSES, VERDICTS } from "./model.js";
import { el, said, count, counted, cut } from "./dom.js";
import { FIELDS, addressOf, addressOfCase, select } from "./query.js";
import { badge, reportNames, smallBadge } from "./badge.js";
import { VirtualList } from "./list.js";

const LABELS = {
  verdict: "Verdict", expected: "Expected", status: "Between reports", function: "Function", row: "Row", code: "Error code", flag: "Flag",
  socket: "Socket", path: "Path", clause: "Clause", provoked: "Provoked by", report: "In report",
};

// [value, text] pairs; counted over all cases once.
function optionsOf(model) {
  const tally = (each) => {
    const counts = new Map();
    for (let i = 0; i < model.size; ++i) each(i, (value) => counts.set(value, (counts.get(value) ?? 0) + 1));
    // What is true of all cases is no choice.
    if (counts.size === 1 && counts.values().next().value === model.size) return [];
    return [...counts].map(([value, times]) => [value, `${value} (${count(times)})`]);
  };
  const byName = (options) => options.sort(([a], [b]) => (a < b ? -1 : 1));
  const clauses = new Map(model.clauses.map((clause, index) => [clause.id, index]));
  const verdicts = VERDICTS.map((verdict) => [verdict, verdict]);
  return {
    verdict: [["deviates", "any deviation"], ...verdicts, ...(model.compared ? [["absent", "not in the report"]] : [])],
    expected: [["no", "unexpected"], ["yes", "expected"]],
    status: model.compared ? [["differs", "any difference"], ...STATUSES.map((status) => [status, status])] : [],
    function: byName(tally((i, add) => add(model.factsOf(i).function))),
    row: byName(tally((i, add) => add(model.rowOf(i)))),
    code: byName(tally((i, add) => model.factsOf(i).code && add(model.factsOf(i).code))),
    flag: byName(tally((i, add) => model.factsOf(i).flags.forEach(add))),
    socket: tally((i, add) => add(model.sockets[model.caseSocket[i]])),
    path: tally((i, add) => add(model.paths[model.casePath[i]])),
    clause: tally((i, add) => model.factsOf(i).clauses.forEach((clause) => add(model.clauses[clause].id)))
      .sort(([a], [b]) => clauses.get(a) - clauses.get(b)),
    provoked: byName(tally((i, add) => add(model.factsOf(i).provokedBy))),
    report: model.compared ? model.reports.map((report, index) => [String(index), report.name]) : [],
  };
}

export class CasesView {
  constructor(model, go) {
    this.model = model;
    this.go = go;
    this.query = null;
    this.selects = {};
    const options = optionsOf(model);
    const fields = FIELDS.filter((field) => options[field].length > 0).map((field) => {
      const select = el("select", { name: field, change: () => this.#changed() },
        el("option", { value: "" }, "any"), options[field].map(([value, text]) => el("option", { value }, said(text, 80).textContent)));
      this.selects[field] = select;
      return el("label", {}, el("span", {}, LABELS[field]), select);
    });
    this.total = el("p", { class: "total" });
    this.reset = el("button", { type: "button", click: () => this.#clear() }, "Reset");
    this.filters = el("details", { class: "filters", open: matchMedia("(min-width: 48rem)").matches },
      el("summary", {}, "Filters"), el("div", { class: "fields" }, fields, this.reset));
    this.list = new VirtualList({
      label: "Cases",
      heads: [
        ...(model.compared ? model.columns.map((column) => el("span", { class: "column-head" }, reportNames(model, column, 2))) : ["Verdict"]),
        "Case", "Claim",
      ],
      render: (index) => this.#cells(index),
    });
    this.list.element.style.setProperty("--columns", String(model.columns.length));
    this.list.element.classList.toggle("compared", model.compared);
    this.empty = el("p", { class: "empty" }, "No case answers these filters.");
    this.element = el("section", { class: "cases" }, el("h1", { class: "unseen", tabindex: -1 }, "Cases"), this.filters, this.total, this.empty, this.list.element);
  }

  // The cases that were selected last, for the way from one case to the next.
  get selected() {
    return this.items ?? null;
  }

  show(query, { active = 0 } = {}) {
    this.query = query;
    for (const [field, select] of Object.entries(this.selects)) select.value = query[field];
    this.items = select(this.model, query);
    this.total.textContent = this.items.length === this.model.size ? counted(this.model.size, "case")
      : `${count(this.items.length)} of ${counted(this.model.size, "case")}`;
    this.reset.disabled = ["q", ...FIELDS].every((field) => !query[field]);
    this.empty.hidden = this.items.length > 0;
    this.list.element.hidden = this.items.length === 0;
    this.list.show(this.items, active);
    return this.total.textContent;
  }

  // Comes back from a case: it is where one was.
  revealCase(index) {
    const place = this.items.indexOf(index);
    if (place < 0) return;
    this.list.show(this.items, place);
    this.list.reveal();
  }

  // One report has room for the words.
  #verdicts(index) {
    const { model } = this;
    if (!model.compared) {
      return el("div", { role: "cell", class: "verdict" }, badge(model.verdict(index, 0), model.unexpected(index, 0)));
    }
    const seen = new Map();
    return model.columns.map((column) => {
      const behaviour = model.cells[column[0]].behaviour[index];
      const verdict = model.verdict(index, column[0]);
      if (!seen.has(verdict)) seen.set(verdict, []);
      const same = seen.get(verdict);
      if (!same.includes(behaviour)) same.push(behaviour);
      return el("div", { role: "cell", class: "verdict" }, smallBadge(verdict, model.unexpected(index, column[0]), same.indexOf(behaviour) + 1));
    });
  }

  #cells(index) {
    const { model } = this;
    return [
      this.#verdicts(index),
      el("div", { role: "cell", class: "id" }, this.#name(index)),
      el("div", { role: "cell", class: "claim" }, said(model.factsOf(index).claim, 200)),
    ];
  }

  // Where room is short the row's name gives way: cases of one row differ in what follows it.
  #name(index) {
    const { model } = this;
    const row = model.rowOf(index);
    const kind = model.ids[index].slice(row.length);
    return el("a", { href: addressOfCase(model.ids[index]) }, el("bdi", { class: "row" }, cut(row, 200)), kind && el("bdi", { class: "of-kind" }, cut(kind, 200)));
  }

  #changed() {
    const query = { ...this.query };
    for (const [field, select] of Object.entries(this.selects)) query[field] = select.value;
    this.go(addressOf(query));
  }

  #clear() {
    this.go(addressOf({}));
  }
}
