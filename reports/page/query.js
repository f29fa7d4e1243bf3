// Which cases are looked at: a query, its form as an address, and the cases that it selects.
//
// Every view is an address in the hash, so that it can be sent to someone: "#/cases?verdict=fail&path=iocp", and "#" with a case's id.

import { NONE, STATUSES, VERDICTS, deviates, judged } from "./model.js";

// What one can ask for, in the order of the filters.
export const FIELDS = ["verdict", "expected", "status", "function", "row", "code", "flag", "socket", "path", "clause", "provoked", "report"];

export function queryFrom(parameters) {
  const query = { q: parameters.get("q") ?? "" };
  for (const field of FIELDS) query[field] = parameters.get(field) ?? "";
  return query;
}

export function addressOf(query, view = "cases") {
  const parameters = new URLSearchParams();
  for (const field of ["q", ...FIELDS]) {
    if (query[field]) parameters.set(field, query[field]);
  }
  const text = parameters.toString();
  return `#/${view}${text === "" ? "" : `?${text}`}`;
}

// A slash stays readable; at the beginning it would mean a view.
export function addressOfCase(id) {
  return `#${encodeURIComponent(id).replaceAll("%2F", "/").replace(/^\//, "%2F")}`;
}

// {view, parameters} or {id}.
export function placeFrom(hash) {
  const text = hash.replace(/^#/, "");
  if (text === "" || text.startsWith("/")) {
    const [view, parameters] = text.replace(/^\//, "").split("?");
    return { view: view || "overview", parameters: new URLSearchParams(parameters ?? "") };
  }
  try {
    return { id: decodeURIComponent(text) };
  } catch {
    return { id: text };
  }
}

// The verdicts that a filter's word means.
function wantedVerdicts(word) {
  if (word === "deviates") return VERDICTS.map((_, verdict) => deviates(verdict));
  if (word === "judged") return VERDICTS.map((_, verdict) => judged(verdict));
  return VERDICTS.map((name) => name === word);
}

// For each case a yes or no: whether one word stands somewhere in what is known of it. Each text is looked at once, however many cases share it.
function holding(model, word) {
  const texts = Uint8Array.from(model.lowerTexts, (text) => (text.includes(word) ? 1 : 0));
  const clauses = model.clauses.map((clause) => clause.id.toLowerCase().includes(word));
  const facts = Uint8Array.from(model.facts, (row) =>
    [row.claim, row.code, row.function, row.provokedBy].some((text) => text.toLowerCase().includes(word)) ||
    row.clauses.some((clause) => clauses[clause]) ? 1 : 0);
  const lists = Uint8Array.from(model.lists, (list) => (list.some((text) => texts[text]) ? 1 : 0));
  const behaviours = Uint8Array.from(model.behaviours, ({ verdict, observation }) =>
    lists[observation] || VERDICTS[verdict] === word ? 1 : 0);
  const found = new Uint8Array(model.size);
  for (let i = 0; i < model.size; ++i) {
    found[i] = facts[model.caseFacts[i]] || model.lowerIds[i].includes(word) ? 1 : 0;
  }
  for (const { behaviour, reason } of model.cells) {
    for (let i = 0; i < model.size; ++i) {
      if (!found[i] && behaviour[i] !== NONE && (behaviours[behaviour[i]] || texts[reason[i]])) found[i] = 1;
    }
  }
  return found;
}

// The indexes of the cases that answer the query, in their order.
export function select(model, query) {
  const tests = [];
  const report = Number.parseInt(query.report, 10);
  const cells = model.cells[report] ? [model.cells[report]] : model.cells;

  if (query.verdict === "absent") {
    tests.push((i) => cells.some(({ behaviour }) => behaviour[i] === NONE));
  } else if (query.verdict) {
    const wanted = wantedVerdicts(query.verdict);
    const behaviours = Uint8Array.from(model.behaviours, ({ verdict }) => (wanted[verdict] ? 1 : 0));
    tests.push((i) => cells.some(({ behaviour }) => behaviour[i] !== NONE && behaviours[behaviour[i]]));
  } else if (cells.length < model.cells.length) {
    tests.push((i) => cells[0].behaviour[i] !== NONE);
  }
  if (query.expected === "no") tests.push((i) => cells.some(({ unexpected }) => unexpected[i]));
  if (query.expected === "yes") tests.push((i) => !cells.some(({ unexpected }) => unexpected[i]));
  if (query.status) {
    const wanted = STATUSES.map((status) => (query.status === "differs" ? status !== "same" && status !== "flaky" : status === query.status));
    tests.push((i) => wanted[model.status[i]]);
  }

  const byFacts = (test) => {
    const yes = Uint8Array.from(model.facts, (facts) => (test(facts) ? 1 : 0));
    tests.push((i) => yes[model.caseFacts[i]]);
  };
  if (query.function) byFacts((facts) => facts.function === query.function);
  // A dash asks for those that have none.
  if (query.code) byFacts((facts) => facts.code === (query.code === "-" ? "" : query.code));
  if (query.flag) byFacts((facts) => facts.flags.includes(query.flag));
  if (query.provoked) byFacts((facts) => facts.provokedBy === query.provoked);
  if (query.clause) byFacts((facts) => facts.clauses.some((clause) => model.clauses[clause].id === query.clause));
  const byName = (ofCase, names, wanted) => {
    const index = names.indexOf(wanted);
    tests.push((i) => ofCase[i] === index);
  };
  if (query.row) byName(model.caseRow, model.rows.map((row) => model.texts[row]), query.row);
  if (query.socket) byName(model.caseSocket, model.sockets, query.socket);
  if (query.path) byName(model.casePath, model.paths, query.path);

  for (const word of query.q.toLowerCase().split(/\s+/).filter((part) => part !== "")) {
    const found = holding(model, word);
    tests.push((i) => found[i]);
  }
  const result = [];
  for (let i = 0; i < model.size; ++i) {
    if (tests.every((test) => test(i))) result.push(i);
  }
  return result;
}
