// TAP, one line a check, and the browser that the checks look through.

import { createRequire } from "node:module";
import { join } from "node:path";

// Modules from npm lie below build/, where everything lies that is made.
const require = createRequire(join(process.env.PAGE_TEST_MODULES, "x.js"));
const { chromium } = require("playwright-core");
export const axeSource = require("axe-core").source;

let checks = 0;
let failures = 0;

export function check(name, good, seen = "") {
  ++checks;
  if (!good) ++failures;
  console.log(`${good ? "ok" : "not ok"} ${checks} - ${name}`);
  if (!good) console.log(`# seen: ${String(typeof seen === "string" ? seen : JSON.stringify(seen)).slice(0, 2000).replaceAll("\n", "\n# ")}`);
}

export function equal(name, expected, seen) {
  const [one, other] = [JSON.stringify(expected), JSON.stringify(seen)];
  check(name, one === other, `${other}, expected ${one}`);
}

export function note(text) {
  console.log(`# ${text}`);
}

export function finish() {
  console.log(`1..${checks}`);
  return failures === 0 ? 0 : 1;
}

export async function openBrowser() {
  return chromium.launch({
    executablePath: process.env.PAGE_TEST_BROWSER,
    headless: true,
    args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
}

const SIZES = { desk: { width: 1366, height: 850 }, phone: { width: 390, height: 844 } };

// A page of its own window, from disk. `complaints` gathers what must never come: errors, requests, dialogs, violations of its policy.
export async function openPage(browser, file, { hash = "", size = "desk", dark = false, script = true } = {}) {
  const context = await browser.newContext({
    viewport: SIZES[size],
    isMobile: size === "phone",
    hasTouch: size === "phone",
    deviceScaleFactor: size === "phone" ? 2 : 1,
    colorScheme: dark ? "dark" : "light",
    reducedMotion: "reduce",
    javaScriptEnabled: script,
  });
  const page = await context.newPage();
  page.complaints = [];
  page.on("pageerror", (error) => page.complaints.push(`error: ${error.message}`));
  page.on("console", (message) => page.complaints.push(`${message.type()}: ${message.text()}`));
  page.on("dialog", (dialog) => {
    page.complaints.push(`dialog: ${dialog.message()}`);
    void dialog.dismiss();
  });
  const address = `file://${file}`;
  page.on("request", (request) => {
    if (request.url().split("#")[0] !== address) page.complaints.push(`request: ${request.url().slice(0, 200)}`);
  });
  await page.goto(`${address}${hash}`);
  return page;
}

// The page has shown what the address names: hash changes are told asynchronously.
export async function settled(page) {
  await page.evaluate(() => new Promise((resolve) => setTimeout(() => requestAnimationFrame(() => resolve()), 0)));
}

export async function go(page, hash) {
  await page.evaluate((to) => (location.hash = to), hash);
  await settled(page);
}
