// A trace drawn: time runs downwards, a lane for each thread with its calls as bars, and a lane for each overlapped operation from its post
// to its end, so that the order in which operations complete can be seen. The lines beside the drawing say the same in words.

import { NONE } from "./model.js";
import { el, svg, said, count, duration } from "./dom.js";

const ROW = 24;       // the height of a line; the style sheet has the same
const NEST = 7;       // how far a call inside a call is set in
const BAR = 9;        // the width of a call's bar
const GAP = 14;       // between lanes
const FLIGHT = 13;    // between the lanes of operations
const MOST_FLIGHTS = 16;
const EVENTS_AT_ONCE = 300;

const PENDING = new Set(["WSA_IO_PENDING", "ERROR_IO_PENDING"]);
const INCOMPLETE = new Set(["WSA_IO_INCOMPLETE", "ERROR_IO_INCOMPLETE"]);
const RESULTS = new Set(["WSAGetOverlappedResult", "GetOverlappedResult"]);
const WITHOUT_POST = new Set([...RESULTS, "CancelIoEx", "PostQueuedCompletionStatus", "GetQueuedCompletionStatus", "GetQueuedCompletionStatusEx"]);

function argument(event, name) {
  return event.args.find(([each]) => each === name)?.[1];
}

function outcome(event, name) {
  return event.out.find(([each]) => each === name)?.[1];
}

function named(overlapped) {
  return overlapped !== undefined && overlapped !== "NULL" && overlapped !== "";
}

// A call that has started something says so with an error code.
function failed(event) {
  return event.error !== "" && !PENDING.has(event.error);
}

// The operation that a call has started: the name of its OVERLAPPED. Calls that were refused start none.
function postOf(event) {
  const overlapped = argument(event, "lpOverlapped");
  if (event.who === "case" || WITHOUT_POST.has(event.what) || !named(overlapped)) return null;
  return failed(event) ? null : overlapped;
}

// The end that an event tells: {overlapped, by: "routine" | "packet" | "result"}.
function endOf(event) {
  if (event.what === "routine") return named(argument(event, "lpOverlapped")) ? { overlapped: argument(event, "lpOverlapped"), by: "routine" } : null;
  if (event.what.startsWith("GetQueuedCompletionStatus")) {
    const overlapped = outcome(event, "lpOverlapped");
    return named(overlapped) ? { overlapped, by: "packet" } : null;
  }
  if (RESULTS.has(event.what)) {
    const overlapped = argument(event, "lpOverlapped");
    return named(overlapped) && !INCOMPLETE.has(event.error) ? { overlapped, by: "result" } : null;
  }
  return null;
}

// The lines of the drawing: each event's beginning, and the return of those during which something else began.
export function linesOf(events) {
  // `tells`: whether the call's result belongs to this line.
  const lines = events.map((event) => ({ at: event.seq, event, returns: false, tells: true }));
  for (const [index, event] of events.entries()) {
    // Events are in the order of their beginnings, so what began meanwhile comes next.
    if (event.end !== NONE && index + 1 < events.length && events[index + 1].seq < event.end) {
      lines[index].tells = false;
      lines.push({ at: event.end, event, returns: true, tells: true });
    }
  }
  return lines.sort((a, b) => a.at - b.at || a.event.seq - b.event.seq);
}

// Operations in the order of their posts: {overlapped, post: line, ends: [{line, by}]}.
function flightsOf(lines) {
  const flights = [];
  const open = new Map();
  lines.forEach(({ event, returns, tells }, place) => {
    const overlapped = returns ? null : postOf(event);
    if (overlapped !== null) {
      const flight = { overlapped, post: place, ends: [] };
      open.set(overlapped, flight);
      flights.push(flight);
    }
    // A wait tells of an end when it returns, a routine when it begins.
    const end = (event.what === "routine" ? !returns : tells) ? endOf(event) : null;
    if (end !== null && open.has(end.overlapped)) open.get(end.overlapped).ends.push({ line: place, by: end.by });
  });
  return flights;
}

// How deep each event lies inside others of its thread.
function depthsOf(events) {
  const depths = new Map();
  const stacks = new Map();
  for (const event of events) {
    if (!stacks.has(event.thread)) stacks.set(event.thread, []);
    const stack = stacks.get(event.thread);
    while (stack.length > 0 && stack.at(-1).end !== NONE && stack.at(-1).end < event.seq) stack.pop();
    // Without ends nothing can be said to lie inside.
    depths.set(event, stack.length);
    if (event.end !== NONE) stack.push(event);
  }
  return depths;
}

// A result may well be asked for once more; a second routine or packet is news.
function shownEnds(ends) {
  return ends.filter(({ by }, place) => place === 0 || by !== "result");
}

function glyph(by, x, y) {
  const at = { class: `glyph ${by}` };
  if (by === "post") return svg("circle", { ...at, cx: x, cy: y, r: 4 });
  if (by === "routine") return svg("path", { ...at, d: `M${x} ${y - 5.5}l5.5 5.5l-5.5 5.5l-5.5-5.5z` });
  if (by === "packet") return svg("rect", { ...at, x: x - 4.5, y: y - 4.5, width: 9, height: 9 });
  return svg("path", { ...at, d: `M${x} ${y - 5}l5.5 9.5h-11z` });
}

const ORDINALS = ["th", "st", "nd", "rd"];

function ordinal(number) {
  const last = number % 100 > 10 && number % 100 < 14 ? 0 : number % 10;
  return `${number}${ORDINALS[last] ?? "th"}`;
}

function callWords(event) {
  const values = event.args.map(([, value]) => value).filter((value) => value !== "NULL" && value !== "pointer" && value !== "");
  if (event.args.length === 0 && event.result === "") return [];
  return [el("span", { class: "args" }, "(", said(values.join(", "), 120), ")")];
}

function resultWords(event) {
  if (event.result === "" && event.error === "") return [];
  return [" → ", el("span", { class: failed(event) ? "result error" : "result" }, said([event.result, event.error].filter(Boolean).join(" "), 80))];
}

// What the operation lanes show of a line, in words.
function marksOf(lines, flights) {
  const marks = new Map();
  const mark = (place, words) => marks.set(place, [...(marks.get(place) ?? []), words]);
  const ends = flights.flatMap((flight) => flight.ends.slice(0, 1)).map((end) => end.line).sort((a, b) => a - b);
  for (const flight of flights) {
    mark(flight.post, `posts ${flight.overlapped}`);
    shownEnds(flight.ends).forEach((end, index) => {
      const which = flights.length > 1 ? `, ${ordinal(ends.indexOf(end.line) + 1)} of ${flights.length}` : "";
      mark(end.line, `ends ${flight.overlapped}${index > 0 ? " again" : which}`);
    });
  }
  return marks;
}

function drawing(lines, events, flights) {
  const threads = [...new Set(events.map((event) => event.thread))];
  const depths = depthsOf(events);
  const deepest = new Map(threads.map((thread) => [thread, Math.max(...events.filter((event) => event.thread === thread).map((event) => depths.get(event)))]));
  const lefts = new Map();
  let x = 6;
  for (const thread of threads) {
    lefts.set(thread, x);
    x += BAR + deepest.get(thread) * NEST + GAP;
  }
  const drawn = flights.slice(0, MOST_FLIGHTS);
  const width = x + drawn.length * FLIGHT + 4;
  const middle = (place) => place * ROW + ROW / 2;
  const picture = svg("svg", { class: "drawing", width, height: lines.length * ROW, "aria-hidden": "true", focusable: "false" });
  for (const thread of threads) {
    picture.append(svg("line", { class: "thread", x1: lefts.get(thread) + BAR / 2, x2: lefts.get(thread) + BAR / 2, y1: 0, y2: lines.length * ROW }));
  }
  const returns = new Map();
  lines.forEach((line, place) => line.returns && returns.set(line.event, place));
  lines.forEach(({ event, returns: isReturn }, place) => {
    if (isReturn) return;
    const left = lefts.get(event.thread) + depths.get(event) * NEST;
    const never = event.note === "did not return";
    const last = never ? lines.length - 1 : returns.get(event) ?? place;
    const kind = event.who === "case" && event.what !== "routine" ? "step" : event.what === "routine" ? "routine" : event.who;
    if (kind === "step") {
      picture.append(svg("circle", { class: "bar step", cx: left + BAR / 2, cy: middle(place), r: 2.5 }));
    } else {
      picture.append(svg("rect", {
        class: `bar ${kind}${failed(event) ? " failed" : ""}${never ? " never" : ""}`,
        x: left, y: place * ROW + 6, width: BAR, height: (last - place) * ROW + ROW - 12, rx: 2,
      }));
    }
  });
  drawn.forEach((flight, index) => {
    const at = x + index * FLIGHT + FLIGHT / 2;
    const last = flight.ends.at(0)?.line ?? lines.length - 1;
    picture.append(svg("line", { class: `flight${flight.ends.length === 0 ? " open" : ""}`, x1: at, x2: at, y1: middle(flight.post), y2: middle(last) }), glyph("post", at, middle(flight.post)));
    for (const end of shownEnds(flight.ends)) picture.append(glyph(end.by, at, middle(end.line)));
  });
  return { picture, width, threads, hidden: flights.length - drawn.length };
}

function legend(threads, flights, hidden) {
  const sign = (by) => svg("svg", { width: 14, height: 14, "aria-hidden": "true", focusable: "false" }, glyph(by, 7, 7));
  const swatch = (kind) => svg("svg", { width: 10, height: 14, "aria-hidden": "true", focusable: "false" }, svg("rect", { class: `bar ${kind}`, x: 0.5, y: 1, width: BAR, height: 12, rx: 2 }));
  const present = new Set(flights.flatMap(({ ends }) => shownEnds(ends).map(({ by }) => by)));
  const words = { routine: "routine runs", packet: "packet", result: "result told" };
  return el("p", { class: "legend" },
    el("span", {}, swatch("target"), " target"), el("span", {}, swatch("peer"), " peer"),
    flights.length > 0 && el("span", {}, sign("post"), " posted"),
    Object.entries(words).map(([by, text]) => present.has(by) && el("span", {}, sign(by), ` ${text}`)),
    threads.length > 1 && el("span", {}, "threads from left to right: ", threads.map((thread, index) => [index > 0 && ", ", said(thread, 40)])),
    hidden > 0 && el("span", {}, `${count(hidden)} more operations are not drawn`));
}

function lineElement(line, marks, several) {
  const { event, returns, tells } = line;
  const notable = event.who === "target" || event.what === "routine";
  return el("li", { class: `${notable ? "notable" : "minor"}${returns ? " returning" : ""}`, "data-at": line.at },
    el("span", { class: "time" }, returns ? (event.took === NONE ? "" : count(event.t + event.took)) : count(event.t)),
    el("span", { class: "words" },
      el("span", { class: "unseen" }, several && `thread ${event.thread}, `, `${event.who}: `),
      returns && el("span", { class: "back" }, "returns: "),
      el("b", {}, said(event.what, 60)),
      !returns && callWords(event), tells && resultWords(event),
      !returns && event.note && [" ", el("span", { class: "remark" }, said(event.note, 160))],
      !returns && event.took >= 1000 && [" ", el("span", { class: "remark" }, `took ${duration(event.took)}`)],
      (marks ?? []).map((words) => [" ", el("span", { class: "mark" }, said(words, 60))])));
}

function drawnFigure(lines, events, label) {
  const flights = flightsOf(lines);
  const marks = marksOf(lines, flights);
  const { picture, width, threads, hidden } = drawing(lines, events, flights);
  const list = el("ol", { class: "moments" }, lines.map((line, place) => lineElement(line, marks.get(place), threads.length > 1)));
  const body = el("div", { class: "timeline" }, picture, list);
  body.style.setProperty("--drawing", `${width}px`);
  return el("figure", { "aria-label": label }, legend(threads, flights, hidden), el("p", { class: "unit", "aria-hidden": "true" }, "µs"), body);
}

// All of a trace, or its beginning and a button for the rest.
export function timeline(events, label) {
  const holder = el("div", { class: "timeline-holder" });
  const draw = (limit) => {
    const shown = events.slice(0, limit);
    const rest = events.length - shown.length;
    holder.replaceChildren(drawnFigure(linesOf(shown), shown, label),
      rest > 0 ? el("button", { type: "button", click: () => draw(events.length) }, `Show the other ${count(rest)} events`) : "");
  };
  draw(EVENTS_AT_ONCE);
  return holder;
}
