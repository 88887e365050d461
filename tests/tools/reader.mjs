// Uses a published folder as a reader would, most of it with keys alone: filters and sorts the matrix, compares two who hold positions,
// opens cards beside citation marks and terms, reads without JavaScript and without a network.
// Usage: node reader.mjs FOLDER BASE_PATH

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, patience, withAxe } from "./chromium.mjs";
import { serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const overlay = new Map();
const { port, close } = await serveFolder(folder, base, overlay);
// A name of its own: nothing is kept for reading offline on the author's machine.
const origin = `http://reader.test:${port}`;
const browser = await launch("--host-resolver-rules=MAP reader.test 127.0.0.1", `--unsafely-treat-insecure-origin-as-secure=${origin}`);

const isPage = (path) => path.endsWith(".html") && !readFileSync(join(folder, path), "utf8").includes('http-equiv="refresh"');
const pages = readdirSync(folder, { recursive: true }).map((path) => path.replaceAll("\\", "/")).filter(isPage).sort();
const addressOf = (path) => `${origin}${base}${path.replace(/(^|\/)index\.html$/, "$1")}`;
const pageWith = (text) => addressOf(pages.find((path) => path !== "glossary/index.html" && readFileSync(join(folder, path), "utf8").includes(text)));

const problems = [];
let held = 0;
const check = (what, holds) => {
  if (holds) held += 1;
  else problems.push(what);
};

/** A page of a context of its own, which must ask no other host and have no error. */
const open = async (address, { quiet = false, ...options } = {}) => {
  const context = await browser.newContext({ viewport: { width: 1024, height: 800 }, ...options });
  const page = await context.newPage();
  if (!quiet) {
    page.on("console", (message) => message.type() === "error" && problems.push(`console: ${message.text()}`));
    page.on("requestfailed", (request) => request.failure()?.errorText !== "net::ERR_ABORTED" && problems.push(`failed: ${request.url()} ${request.failure()?.errorText}`));
  }
  page.on("pageerror", (error) => problems.push(`script: ${error.message}`));
  context.on("request", (request) => request.url().startsWith(origin) || problems.push(`asks another host: ${request.url()}`));
  await page.goto(address);
  return page;
};

/** Presses Tab until what has the focus matches. */
const tabTo = async (page, selector) => {
  for (let presses = 0; presses < 400; presses += 1) {
    await page.keyboard.press("Tab");
    if (await page.evaluate((selector) => document.activeElement.matches(selector), selector)) return;
  }
  throw new Error(`Tab does not reach ${selector} on ${page.url()}`);
};

const accessible = async (page, what) => {
  await withAxe(page);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const found = violations.map((it) => `${it.id}: ${it.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  check(`${what} is accessible: ${found.join("; ")}`, !found.length);
};

const query = (page) => new URL(page.url()).searchParams;
const focused = (page, selector) => page.evaluate((selector) => document.activeElement.matches(selector), selector);
const shownRows = (page) =>
  page.evaluate(() => [...document.querySelectorAll(".matrix tbody tr")].filter((row) => !row.hidden).map((row) => [row.querySelector("a").textContent, row.dataset.party ?? ""]));

const matrix = async () => {
  const page = await open(`${origin}${base}positions/`);
  const all = await shownRows(page);
  await tabTo(page, "select[name=party]");
  await page.keyboard.press("ArrowDown");
  const party = query(page).get("party");
  const some = await shownRows(page);
  check("a filter keeps the rows of a party", party && some.length < all.length && some.every(([, of]) => of === party));
  check("the status says how many rows show", (await page.locator(".matrix-tools [role=status]").textContent()).match(/\d+/g).join() === `${some.length},${all.length}`);
  await page.reload();
  check("a filter is kept in the address", JSON.stringify(await shownRows(page)) === JSON.stringify(some));
  await tabTo(page, "button[type=reset]");
  await page.keyboard.press("Enter");
  check("a reset shows all rows in their order", !page.url().includes("?") && JSON.stringify(await shownRows(page)) === JSON.stringify(all));

  await tabTo(page, "th:nth-child(2) .sort");
  await page.keyboard.press("Enter");
  const sorted = () =>
    page.evaluate(() => {
      const stances = [...document.querySelectorAll("select[name=stance] option")].map((option) => option.value);
      const ranks = [...document.querySelectorAll(".matrix tbody tr")].map((row) => stances.indexOf(row.cells[1].dataset.stance));
      return [document.querySelector("th:nth-child(2)").ariaSort, ranks.filter((rank) => rank > 0), ranks.findIndex((rank) => rank < 0), ranks.findLastIndex((rank) => rank > 0)];
    });
  let [way, ranks, firstEmpty, lastStated] = await sorted();
  check("a column sorts by stance, what is not stated last", way === "ascending" && firstEmpty > lastStated && ranks.every((rank, at) => !at || ranks[at - 1] <= rank));
  await page.keyboard.press("Enter");
  [way, ranks, firstEmpty, lastStated] = await sorted();
  check("and the other way round", way === "descending" && firstEmpty > lastStated && ranks.every((rank, at) => !at || ranks[at - 1] >= rank));
  await page.goto(`${origin}${base}`);
  await page.goBack();
  check("sorting is there again on the way back", (await sorted())[0] === "descending" && query(page).get("sort").startsWith("-"));

  await tabTo(page, ".matrix tbody tr:nth-child(n + 2) summary");
  await page.keyboard.press("Enter");
  const cell = await page.evaluate(() => {
    const summary = document.activeElement;
    const { left, top, width, height } = summary.getBoundingClientRect();
    const seen = document.elementFromPoint(left + width / 2, top + height / 2);
    const head = document.querySelector(".matrix thead th");
    const scroller = document.querySelector(".matrix-scroller");
    scroller.scrollTo(60, 90);
    const headTop = head.getBoundingClientRect();
    const frame = scroller.getBoundingClientRect();
    return { open: summary.parentElement.open, seen: summary.contains(seen), sticks: Math.abs(headTop.top - frame.top) < 2 && Math.abs(headTop.left - frame.left) < 2 };
  });
  await accessible(page, "a sorted matrix with an open cell");
  check(`a cell opens in place, and is seen beside the headers, which stay: ${JSON.stringify(cell)}`, cell.open && cell.seen && cell.sticks);
  await page.context().close();
};

const timeline = async () => {
  const page = await open(`${origin}${base}timeline/`);
  const shown = () => page.locator(".events .timeline > li:visible").count();
  const all = await shown();
  const options = await page.$$eval("#timeline\\.issue option", (found) => found.map((it) => it.value).filter(Boolean));
  await tabTo(page, "#timeline\\.issue");
  await page.keyboard.press("ArrowDown");
  const some = await shown();
  check("a filter leaves the events of an issue", some > 0 && some < all && query(page).get("issue") === options[0]);
  check("and sets the others aside in the drawing", (await page.locator(".chart-mark[data-aside]").count()) === all - some);
  await page.reload();
  check("it is kept in the address", (await shown()) === some);
  await page.locator(".timeline-tools button").press("Enter");
  check("a reset shows all events", (await shown()) === all && !page.url().includes("?"));
  await page.context().close();
};

const theme = async () => {
  const page = await open(`${origin}${base}`, { colorScheme: "light" });
  const paper = () => page.evaluate(() => getComputedStyle(document.body.parentElement).backgroundColor);
  const light = await paper();
  await tabTo(page, ".theme-switch");
  await page.keyboard.press("Enter");
  const dark = await paper();
  check("the theme is switched by keyboard", dark !== light && (await page.getAttribute(".theme-switch", "aria-pressed")) === "true");
  await page.goto(`${origin}${base}positions/`);
  check("and stays so on the next page", (await paper()) === dark);
  await tabTo(page, ".theme-switch");
  await page.keyboard.press("Enter");
  check("until it is switched back, which leaves nothing behind", (await paper()) === light && (await page.evaluate(() => localStorage.length)) === 0);
  await page.context().close();
};

/** Where there is a worker, it gives pages as they were chosen to look: nothing flashes, even when no script comes. */
const themeFromTheWorker = async () => {
  const page = await open(`${origin}${base}`, { colorScheme: "light", quiet: true });
  await page.waitForFunction(() => navigator.serviceWorker.controller, null, { timeout: patience });
  const given = async (path) => (await (await page.goto(`${origin}${base}${path}`)).text()).match(/<html [^>]*data-theme="(\w+)"/)?.[1];
  check("a worker leaves pages as they are", (await given("positions/")) === undefined);
  await page.locator(".theme-switch").click();
  check("and gives them in the colors that were chosen", (await given("")) === "dark");
  await kept(page, "");
  await page.context().setOffline(true);
  check("without a network too", (await given("")) === "dark");
  await page.context().setOffline(false);
  await page.evaluate(() => localStorage.clear());
  await given("");
  check("until nothing is chosen any more", (await given("")) === undefined);
  await until(page, async () => (await caches.keys()).every((name) => !name.endsWith("theme")));
  check("which leaves nothing behind", true);
  await page.context().close();
};

const compare = async () => {
  const data = JSON.parse(readFileSync(join(folder, "data/positions.json"), "utf8"));
  const current = (id) => data.positions.filter((it) => it.current && it.holder === id);
  const page = await open(new URL(data.holders.at(-1).href, origin).href);
  await tabTo(page, 'a[href*="compare/?a="]');
  await page.keyboard.press("Enter");
  await page.waitForSelector(".compare-side, .compare-sides");
  const first = query(page).get("a");
  check("a holder's page leads to a comparison with it", first === data.holders.at(-1).id);
  await tabTo(page, "select[name=b]");
  await page.keyboard.press("ArrowDown");
  const second = query(page).get("b");
  const seen = () =>
    page.evaluate(() => ({
      names: [...document.querySelectorAll(".compare-issue:first-child h3")].map((it) => it.textContent),
      summaries: document.querySelectorAll(".compare-sides .position-summary").length,
      links: [...document.querySelectorAll(".compare-cites a")].map((it) => it.getAttribute("href")),
      left: document.querySelector(".compare-issues").textContent.match(/[{}]|undefined|null/),
    }));
  await page.waitForFunction(() => document.querySelectorAll(".compare-issue:first-child h3").length === 2);
  const before = await seen();
  const positions = [...current(first), ...current(second)];
  check("two stand side by side", before.names.length === 2 && before.summaries === positions.length && !before.left);
  check("each position leads to its passages", before.links.length === positions.flatMap((it) => it.cite).length && before.links.every((href) => href.startsWith(base) && href.includes("#")));
  await accessible(page, "a comparison");
  await page.reload();
  await page.waitForSelector(".compare-sides");
  await page.goto(`${origin}${base}compare/`);
  await page.waitForSelector(".compare-sides");
  const start = await seen();
  check(`without a choice it begins with two: ${start.names}`, start.names.length === 2 && start.summaries > 1 && !page.url().includes("?"));
  await page.goBack();
  await page.waitForSelector(".compare-sides");
  check("a comparison is kept in the address", JSON.stringify(await seen()) === JSON.stringify(before));
  await page.context().close();
};

const card = (page) =>
  page.evaluate(() => {
    const card = document.querySelector(".card");
    if (!card) return null;
    const { left, top, right, bottom } = card.getBoundingClientRect();
    const ids = [...document.querySelectorAll("[id]")].map((it) => it.id);
    const style = getComputedStyle(card);
    return {
      text: card.innerText,
      whole: left >= 0 && top >= 0 && right <= document.documentElement.clientWidth,
      sharp: style.transform === "none" && [style.left, style.top].every((it) => Number.isInteger(parseFloat(it))),
      unique: ids.length === new Set(ids).size,
      links: [...card.querySelectorAll("a")].map((it) => it.getAttribute("href")),
      middle: [(left + right) / 2, (top + bottom) / 2],
      top,
    };
  });

const citations = async () => {
  const page = await open(pageWith('<sup class="cite">'));
  await tabTo(page, ".cite a");
  check("a mark opens nothing by focus alone", !(await card(page)));
  await page.keyboard.press("Enter");
  await page.waitForSelector(".card:popover-open");
  const opened = await card(page);
  check(`a card opens by Enter: ${JSON.stringify(opened)}`, opened.whole && opened.sharp && opened.unique && opened.links.length >= 2 && opened.links.every((href) => href.startsWith("/") || href.startsWith("http")));
  await accessible(page, "an open card");
  await page.keyboard.press("Tab");
  check("Tab leads to its links", await focused(page, ".card a[href*='sources/']"));
  await page.keyboard.press("Escape");
  check("Escape closes it and returns the focus", !(await card(page)) && (await focused(page, ".cite a")));

  const mark = page.locator(".cite a").first();
  await mark.hover();
  await page.waitForSelector(".card:popover-open");
  const { middle, top } = await card(page);
  await page.mouse.move(...middle, { steps: 8 });
  await sleep(700);
  check("a card stays while the pointer is in it", await card(page));
  await page.evaluate(() => scrollBy({ top: 40, behavior: "instant" }));
  check("it scrolls with the page", Math.abs((await card(page)).top - (top - (await page.evaluate(() => scrollY)))) < 80);
  await page.keyboard.press("Escape");
  check("Escape closes what hovering opened", !(await card(page)));
  await page.mouse.move(1, 1);
  await mark.hover();
  await page.waitForSelector(".card:popover-open");
  await page.mouse.move(1, 1);
  await page.waitForFunction(() => !document.querySelector(".card:popover-open"));
  check("it goes when the pointer has left", !(await card(page)));
  await mark.click();
  await page.locator(".card a").first().click();
  check("a link in it leads to the passage", /\/sources\/[^/]+\/#/.test(page.url()));
  await page.context().close();

  const touch = await open(pageWith('<sup class="cite">'), { hasTouch: true, isMobile: true, viewport: { width: 360, height: 700 } });
  await touch.locator(".cite a").first().tap();
  await touch.waitForSelector(".card:popover-open");
  check("a card opens by a tap, within a phone's screen", (await card(touch)).whole);
  await touch.touchscreen.tap(2, 2);
  check("a tap elsewhere closes it", !(await card(touch)));
  await touch.context().close();
};

const terms = async () => {
  const address = pageWith('class="term"');
  const page = await open(address);
  await tabTo(page, "a.term");
  const href = await page.evaluate(() => document.activeElement.getAttribute("href"));
  await page.keyboard.press("Enter");
  await page.waitForSelector(".card:popover-open");
  const opened = await card(page);
  check(`a term opens its definition: ${JSON.stringify(opened)}`, opened.text.length > 40 && opened.unique && opened.links.some((it) => it.endsWith(href)) && page.url() === address);
  await page.keyboard.press("Escape");
  check("Escape closes it and returns the focus to the term", !(await card(page)) && (await focused(page, "a.term")));
  await page.context().close();

  const cut = await open(address, { quiet: true, serviceWorkers: "block" });
  await cut.route("**/glossary/", (route) => (route.request().resourceType() === "fetch" ? route.abort() : route.continue()));
  await tabTo(cut, "a.term");
  await cut.keyboard.press("Enter");
  await cut.waitForURL(/\/glossary\/#/, { timeout: patience }).catch(() => {});
  check(`a term whose definition cannot be had is a link: ${cut.url()}`, cut.url().includes("/glossary/#"));
  await cut.context().close();
};

const withoutScript = async () => {
  const text = async (page, address) => {
    await page.goto(address, { waitUntil: "load" });
    return page.evaluate(() => {
      for (const made of document.querySelectorAll("main :is(form, .sort, noscript, .compare-issues, .search, section:has(> [data-kept]))")) made.remove();
      return document.querySelector("main").innerText.replace(/\s+/g, " ").trim();
    });
  };
  const context = await browser.newContext({ javaScriptEnabled: false });
  const plain = await context.newPage();
  const scripted = await open(`${origin}${base}`);
  const kinds = new Map(pages.map((path) => [readFileSync(join(folder, path), "utf8").match(/<body data-kind="(\w+)"/)?.[1], path]));
  for (const [kind, path] of kinds) check(`${kind} holds the same text without JavaScript`, (await text(plain, addressOf(path))) === (await text(scripted, addressOf(path))));
  await plain.goto(`${origin}${base}compare/`);
  check("without JavaScript a comparison leads to the matrix", (await plain.locator("main noscript p").count()) === 1 && (await plain.locator(`main a[href="${base}positions/"]`).count()) === 1);
  await context.close();
  await scripted.context().close();
};

const keys = (page) => page.evaluate(() => caches.keys());
/** Waits until an asynchronous question is answered with yes. */
const until = async (page, question, argument) => {
  const began = Date.now();
  while (Date.now() - began < patience) {
    if (await page.evaluate(question, argument)) return;
    await sleep(100);
  }
  throw new Error(`never: ${question}`);
};
const kept = (page, path) => until(page, async (path) => Boolean(await caches.match(path)), `${base}${path}`);

const offline = async () => {
  const page = await open(`${origin}${base}`, { quiet: true });
  await page.waitForFunction(() => navigator.serviceWorker.controller, null, { timeout: patience });
  await kept(page, "");
  await page.goto(`${origin}${base}positions/`);
  await kept(page, "positions/");
  await page.context().setOffline(true);
  await page.reload();
  const styled = () => page.evaluate(() => getComputedStyle(document.querySelector(".masthead")).backgroundColor !== "rgba(0, 0, 0, 0)" && document.fonts.check("16px Heading"));
  check("without a network, a visited page is there", (await page.locator(".matrix tbody tr").count()) > 3 && (await styled()));
  check("and its scripts are", await page.locator(".matrix-tools").isVisible());
  await page.locator(".masthead a").first().click();
  await page.waitForURL(`${origin}${base}`);
  check("and so is another, by a link", (await page.locator("h1").count()) === 1 && (await styled()));
  await page.goto(`${origin}${base}positions/?stance=x`);
  check("a state in the address asks for no page of its own", (await page.locator(".matrix tbody tr").count()) > 3);

  await page.context().setOffline(false);
  const before = await keys(page);
  overlay.set("index.html", readFileSync(join(folder, "index.html"), "utf8").replace("</h1>", " anew</h1>"));
  overlay.set("sw.js", readFileSync(join(folder, "sw.js"), "utf8").replaceAll(/(files|pages) [0-9a-f]{16}/g, "$1 0000000000000000"));
  await page.goto(`${origin}${base}`);
  check("with a network, the newest page is shown", (await page.locator("h1").textContent()).endsWith(" anew"));
  await until(page, async () => (await caches.keys()).every((name) => name.endsWith(" 0000000000000000")));
  const after = await keys(page);
  check(`an updated site replaces what was kept: ${before} ${after}`, after.length && after.every((name) => !before.includes(name)));
  await kept(page, "");
  await page.context().setOffline(true);
  await page.reload();
  check("and is there without a network", (await page.locator("h1").textContent()).endsWith(" anew") && (await styled()));
  overlay.clear();
  await page.context().close();
};

const neverOffline = async () => {
  const page = await open(`${origin}${base}`);
  await sleep(500);
  const registrations = () => page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length);
  check("a site that is not for offline leaves nothing behind", (await registrations()) === 0 && (await keys(page)).length === 0);
  overlay.set("sw.js", "addEventListener('fetch', () => {});");
  await page.evaluate(async (base) => {
    await navigator.serviceWorker.register(`${base}sw.js`);
    await navigator.serviceWorker.ready;
    await caches.open(`standpoint ${base} files 1`);
  }, base);
  overlay.clear();
  await page.reload();
  await until(page, async () => !(await navigator.serviceWorker.getRegistrations()).length && !(await caches.keys()).length);
  check("and takes away what it once left", true);
  await page.context().close();
};

try {
  for (const part of [matrix, timeline, theme, compare, citations, terms, withoutScript, ...(readdirSync(folder).includes("sw.js") ? [offline, themeFromTheWorker] : [neverOffline])]) {
    await part().catch((error) => problems.push(`${part.name}: ${error.message}`));
  }
} finally {
  await browser.close();
  close();
}
console.log(`${held} checks held`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
