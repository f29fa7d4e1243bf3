// What came out, first in figures, then what is to be looked at.

import { VERDICTS, STATUSES, DOCUMENTED, deviates } from "./model.js";
import { el, said, code, count, counted, duration } from "./dom.js";
import { addressOf } from "./query.js";
import { badge, reportNames } from "./badge.js";

const UNEXPECTED = VERDICTS.length;  // its place in a report's summary, behind the verdicts

// A link for a figure, plain text for a zero.
function figure(number, address) {
  return number === 0 ? el("span", { class: "zero" }, "0") : el("a", { href: address }, count(number));
}

// How many of each verdict, as lengths; the figures beside it say the same in words.
function bar(summary) {
  const total = VERDICTS.reduce((sum, _, verdict) => sum + summary[verdict], 0);
  const parts = el("div", { class: "share", "aria-hidden": "true" });
  VERDICTS.forEach((name, verdict) => {
    if (summary[verdict] === 0) return;
    const part = el("span", { class: name });
    part.style.flexGrow = String(summary[verdict]);
    // What is rare is what people look for: never thinner than can be seen.
    part.style.minWidth = "3px";
    parts.append(part);
  });
  return total === 0 ? null : parts;
}

function fact(name, value) {
  return value === "" || value === null ? null : [el("dt", {}, name), el("dd", {}, value instanceof Node ? value : said(value))];
}

export function factsOfReport(report) {
  const files = Object.entries(report.about.file_versions).map(([file, version]) => version && `${file} ${version}`).filter(Boolean).join(", ");
  return el("dl", { class: "facts" },
    fact("Platform", report.platform),
    fact("System", `${report.about.os} ${report.about.build}.${report.about.ubr}`),
    fact("Target", `${report.target.kind}${report.target.path ? ` · ${report.target.path}` : ""}`),
    fact("File version", report.target.file_version),
    fact("SHA-256", report.target.sha256 && code(report.target.sha256)),
    fact("Files", files),
    fact("Lab", report.target.lab ?? ""),
    fact("Suite", `${report.suite.version}${report.suite.commit ? ` (${report.suite.commit.slice(0, 12)})` : ""}`),
    fact("Arguments", report.suite.arguments.length > 0 && code(report.suite.arguments.join(" "))),
    fact("Started", report.started.replace("T", " ").replace("Z", " UTC")),
    fact("Took", report.wall_ms > 0 ? duration(report.wall_ms * 1000) : ""));
}

function cutOff(report) {
  return !report.complete && el("p", { class: "notice" }, "This run was cut off: cases are missing.");
}

function verdictTable(model) {
  const present = VERDICTS.map((_, verdict) => verdict).filter((verdict) => model.reports.some((report) => report.summary[verdict] > 0));
  const heads = present.map((verdict) => el("th", { scope: "col", class: "number" }, badge(verdict)));
  return el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": "Cases by verdict" }, el("table", { class: "figures" },
    el("thead", {}, el("tr", {}, el("th", { scope: "col" }, "Report"), heads, el("th", { scope: "col", class: "number" }, "unexpected"))),
    el("tbody", {}, model.reports.map((report, index) => el("tr", {},
      el("th", { scope: "row" }, said(report.name, 80), el("span", { class: "note" }, said(report.platform, 120), report.complete ? "" : ", cut off")),
      present.map((verdict) => el("td", { class: "number" }, figure(report.summary[verdict], addressOf({ verdict: VERDICTS[verdict], report: String(index) })))),
      el("td", { class: "number" }, figure(report.summary[UNEXPECTED], addressOf({ expected: "no", report: String(index) }))))))));
}

function verdictList(report) {
  return el("ul", { class: "verdicts" }, VERDICTS.map((name, verdict) => report.summary[verdict] > 0 &&
    el("li", {}, badge(verdict), " ", figure(report.summary[verdict], addressOf({ verdict: name })))));
}

// Cases of one row that deviate alike, as one line.
function groupsOf(model, wanted) {
  const groups = new Map();
  for (let i = 0; i < model.size; ++i) {
    if (!wanted(i)) continue;
    const key = `${model.caseRow[i]} ${model.cells[0].behaviour[i]}`;
    if (!groups.has(key)) groups.set(key, []);
    groups.get(key).push(i);
  }
  return [...groups.values()];
}

function groupTable(model, label, groups) {
  return el("div", { class: "wide", tabindex: 0, role: "region", "aria-label": label }, el("table", { class: "findings" },
    el("thead", {}, el("tr", {}, ["Row", "Cases", "Verdict", "What happened"].map((head) => el("th", { scope: "col" }, head)))),
    el("tbody", {}, groups.map((cases) => {
      const [first] = cases;
      const verdict = model.verdict(first, 0);
      const row = model.rowOf(first);
      return el("tr", {},
        el("th", { scope: "row" }, el("a", { href: addressOf({ row, verdict: VERDICTS[verdict] }) }, said(row, 120)), el("span", { class: "note" }, said(model.factsOf(first).claim, 160))),
        el("td", { class: "number" }, count(cases.length)),
        el("td", {}, badge(verdict, model.unexpected(first, 0))),
        el("td", { class: "text" }, said(model.reason(first, 0))));
    }))));
}

function oneReport(model) {
  const [report] = model.reports;
  const unexpected = groupsOf(model, (i) => model.unexpected(i, 0));
  const known = groupsOf(model, (i) => !model.unexpected(i, 0) && deviates(model.verdict(i, 0)));
  return [
    el("h1", { tabindex: -1 }, said(report.platform, 120)),
    cutOff(report),
    el("p", { class: `headline ${report.summary[UNEXPECTED] > 0 ? "red" : "green"}` },
      report.summary[UNEXPECTED] > 0
        ? el("a", { href: addressOf({ expected: "no" }) }, `${counted(report.summary[UNEXPECTED], "unexpected result")}`)
        : "Nothing unexpected",
      ` in ${counted(model.size, "case")}`),
    bar(report.summary), verdictList(report),
    unexpected.length > 0 && [el("h2", {}, "Unexpected"), groupTable(model, "Unexpected", unexpected)],
    known.length > 0 && [el("h2", {}, "Known deviations"), groupTable(model, "Known deviations", known)],
    el("h2", {}, "The run"), factsOfReport(report),
  ];
}

function statusTable(model) {
  const changed = STATUSES.indexOf("changed");
  const counts = STATUSES.map(() => 0);
  const sides = DOCUMENTED.map(() => 0);
  for (let i = 0; i < model.size; ++i) {
    ++counts[model.status[i]];
    if (model.status[i] === changed) ++sides[model.documented[i]];
  }
  const explained = ["documented on one side", "documented on neither side", "documented on both sides", "not judged on one side"];
  return el("ul", { class: "verdicts" },
    STATUSES.map((status, index) => counts[index] > 0 && el("li", {}, el("span", { class: `status ${status}` }, status), " ", figure(counts[index], addressOf({ status })),
      index === changed && el("span", { class: "note inline" }, sides.map((side, i) => side > 0 && `${count(side)} ${explained[i]}`).filter(Boolean).join(", ")))));
}

function severalReports(model) {
  const merged = model.columns.filter((column) => column.length > 1);
  return [
    el("h1", { tabindex: -1 }, `${count(model.reports.length)} reports, ${counted(model.size, "case")}`),
    statusTable(model),
    merged.length > 0 && el("ul", { class: "merged" }, merged.map((column) =>
      el("li", {}, reportNames(model, column, 8), " behave alike in every case and are one column in the lists."))),
    verdictTable(model),
    el("h2", {}, "The runs"),
    el("div", { class: "runs" }, model.reports.map((report) => el("section", {}, el("h3", {}, said(report.name, 80)), cutOff(report), factsOfReport(report)))),
  ];
}

export function overview(model) {
  return el("section", { class: "overview" }, model.compared ? severalReports(model) : oneReport(model));
}
