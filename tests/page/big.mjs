// A page of 20,000 cases and 10 reports, in the form in which reports/page_writer.cpp leaves its data: made here, since this is about the
// page. `like` is a page by the writer; where the two forms part, this throws.

const CASES = 20_000;
const REPORTS = 10;
const SOCKETS = ["tcp4", "tcp6", "udp4", "udp6"];
const PATHS = ["blocking", "nonblocking", "both-null", "event-wait", "event-poll", "event-result", "no-event", "routine-sleepex", "routine-wait", "iocp"];
const CODES = ["", "WSAENOTSOCK", "WSAESHUTDOWN", "WSAEFAULT", "WSAECONNRESET", "WSAEINVAL", "WSAENOTCONN", "WSAEWOULDBLOCK"];

function block(page, id) {
  return JSON.parse(page.match(new RegExp(`<script type="application/json" id="${id}">(.*?)</script>`, "s"))[1]);
}

function table() {
  const numbers = new Map([["", 0]]);
  const number = (text) => {
    if (!numbers.has(text)) numbers.set(text, numbers.size);
    return numbers.get(text);
  };
  return { number, all: () => [...numbers.keys()] };
}

function sameForm(name, made, written) {
  const names = (value) => (Array.isArray(value) ? (value.length > 0 ? [names(value[0])] : []) : value !== null && typeof value === "object" ? Object.keys(value).sort() : typeof value);
  for (const key of Object.keys(written)) {
    const [one, other] = [JSON.stringify(names(made[key])), JSON.stringify(names(written[key]))];
    if (one !== other && other !== "[]") throw new Error(`${name}.${key}: this file makes ${one}, and the writer ${other}`);
  }
}

function mainData(like) {
  const texts = table();
  const lists = [[]];
  const rowCount = CASES / (SOCKETS.length * PATHS.length);
  const rows = Array.from({ length: rowCount }, (_, i) => texts.number(`suite${i % 7}.row-number-${i}`));
  const clauses = Array.from({ length: 300 }, (_, i) => [texts.number(`Function${i % 7}.clause.number-${i}`), texts.number("must"), texts.number(`Promise number ${i} is kept.`)]);
  const facts = rows.map((_, i) => [texts.number(`suite${i % 7}`), texts.number(`Function${i % 7}`), texts.number(`claim number ${i} holds for every socket`), texts.number(CODES[i % CODES.length]), texts.number("loopback"), [i % 300, (i * 7) % 300]]);
  const cases = { row: [], socket: [], path: [], facts: [], status: [], documented: [], row_changed: [] };
  for (let row = 0; row < rowCount; ++row) {
    for (let socket = 0; socket < SOCKETS.length; ++socket) {
      for (let path = 0; path < PATHS.length; ++path) {
        cases.row.push(row);
        cases.socket.push(socket);
        cases.path.push(path);
        cases.facts.push(row);
        cases.status.push(row % 5 === 0 ? 1 : 0);
        cases.documented.push(0);
      }
    }
  }
  const behaviours = [];
  const reasons = [];
  for (let row = 0; row < rowCount; ++row) {
    const observation = (text) => lists.push([texts.number("operations"), texts.number(text), texts.number("peer"), texts.number("everything in order")]) - 1;
    behaviours.push([0, observation(`row ${row}: accepted, success, all bytes`), []], [1, observation(`row ${row}: refused with WSAEINVAL`), []], [5, 0, []]);
    reasons.push(texts.number(`expected that call ${row} succeeds; it failed with WSAEINVAL`));
  }
  const cells = Array.from({ length: REPORTS }, (_, report) => {
    const cell = { behaviour: [], reason: [], unexpected: [] };
    for (let i = 0; i < CASES; ++i) {
      const row = cases.row[i];
      const red = row % 5 === 0 && report % 3 === row % 3 ? (row % 2) + 1 : 0;
      cell.behaviour.push(row * 3 + red);
      cell.reason.push(red === 0 ? 0 : reasons[row]);
      if (red === 2) cell.unexpected.push(i);
    }
    return cell;
  });
  const differences = [];
  for (let row = 0; row < rowCount; row += 5) {
    const first = row * SOCKETS.length * PATHS.length;
    differences.push({
      status: 1, documented: 0, function: facts[row][1], clause: clauses[facts[row][5][0]][0], row: rows[row], row_changed: false,
      behaviours: cells.map((cell) => cell.behaviour[first]), cases: Array.from({ length: SOCKETS.length * PATHS.length }, (_, i) => first + i),
    });
  }
  const reports = Array.from({ length: REPORTS }, (_, i) => ({ ...like.reports[0], name: `windows-${i}`, platform: `Windows 10.0.${19041 + i}, x86_64` }));
  return {
    reports, columns: reports.map((_, i) => [i]), clauses, facts, rows, sockets: SOCKETS.map(texts.number), paths: PATHS.map(texts.number),
    cases, behaviours, cells, differences, texts: texts.all(), lists,
  };
}

function detailsData() {
  const texts = table();
  const number = texts.number;
  const lists = [[], [number("s"), number("socket#1"), number("lpOverlapped"), number("overlapped#1")]];
  const shapes = Array.from({ length: 500 }, (_, i) => [number("case"), number("target"), number(`Call${i}`), 1, number("0"), 0, 0, 0]);
  const traces = [];
  for (let index = 0; index < CASES; ++index) {
    if (Math.floor(index / 40) % 5 !== 0) continue;
    for (const report of [0, 1]) {
      const numbers = [index, report];
      for (let event = 0; event < 30; ++event) numbers.push(event * 2, event * 37, event * 2 + 1, 3, (index + event) % shapes.length);
      traces.push(numbers);
    }
  }
  const words = [[0, number("call: it")]];
  const times = (first) => Array.from({ length: REPORTS }, () => Array.from({ length: CASES }, (_, i) => first + (i % 977)));
  return { texts: texts.all(), lists, wall: times(1000), call: times(200), shapes, traces, attempts: [[0, 0, [[0, 0, 1, 5, 1], [1, 0, 1, 5, 1]]]], words };
}

export function bigPage(like) {
  const written = { data: block(like, "data"), details: block(like, "details") };
  const made = { data: mainData(written.data), details: detailsData() };
  let page = like;
  for (const id of ["data", "details"]) {
    sameForm(id, made[id], written[id]);
    const opening = `<script type="application/json" id="${id}">`;
    const begin = page.indexOf(opening) + opening.length;
    page = page.slice(0, begin) + JSON.stringify(made[id]) + page.slice(page.indexOf("</script>", begin));
  }
  return { text: page, cases: CASES, reports: REPORTS };
}
