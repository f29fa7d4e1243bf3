// The report, or the reports side by side, as the page's writer (reports/page_writer.h) left them in the two data blocks of this file.
// The first holds what lists and matrices need and is read at once; the second, traces and times, when the first case is opened.

export const VERDICTS = ["pass", "fail", "unsupported", "setup-failed", "harness-error", "timeout", "crash", "not-run", "flaky"];
export const STATUSES = ["same", "changed", "new", "gone", "flaky"];
export const DOCUMENTED = ["one-side", "neither", "both-sides", "not-judged"];

export const PASS = VERDICTS.indexOf("pass");
export const UNSUPPORTED = VERDICTS.indexOf("unsupported");

// Has judged the target; so has a crash, which breaks any promise. As in reports/coverage.h.
const JUDGED = VERDICTS.map((verdict) => ["pass", "fail", "crash", "flaky"].includes(verdict));

export const NONE = -1;

// Neither what is documented nor something that the target does not have.
export function deviates(verdict) {
  return verdict !== NONE && verdict !== PASS && verdict !== UNSUPPORTED;
}

export function judged(verdict) {
  return verdict !== NONE && JUDGED[verdict];
}

function flagsOf(texts) {
  return texts.flatMap((text) => text.match(/\bMSG_[A-Z0-9_]+/g) ?? []);
}

// A socket or a path that is no part of the id, in a report whose ids have another form.
function join(row, socket, path) {
  return socket === "" && path === "" ? row : `${row}/${socket}/${path}`;
}

export class Model {
  #detailsText;
  #details = null;
  #lowerTexts = null;
  #lowerIds = null;

  constructor(mainText, detailsText) {
    const data = JSON.parse(mainText);
    this.#detailsText = detailsText;
    this.texts = data.texts;
    this.lists = data.lists;
    this.reports = data.reports;
    this.columns = data.columns;
    this.differences = data.differences;
    this.clauses = data.clauses.map(([id, kind, text]) => ({ id: this.texts[id], kind: this.texts[kind], text: this.texts[text] }));
    this.rows = data.rows;
    this.sockets = data.sockets.map((text) => this.texts[text]);
    this.paths = data.paths.map((text) => this.texts[text]);
    this.facts = data.facts.map(([suite, func, claim, errorCode, provokedBy, clauses]) => ({
      suite: this.texts[suite],
      function: this.texts[func],
      claim: this.texts[claim],
      code: this.texts[errorCode],
      provokedBy: this.texts[provokedBy],
      clauses,
      flags: [...new Set(flagsOf([this.texts[claim], ...clauses.map((clause) => this.clauses[clause].id)]))].sort(),
    }));
    this.behaviours = data.behaviours.map(([verdict, observation, tries]) => ({ verdict, observation, tries: tries ?? [] }));
    const { row, socket, path, facts, status, documented } = data.cases;
    this.size = row.length;
    this.caseRow = Int32Array.from(row);
    this.caseSocket = Int32Array.from(socket);
    this.casePath = Int32Array.from(path);
    this.caseFacts = Int32Array.from(facts);
    this.status = Uint8Array.from(status);
    this.documented = Uint8Array.from(documented);
    this.rowChanged = new Set(data.cases.row_changed);
    this.cells = data.cells.map(({ behaviour, reason, unexpected }) => {
      const flags = new Uint8Array(this.size);
      for (const index of unexpected) flags[index] = 1;
      return { behaviour: Int32Array.from(behaviour), reason: Int32Array.from(reason), unexpected: flags };
    });
    this.ids = Array.from({ length: this.size }, (_, i) =>
      join(this.texts[this.rows[row[i]]], this.sockets[socket[i]], this.paths[path[i]]));
    this.byId = new Map();
    for (let i = this.size - 1; i >= 0; --i) this.byId.set(this.ids[i], i);
    // Reports that behave alike are shown as one; this is the first of each column.
    this.leads = this.columns.map((column) => column[0]);
  }

  get compared() {
    return this.reports.length > 1;
  }

  factsOf(index) {
    return this.facts[this.caseFacts[index]];
  }

  rowOf(index) {
    return this.texts[this.rows[this.caseRow[index]]];
  }

  behaviourOf(index, report) {
    const behaviour = this.cells[report].behaviour[index];
    return behaviour === NONE ? null : this.behaviours[behaviour];
  }

  // NONE where the report does not have the case.
  verdict(index, report) {
    const behaviour = this.cells[report].behaviour[index];
    return behaviour === NONE ? NONE : this.behaviours[behaviour].verdict;
  }

  reason(index, report) {
    return this.texts[this.cells[report].reason[index]];
  }

  unexpected(index, report) {
    return this.cells[report].unexpected[index] === 1;
  }

  // [name, value] pairs.
  pairs(list, { lists, texts } = this) {
    const flat = lists[list];
    const result = [];
    for (let i = 0; i < flat.length; i += 2) result.push([texts[flat[i]], texts[flat[i + 1]]]);
    return result;
  }

  // Reports that did the same in this case, in their order: [{behaviour, reports}], those that lack it last.
  groups(index) {
    const groups = new Map();
    this.cells.forEach((cell, report) => {
      const behaviour = cell.behaviour[index];
      if (!groups.has(behaviour)) groups.set(behaviour, []);
      groups.get(behaviour).push(report);
    });
    return [...groups]
      .map(([behaviour, reports]) => ({ behaviour: behaviour === NONE ? null : this.behaviours[behaviour], reports }))
      .sort((a, b) => (a.behaviour === null) - (b.behaviour === null));
  }

  // In lower case, for the search.
  get lowerTexts() {
    this.#lowerTexts ??= this.texts.map((text) => text.toLowerCase());
    return this.#lowerTexts;
  }

  get lowerIds() {
    this.#lowerIds ??= this.ids.map((id) => id.toLowerCase());
    return this.#lowerIds;
  }

  get details() {
    this.#details ??= new Details(JSON.parse(this.#detailsText));
    this.#detailsText = null;
    return this.#details;
  }
}

// Traces, times and the rows' words.
class Details {
  constructor(data) {
    this.texts = data.texts;
    this.lists = data.lists;
    this.wall = data.wall;
    this.call = data.call;
    this.shapes = data.shapes;
    this.traces = new Map();
    for (const [index, report, ...numbers] of data.traces) {
      if (!this.traces.has(index)) this.traces.set(index, new Map());
      this.traces.get(index).set(report, numbers);
    }
    this.attempts = new Map(data.attempts.map(([index, report, tries]) => [`${index} ${report}`, tries]));
    this.words = new Map(data.words.map(([row, ...lines]) => [row, lines.map((line) => this.texts[line])]));
  }

  // Events in their order: {seq, t, end, took, thread, who, what, args, result, error, out, note}; end and took are NONE where it did not
  // end, or has no duration. null: no trace was kept.
  trace(index, report) {
    const numbers = this.traces.get(index)?.get(report);
    if (numbers === undefined) return null;
    const events = [];
    for (let i = 0; i < numbers.length; i += 5) {
      const [thread, who, what, args, result, error, out, note] = this.shapes[numbers[i + 4]];
      events.push({
        seq: numbers[i],
        t: numbers[i + 1],
        end: numbers[i + 2],
        took: numbers[i + 3],
        thread: this.texts[thread],
        who: this.texts[who],
        what: this.texts[what],
        args: this.#pairs(args),
        result: this.texts[result],
        error: this.texts[error],
        out: this.#pairs(out),
        note: this.texts[note],
      });
    }
    return events;
  }

  // Of a case that ran more than once: [{verdict, reason, observation, wall, call}].
  tries(index, report) {
    const tries = this.attempts.get(`${index} ${report}`) ?? [];
    return tries.map(([verdict, reason, observation, wall, call]) => ({
      verdict,
      reason: this.texts[reason],
      observation: this.#pairs(observation),
      wall,
      call,
    }));
  }

  #pairs(list) {
    const flat = this.lists[list];
    const result = [];
    for (let i = 0; i < flat.length; i += 2) result.push([this.texts[flat[i]], this.texts[flat[i + 1]]]);
    return result;
  }
}
