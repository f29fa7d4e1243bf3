// One case: what is documented beside what was observed, then what happened, in order.

import { DOCUMENTED, STATUSES } from "./model.js";
import { el, said, code, count, duration } from "./dom.js";
import { addressOf, addressOfCase } from "./query.js";
import { badge, reportNames } from "./badge.js";
import { timeline } from "./timeline.js";

const CALLS_AT_ONCE = 500;

function documented(model, index) {
  const facts = model.factsOf(index);
  const words = model.details.words.get(model.caseRow[index]) ?? [];
  return el("section", { class: "documented" }, el("h2", {}, "Documented"),
    el("p", { class: "claim" }, said(facts.claim)),
    el("ul", { class: "clause-list" }, facts.clauses.map((each) => {
      const clause = model.clauses[each];
      return el("li", {}, el("a", { href: addressOf({ clause: clause.id }) }, code(clause.id, 120)), clause.kind && el("span", { class: "kind" }, said(clause.kind)),
        clause.text && el("p", {}, said(clause.text, 1000)));
    })),
    words.length > 0 && [el("h3", {}, "The row"), el("dl", { class: "row-words" }, words.map((line) => {
      const colon = line.indexOf(": ");
      return [el("dt", {}, said(colon < 0 ? "" : line.slice(0, colon))), el("dd", {}, said(colon < 0 ? line : line.slice(colon + 2), 2000))];
    }))]);
}

// The pairs of an observation; `common` holds those that all reports show, and the others stand out.
function observation(pairs, common) {
  if (pairs.length === 0) return null;
  return el("table", { class: "observation" }, el("tbody", {}, pairs.map(([name, value], place) =>
    el("tr", { class: common && !common.has(`${name}\0${value}`) ? "differs" : null },
      el("th", { scope: "row" }, place > 0 && pairs[place - 1][0] === name ? el("span", { class: "unseen" }, said(name)) : said(name, 80)),
      el("td", {}, said(value, 2000))))));
}

function tries(model, index, report) {
  const list = model.details.tries(index, report);
  if (list.length === 0) return null;
  return el("details", {}, el("summary", {}, `${count(list.length)} tries`), el("ol", { class: "tries" }, list.map((each) =>
    el("li", {}, badge(each.verdict), " ", each.reason && said(each.reason, 1000), observation(each.observation, null)))));
}

function times(model, index, reports) {
  const { wall, call } = model.details;
  return el("p", { class: "note" }, reports.map((report, place) => [place > 0 && "; ",
    model.compared && reports.length > 1 && [said(model.reports[report].name, 40), " "],
    `took ${duration(wall[report][index])}, ${duration(call[report][index])} of them inside the target`]));
}

function observedBy(model, index, { behaviour, reports }, common) {
  const [first] = reports;
  if (behaviour === null) {
    return el("div", { class: "group absent" }, el("p", {}, badge(-1), " ", reportNames(model, reports, 12)));
  }
  const unexpected = reports.some((report) => model.unexpected(index, report));
  const reasons = [...new Set(reports.map((report) => model.reason(index, report)))].filter(Boolean);
  return el("div", { class: "group" },
    el("p", { class: "verdict-line" }, badge(behaviour.verdict, unexpected), model.compared && [" ", reportNames(model, reports, 12)]),
    reasons.map((reason) => el("p", { class: "reason" }, said(reason, 4000))),
    observation(model.pairs(behaviour.observation), common),
    tries(model, index, first),
    times(model, index, reports));
}

function observed(model, index, groups) {
  const present = groups.filter(({ behaviour }) => behaviour !== null);
  const sets = present.map(({ behaviour }) => new Set(model.pairs(behaviour.observation).map((pair) => pair.join("\0"))));
  const common = present.length > 1 ? new Set([...sets[0]].filter((pair) => sets.every((set) => set.has(pair)))) : null;
  return el("section", { class: "observed" }, el("h2", {}, "Observed"), groups.map((group) => observedBy(model, index, group, common)));
}

function traceTable(events, label) {
  const body = el("tbody");
  const values = (pairs) => pairs.map(([name, value], place) => [place > 0 && ", ", said(name, 60), "=", said(value, 200)]);
  const more = el("button", { type: "button", click: () => next() });
  let shown = 0;
  const next = () => {
    for (const event of events.slice(shown, shown + CALLS_AT_ONCE)) {
      body.append(el("tr", { class: event.who },
        el("td", { class: "number" }, event.seq), el("td", { class: "number" }, count(event.t)), el("td", {}, said(event.thread, 40)), el("td", {}, said(event.who)),
        el("td", { class: "call" }, el("b", {}, said(event.what, 80)), (event.args.length > 0 || event.result !== "") && ["(", values(event.args), ")"]),
        el("td", {}, said(event.result, 200), event.error && [" ", el("span", { class: "error" }, said(event.error, 80))]),
        el("td", {}, values(event.out), event.note && el("span", { class: "remark" }, said(event.note, 2000)))));
    }
    shown = Math.min(events.length, shown + CALLS_AT_ONCE);
    more.hidden = shown === events.length;
    more.textContent = `Show more (${count(events.length - shown)} left)`;
  };
  next();
  return [el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": label }, el("table", { class: "trace" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col", class: "number" }, "seq"), el("th", { scope: "col", class: "number" }, "µs"),
      ["Thread", "Who", "Call", "Result", "Out, remarks"].map((head) => el("th", { scope: "col" }, head)))), body)), more];
}

// A table of hundreds of rows is made when someone opens it.
function traceDetails(events, label) {
  const details = el("details", { class: "trace-details" }, el("summary", {}, `Every argument and result (${count(events.length)})`));
  details.addEventListener("toggle", () => details.childElementCount === 1 && details.append(...traceTable(events, label)));
  return details;
}

function happened(model, index, groups) {
  const parts = groups.flatMap(({ reports }) => {
    const report = reports.find((each) => model.details.trace(index, each) !== null);
    if (report === undefined) return [];
    const events = model.details.trace(index, report);
    const name = model.reports[report].name;
    const label = (what) => (model.compared ? `${what}, ${name}` : what);
    return [el("div", { class: "happened" }, model.compared && el("h3", {}, said(name, 80)),
      timeline(events, label("Timeline")), traceDetails(events, label("Trace")))];
  });
  return el("section", { class: "happening" }, el("h2", {}, "What happened, in order"),
    parts.length > 0 ? el("div", { class: "side-by-side" }, parts)
      : el("p", { class: "empty" }, "No trace was kept: a passing case keeps it with --trace all, or when it is named alone."));
}

function neighbours(model, index, selected) {
  const place = selected.indexOf(index);
  if (place < 0) return null;
  const link = (to, text, rel) => (to === undefined ? el("span", { class: "zero" }, text) : el("a", { href: addressOfCase(model.ids[to]), rel }, text));
  return el("nav", { class: "neighbours", "aria-label": "Cases" }, link(selected[place - 1], "← previous", "prev"),
    el("span", { class: "total" }, `${count(place + 1)} of ${count(selected.length)}`), link(selected[place + 1], "next →", "next"));
}

// `list`: the address of the list that one came from; `selected`: its cases.
export function casePage(model, index, { list, selected }) {
  const facts = model.factsOf(index);
  const groups = model.groups(index);
  const status = STATUSES[model.status[index]];
  const id = model.ids[index];
  return el("article", { class: `case${groups.length > 1 ? " differing" : ""}` },
    el("div", { class: "way" }, el("a", { href: list }, "Cases"), neighbours(model, index, selected)),
    el("h1", { tabindex: -1 }, said(id, 2000)),
    el("p", { class: "properties" },
      el("span", {}, "Function ", code(facts.function)), facts.code && el("span", {}, "Error code ", code(facts.code)),
      el("span", {}, "Provoked by ", said(facts.provokedBy)),
      model.compared && el("span", {}, "Between the reports ", el("span", { class: `status ${status}` }, status),
        status === "changed" && el("span", { class: "note inline" }, ` kept: ${DOCUMENTED[model.documented[index]]}`)),
      model.rowChanged.has(index) && el("span", {}, "The row itself changed between the reports")),
    el("div", { class: "facing" }, documented(model, index), observed(model, index, groups)),
    happened(model, index, groups),
    el("section", {}, el("h2", {}, "To run it alone"), el("pre", {}, `winsock-cts run ${id}`)));
}

export function noSuchCase(id) {
  return el("section", {}, el("h1", { tabindex: -1 }, "No such case"), el("p", {}, "This report has no case ", code(id, 2000), "."), el("p", {}, el("a", { href: "#/cases" }, "All cases")));
}
