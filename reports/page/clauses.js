// The documented promises, and whether the cases have put each to the test. The states are those of reports/coverage.h.

import { NONE, UNSUPPORTED, deviates, judged } from "./model.js";
import { el, said, code, count } from "./dom.js";
import { addressOf } from "./query.js";


// Covered by any report is covered; then open, where cases were not judged; then unreachable, where all of them were unsupported.
function stateOf(cases, model) {
  let unsupported = false;
  let unjudged = false;
  for (const index of cases) {
    for (let report = 0; report < model.reports.length; ++report) {
      const verdict = model.verdict(index, report);
      if (judged(verdict)) return "covered";
      if (verdict === UNSUPPORTED) unsupported = true;
      else if (verdict !== NONE) unjudged = true;
    }
  }
  return unsupported && !unjudged ? "unreachable" : "open";
}

function reasonOf(state, cases, model) {
  if (state === "covered") return "";
  if (cases.length === 0) return "no case names it";
  for (const index of cases) {
    for (let report = 0; report < model.reports.length; ++report) {
      if (model.verdict(index, report) !== NONE && model.reason(index, report)) return model.reason(index, report);
    }
  }
  return "";
}

export function clauseStates(model) {
  const cases = model.clauses.map(() => []);
  for (let i = 0; i < model.size; ++i) {
    for (const clause of model.factsOf(i).clauses) cases[clause].push(i);
  }
  return model.clauses.map((clause, index) => {
    // Duties of the caller and plain information want no case.
    const wanted = ["must", "may", ""].includes(clause.kind);
    const state = wanted ? stateOf(cases[index], model) : cases[index].length > 0 ? stateOf(cases[index], model) : "";
    const deviating = cases[index].filter((i) => model.reports.some((_, report) => deviates(model.verdict(i, report)))).length;
    return { ...clause, state, cases: cases[index].length, deviating, reason: state === "" ? "" : reasonOf(state, cases[index], model) };
  });
}

export function clauseTable(model, parameters, go) {
  const all = clauseStates(model);
  const wanted = parameters.get("state") ?? "";
  const shown = wanted === "" ? all : all.filter(({ state }) => state === wanted);
  const states = ["covered", "unreachable", "open"];
  const option = (value, text) => el("option", { value, selected: value === wanted }, text);
  return el("section", { class: "clauses" }, el("h1", { tabindex: -1 }, "Clauses"),
    el("p", { class: "legend" }, "What the documentation promises, clause by clause. Covered: a case has judged the target by it. Unreachable: its cases say why this machine cannot show it. Open: no case, or none that was judged."),
    el("label", { class: "choice" }, "Show ", el("select", { id: "clause-state", change: (event) => go(event.target.value === "" ? "#/clauses" : `#/clauses?state=${event.target.value}`) },
      option("", `all clauses (${count(all.length)})`),
      states.map((state) => option(state, `${state} (${count(all.filter((clause) => clause.state === state).length)})`)))),
    el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Clauses" }, el("table", { class: "findings" },
      el("thead", {}, el("tr", {}, ["Clause", "Kind", "State"].map((head) => el("th", { scope: "col" }, head)), ["Cases", "Deviating"].map((head) => el("th", { scope: "col", class: "number" }, head)))),
      el("tbody", {}, shown.map((clause) => el("tr", {},
        el("th", { scope: "row" }, code(clause.id, 120), clause.text && el("span", { class: "note" }, said(clause.text))),
        el("td", {}, said(clause.kind)),
        el("td", { class: "text" }, el("span", { class: `state ${clause.state}` }, clause.state), clause.reason && el("span", { class: "note" }, said(clause.reason, 200))),
        el("td", { class: "number" }, clause.cases > 0 ? el("a", { href: addressOf({ clause: clause.id }) }, count(clause.cases)) : el("span", { class: "zero" }, "0")),
        el("td", { class: "number" }, clause.deviating > 0 ? el("a", { href: addressOf({ clause: clause.id, verdict: "deviates" }) }, count(clause.deviating)) : el("span", { class: "zero" }, "0"))))))));
}
