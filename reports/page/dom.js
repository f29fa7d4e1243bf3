// The one way in which this page makes elements. Whatever comes out of a report was once said by a target: it enters as text nodes only,
// isolated from its surroundings' writing direction, and is cut where nobody would read on.

const SVG = "http://www.w3.org/2000/svg";

function filled(element, attributes, children) {
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (typeof value === "function") {
      element.addEventListener(name, value);
    } else if (name === "href" && !String(value).startsWith("#")) {
      throw new Error("this page links to its own places only");
    } else {
      element.setAttribute(name, value === true ? "" : String(value));
    }
  }
  add(element, children);
  return element;
}

// Children: nodes, strings, numbers, nested arrays of them; null and false are left out.
export function add(element, children) {
  for (const child of children) {
    if (child === null || child === undefined || child === false) continue;
    if (Array.isArray(child)) {
      add(element, child);
    } else {
      element.append(child instanceof Node ? child : String(child));
    }
  }
}

// el("a", {href: "#x", click: listener}, "text", other)
export function el(name, attributes = {}, ...children) {
  return filled(document.createElement(name), attributes, children);
}

export function svg(name, attributes = {}, ...children) {
  return filled(document.createElementNS(SVG, name), attributes, children);
}

const LONGEST = 400;

export function cut(text, limit = LONGEST) {
  if (text.length <= limit) return text;
  // Not in the middle of a surrogate pair.
  const end = /[\uD800-\uDBFF]/.test(text[limit - 2]) ? limit - 2 : limit - 1;
  return `${text.slice(0, end)}…`;
}

// What a report says, as people may see it.
export function said(text, limit = LONGEST) {
  return el("bdi", {}, cut(text, limit));
}

// The same where names and codes stand: in the typeface that tells 1 from l.
export function code(text, limit = LONGEST) {
  return el("code", {}, said(text, limit));
}

const numbers = new Intl.NumberFormat("en");

export function count(number) {
  return numbers.format(number);
}

// "1 case", "2,000 cases"
export function counted(number, noun) {
  return `${count(number)} ${noun}${number === 1 ? "" : "s"}`;
}

// 1204 -> "1,204 µs"; 1204000 -> "1.204 s": as few digits as still tell neighbours apart.
export function duration(microseconds) {
  if (microseconds < 10_000) return `${count(microseconds)} µs`;
  if (microseconds < 1_000_000) return `${(microseconds / 1000).toFixed(microseconds < 100_000 ? 1 : 0)} ms`;
  if (microseconds < 100_000_000) return `${(microseconds / 1_000_000).toFixed(2)} s`;
  return `${count(Math.round(microseconds / 1_000_000))} s`;
}
