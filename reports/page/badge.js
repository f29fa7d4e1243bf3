// A verdict in one look: a sign, a colour and a word, so that none of the three is needed alone. The signs are ones that every system's
// typefaces have.

import { NONE, VERDICTS } from "./model.js";
import { el, said } from "./dom.js";

const SIGNS = ["✓", "✕", "–", "□", "!", "∞", "†", "○", "≈"];

function className(verdict, unexpected) {
  return `badge ${verdict === NONE ? "absent" : VERDICTS[verdict]}${unexpected ? " unexpected" : ""}`;
}

function words(verdict, unexpected) {
  return verdict === NONE ? "not in this report" : VERDICTS[verdict] + (unexpected ? ", unexpected" : "");
}

// "✕ fail"
export function badge(verdict, unexpected = false) {
  return el("span", { class: className(verdict, unexpected) },
    el("span", { class: "sign", "aria-hidden": "true" }, verdict === NONE ? "·" : SIGNS[verdict]),
    words(verdict, unexpected));
}

// Where there is room for the sign alone. `mark` tells apart what has the same verdict: 2 for the second behaviour, ...
export function smallBadge(verdict, unexpected = false, mark = 0) {
  return el("span", { class: `${className(verdict, unexpected)} small`, title: words(verdict, unexpected) },
    el("span", { class: "sign", "aria-hidden": "true" }, verdict === NONE ? "·" : SIGNS[verdict], mark > 1 && el("sub", {}, mark)),
    el("span", { class: "unseen" }, words(verdict, unexpected), mark > 1 && `, behaviour ${mark}`));
}

// Several reports in a few words.
export function reportNames(model, reports, most = 4) {
  const names = reports.slice(0, most).map((report, place) => [place > 0 && ", ", el("b", {}, said(model.reports[report].name, 60))]);
  const more = reports.length - most;
  return el("span", { class: "report-names" }, names, more > 0 && ` and ${more} more`);
}
