// Where the reports differ, by function and clause, cases of a row that differ alike as one entry.

import { DOCUMENTED, NONE, STATUSES } from "./model.js";
import { el, said, code, count, counted } from "./dom.js";
import { addressOf, addressOfCase } from "./query.js";
import { badge, reportNames } from "./badge.js";

const ENTRIES_AT_ONCE = 100;

const EXPLAINED = {
  "one-side": "documented on one side",
  neither: "documented on neither side",
  "both-sides": "documented on both sides",
  "not-judged": "not judged on one side",
};

const MOST_PATHS = 4;

function pathsText(model, places) {
  const names = places.sort((a, b) => a - b).map((place) => model.paths[place]);
  return names.length <= MOST_PATHS ? names.join(", ") : `${names.slice(0, MOST_PATHS - 1).join(", ")} and ${count(names.length - MOST_PATHS + 1)} more paths`;
}

// "tcp4, tcp6 × iocp; udp4 × iocp-skip": sockets with the same paths are merged.
function kindsText(model, cases) {
  const paths = new Map();
  for (const index of cases) {
    const socket = model.caseSocket[index];
    if (!paths.has(socket)) paths.set(socket, []);
    paths.get(socket).push(model.casePath[index]);
  }
  const sockets = new Map();
  for (const [socket, list] of [...paths].sort(([a], [b]) => a - b)) {
    const key = list.sort((a, b) => a - b).join(" ");
    if (!sockets.has(key)) sockets.set(key, []);
    sockets.get(key).push(model.sockets[socket]);
  }
  return [...sockets].map(([list, names]) => `${names.join(", ")} × ${pathsText(model, list.split(" ").map(Number))}`).join("; ");
}

function observationText(model, behaviour) {
  return model.pairs(behaviour.observation).map(([name, value]) => `${name}: ${value}`).join("; ");
}

function sides(model, behaviours, first) {
  const groups = new Map();
  behaviours.forEach((behaviour, report) => {
    if (!groups.has(behaviour)) groups.set(behaviour, []);
    groups.get(behaviour).push(report);
  });
  return el("ul", { class: "sides" }, [...groups].map(([index, reports]) => {
    const behaviour = index === NONE ? null : model.behaviours[index];
    const words = behaviour && (observationText(model, behaviour) || model.reason(first, reports[0]));
    return el("li", {}, badge(behaviour?.verdict ?? NONE, reports.some((report) => model.unexpected(first, report))), " ",
      reportNames(model, reports, 12), words && [" · ", said(words)]);
  }));
}

function entry(model, difference) {
  const { status, documented, row, row_changed: rowChanged, behaviours, cases } = difference;
  const name = model.texts[row];
  const [first] = cases;
  return el("li", { class: "difference" },
    el("p", {},
      el("span", { class: `status ${STATUSES[status]}` }, STATUSES[status]), " ",
      el("a", { href: cases.length === 1 ? addressOfCase(model.ids[first]) : addressOf({ row: name, status: STATUSES[status] }) }, said(name, 120)), " ",
      el("span", { class: "note inline" }, said(kindsText(model, cases), 300), ` (${counted(cases.length, "case")}`,
        STATUSES[status] === "changed" && `; ${EXPLAINED[DOCUMENTED[documented]]}`, rowChanged && "; the row itself changed", ")")),
    el("p", { class: "claim" }, said(model.factsOf(first).claim)),
    sides(model, behaviours, first));
}

// Entries are made a hundred at a time; a button brings the next.
export function differences(model) {
  const body = el("div", {});
  const more = el("button", { type: "button", click: () => next() });
  let shown = 0;
  let clause = null;
  let list = null;
  const next = () => {
    const begin = shown;
    for (const difference of model.differences.slice(shown, shown + ENTRIES_AT_ONCE)) {
      const key = `${difference.function} ${difference.clause}`;
      if (key !== clause) {
        clause = key;
        list = el("ul", { class: "difference-list" });
        const clauseId = model.texts[difference.clause];
        const known = model.clauses.find(({ id }) => id === clauseId);
        body.append(el("h2", {}, code(clauseId || model.texts[difference.function], 120)), known?.text ? el("p", { class: "clause-text" }, said(known.text)) : "", list);
      }
      list.append(entry(model, difference));
      ++shown;
    }
    more.hidden = shown >= model.differences.length;
    more.textContent = `Show more (${count(model.differences.length - shown)} left)`;
    if (begin > 0) body.querySelectorAll(".difference a")[begin]?.focus();
  };
  next();
  const total = model.differences.reduce((sum, { cases }) => sum + cases.length, 0);
  return el("section", { class: "differences" }, el("h1", { tabindex: -1 }, "Differences"),
    el("p", { class: "total" }, model.differences.length === 0 ? "The reports show the same behaviour in every case."
      : `${counted(total, "case")} in ${counted(model.differences.length, "entry").replace(/entrys$/, "entries")}`), body, more);
}

