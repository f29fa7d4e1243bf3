// Cases counted over two of their properties: error code by path, flag by kind of socket.

import { NONE, PASS, UNSUPPORTED, VERDICTS, deviates } from "./model.js";
import { el, said, count } from "./dom.js";
import { addressOf } from "./query.js";


// What one cell holds.
class Tally {
  constructor() {
    this.verdicts = VERDICTS.map(() => 0);
    this.total = 0;
    this.unexpected = 0;
    this.differing = 0;
  }

  add(verdict, unexpected) {
    if (verdict === NONE) return;
    ++this.verdicts[verdict];
    ++this.total;
    this.unexpected += unexpected ? 1 : 0;
  }

  get deviating() {
    return this.verdicts.reduce((sum, times, verdict) => sum + (deviates(verdict) ? times : 0), 0);
  }

  get words() {
    const parts = VERDICTS.flatMap((name, verdict) => (this.verdicts[verdict] > 0 ? [`${count(this.verdicts[verdict])} ${name}`] : []));
    if (this.unexpected > 0) parts.push(`${count(this.unexpected)} unexpected`);
    return parts.join(", ");
  }

  get tone() {
    if (this.unexpected > 0) return "unexpected";
    if (this.deviating > 0) return this.verdicts[PASS] > 0 ? "mixed" : "fail";
    return this.verdicts[UNSUPPORTED] === this.total ? "unsupported" : "pass";
  }
}

// `keysOf(index)`: the rows in which the case is counted; `columnOf(index)`: its column. What is shown is a report, or "differences".
function tallies(model, shown, keysOf, columnOf) {
  const table = new Map();
  for (let i = 0; i < model.size; ++i) {
    for (const key of keysOf(i)) {
      if (!table.has(key)) table.set(key, new Map());
      const line = table.get(key);
      const column = columnOf(i);
      if (!line.has(column)) line.set(column, new Tally());
      const tally = line.get(column);
      if (shown === "differences") {
        ++tally.total;
        // "same" is 0.
        tally.differing += model.status[i] === 0 ? 0 : 1;
      } else {
        tally.add(model.verdict(i, shown), model.unexpected(i, shown));
      }
    }
  }
  return table;
}

function cell(model, shown, tally, query, row, column) {
  if (!tally || tally.total === 0) return el("td", { class: "none" }, el("span", { class: "unseen" }, "no case"));
  const differences = shown === "differences";
  const figure = differences ? tally.differing : tally.deviating;
  const words = differences ? `${count(tally.differing)} of ${count(tally.total)} differ` : tally.words;
  const tone = differences ? (tally.differing > 0 ? "mixed" : "pass") : tally.tone;
  const address = addressOf(differences
    ? { ...query, ...(tally.differing > 0 ? { status: "differs" } : {}) }
    : { ...query, ...(tally.deviating > 0 ? { verdict: "deviates" } : {}), ...(model.compared ? { report: String(shown) } : {}) });
  return el("td", { class: `tone ${tone}` },
    el("a", { href: address, title: `${row}, ${column}: ${words}` },
      figure > 0 ? [el("b", {}, count(figure)), el("span", { class: "of" }, `/${count(tally.total)}`)] : count(tally.total),
      el("span", { class: "unseen" }, ` ${row}, ${column}: ${words}`)));
}

function matrix(model, shown, { title, corner, rows, columns, keysOf, columnOf, queryOf, name }) {
  const table = tallies(model, shown, keysOf, columnOf);
  const lines = rows.filter((row) => table.has(row));
  return [
    el("h2", {}, title),
    lines.length === 0 ? el("p", { class: "empty" }, "No case is about one.")
      : el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": title }, el("table", { class: "matrix" },
        el("thead", {}, el("tr", {}, el("th", { scope: "col" }, corner), columns.map((column) => el("th", { scope: "col", class: "column" }, el("span", {}, said(column, 60)))))),
        el("tbody", {}, lines.map((row) => el("tr", {}, el("th", { scope: "row" }, said(name(row), 80)),
          columns.map((column) => cell(model, shown, table.get(row).get(column), queryOf(row, column), name(row), column))))))),
  ];
}

export function matrices(model, parameters, go) {
  const wanted = parameters.get("show") ?? "";
  const report = Number.parseInt(wanted, 10);
  const shown = model.reports[report] ? report : model.compared && wanted !== "0" ? "differences" : 0;
  const codes = [...new Set(model.facts.map((facts) => facts.code))].sort((a, b) => (a === "") - (b === "") || (a < b ? -1 : 1));
  const flags = [...new Set(model.facts.flatMap((facts) => facts.flags))].sort();
  const choice = model.compared && el("label", { class: "choice" }, "Show ",
    el("select", { id: "matrix-report", change: (event) => go(`#/matrices?show=${event.target.value}`) },
      el("option", { value: "differences", selected: shown === "differences" }, "where the reports differ"),
      model.reports.map((each, index) => el("option", { value: index, selected: shown === index }, said(each.name, 80).textContent))));
  return el("section", { class: "matrices" }, el("h1", { tabindex: -1 }, "Matrices"),
    el("p", { class: "legend" }, shown === "differences"
      ? "Cases that differ, of all cases; a figure alone counts cases of which none differs."
      : "Cases that are not as documented, of all cases; a figure alone counts cases of which none deviates. Each leads to its cases."),
    choice,
    matrix(model, shown, {
      title: "Error code by path",
      corner: "Error code",
      rows: codes,
      columns: model.paths,
      keysOf: (i) => [model.factsOf(i).code],
      columnOf: (i) => model.paths[model.casePath[i]],
      queryOf: (row, path) => ({ code: row === "" ? "-" : row, path }),
      name: (row) => (row === "" ? "no error code" : row),
    }),
    matrix(model, shown, {
      title: "Flag by socket",
      corner: "Flag",
      rows: flags,
      columns: model.sockets,
      keysOf: (i) => model.factsOf(i).flags,
      columnOf: (i) => model.sockets[model.caseSocket[i]],
      queryOf: (flag, socket) => ({ flag, socket }),
      name: (flag) => flag,
    }));
}
