// Reads a published folder with its worker installed: pages come past the browser's own cache, what was not kept has a page that says what was,
// search works again without a network, and nothing is taken from pages that are not the site's.
// Usage: node worker.mjs FOLDER BASE_PATH

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch } from "./chromium.mjs";
import { serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const overlay = new Map();
// As GitHub Pages does: for ten minutes a browser would not ask again.
const { port, close } = await serveFolder(folder, base, overlay, { "cache-control": "max-age=600" });
const origin = `http://reader.test:${port}`;
const browser = await launch("--host-resolver-rules=MAP reader.test 127.0.0.1", `--unsafely-treat-insecure-origin-as-secure=${origin}`);
const addressOf = (path) => `${origin}${base}${path}`;

const problems = [];
let held = 0;
const check = (what, holds) => {
  if (holds) held += 1;
  else problems.push(what);
};

/** Waits until an asynchronous question is answered with yes. */
const until = async (page, question, argument) => {
  for (let tries = 0; tries < 200; tries += 1) {
    if (await page.evaluate(question, argument)) return;
    await sleep(100);
  }
  throw new Error(`never: ${question}`);
};
const kept = (page, path) => until(page, async (path) => Boolean(await caches.match(path)), base + path);
const isKept = (page, path) => page.evaluate(async (path) => Boolean(await caches.match(path)), base + path);

/** The front page, with the worker in place. */
const open = async () => {
  const context = await browser.newContext({ colorScheme: "light" });
  const page = await context.newPage();
  await page.goto(addressOf(""));
  await page.waitForFunction(() => navigator.serviceWorker.controller, null, { timeout: 20000 });
  await kept(page, "");
  return page;
};

const newest = async () => {
  const page = await open();
  await page.goto(addressOf("positions/"));
  const anew = (path) => overlay.set(path, readFileSync(join(folder, path), "utf8").replace("</h1>", " anew</h1>"));
  anew("index.html");
  anew("positions/index.html");
  await page.goto(addressOf(""));
  check("who comes back sees the newest page", (await page.locator("h1").textContent()).endsWith(" anew"));
  await page.goto(addressOf("positions/?stance=x"));
  check("on every page", (await page.locator("h1").textContent()).endsWith(" anew"));
  const text = readFileSync(join(folder, "data/explainer.json"), "utf8");
  await page.evaluate(async (address) => (await fetch(address)).text(), addressOf("data/explainer.json"));
  overlay.set("data/explainer.json", text.replace("{", "{ "));
  check("and in the data", (await page.evaluate(async (address) => (await fetch(address)).text(), addressOf("data/explainer.json"))).startsWith("{ "));
  overlay.clear();
  await page.context().close();
};

const unvisited = async () => {
  const page = await open();
  await page.context().setOffline(true);
  const answer = await page.goto(addressOf("parties/"));
  const kind = () => page.evaluate(() => document.body.dataset.kind);
  check("a page that was not kept has one that stands in", (await kind()) === "offline" && answer.status() === 503);
  await page.waitForSelector("[data-kept] a");
  const links = await page.$$eval("[data-kept] a", (found) => found.map((it) => it.getAttribute("href")));
  check(`it lists what was kept: ${links}`, links.includes(addressOf("")) && !links.some((it) => it.includes("parties/")));
  await page.locator("[data-kept] a").first().click();
  await page.waitForURL(addressOf(""));
  check("and leads there", (await kind()) === "home");
  await page.goto(addressOf("no-such-folder"));
  check("so has any address of the site", (await kind()) === "offline");
  await page.goto(addressOf("parties/"));
  await page.context().setOffline(false);
  await page.waitForSelector('body[data-kind="parties"]');
  check("it opens by itself when there is a network", true);
  await page.context().close();
};

const search = async () => {
  const page = await open();
  const results = () => page.locator(".search-list > li").count();
  const word = (await page.locator("h1").textContent()).split(" ").at(-1);
  await page.goto(addressOf(`search/?q=${encodeURIComponent(word)}`));
  await page.waitForSelector(".search-list > li");
  const before = await results();
  await until(page, async () => {
    const [name] = (await caches.keys()).filter((it) => it.includes(" search "));
    return name && (await (await caches.open(name)).keys()).some(({ url }) => url.includes("/search-index/text/"));
  });
  await kept(page, "search/");
  await page.context().setOffline(true);
  await page.reload();
  await page.waitForSelector(".search-list > li");
  check("what was searched for is found without a network", (await results()) > 0 && (await results()) <= before);
  await page.context().close();
};

/** Whatever shares the origin may send messages, write into the same storage and lie in the same folder. */
const strangers = async () => {
  const foreign = '<!doctype html><html lang="en"><title>Foreign</title><h1>Foreign</h1></html>';
  overlay.set("foreign/index.html", foreign);
  overlay.set("assets/foreign.js", "1");
  const page = await open();
  const given = async (path) => (await (await page.goto(addressOf(path))).text()).match(/<html [^>]*>/)[0];
  await page.evaluate(async (base) => (await caches.open(`standpoint ${base} theme`)).put(base, new Response('x" onload="alert(1)')), base);
  check("no other theme is taken from the storage", !(await given("positions/")).includes("data-theme"));
  const tell = (message) => page.evaluate((message) => navigator.serviceWorker.controller.postMessage(message), message);
  await page.evaluate(async () => Promise.all((await caches.keys()).filter((it) => it.endsWith("theme")).map((it) => caches.delete(it))));
  for (const theme of ['x" onload="alert(1)', "sepia", 1, ["dark"], { dark: 1 }, undefined]) await tell({ theme });
  for (const message of [null, "theme", 7, { other: 1 }, [7, null, "no address", addressOf("foreign/"), addressOf("assets/foreign.js"), addressOf("sources/")]]) await tell(message);
  await kept(page, "sources/");
  check("nor from a message", !(await given("positions/")).includes("data-theme") && !(await page.evaluate(async () => (await caches.keys()).some((it) => it.endsWith("theme")))));
  check("of what is sent, only the site's pages are kept", !(await isKept(page, "foreign/")) && !(await isKept(page, "assets/foreign.js")));
  await tell({ theme: "dark" });
  await until(page, async () => (await caches.keys()).some((it) => it.endsWith("theme")));
  check("light and dark are taken", (await given("issues/")).includes('data-theme="dark"'));
  check("a page of another site in the same folder stays as it is", (await (await page.goto(addressOf("foreign/"))).text()) === foreign);
  await page.evaluate((address) => fetch(address), addressOf("assets/foreign.js"));
  await page.goto(addressOf("glossary/"));
  await kept(page, "glossary/");
  check("and is not kept", !(await isKept(page, "foreign/")) && !(await isKept(page, "assets/foreign.js")));
  overlay.clear();
  await page.context().close();
};

try {
  for (const part of [newest, unvisited, search, strangers]) await part().catch((error) => problems.push(`${part.name}: ${error.message}`));
} finally {
  await browser.close();
  close();
}
console.log(`${held} checks held`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
