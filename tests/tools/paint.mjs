// Opens a published folder in Chromium and says what keeps a reader waiting. A page of each kind: that it is painted, whole and in its
// style, before any script has come; that no script blocks that, and none stands in the page. The front page: that it asks for
// all it needs itself, so that nothing but one round trip lies between its HTML and the last of it.
// Usage: node paint.mjs FOLDER BASE_PATH

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch, patience } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const server = await serveFolder(folder, base);
const addressOf = (path) => `${server.origin}${base}${path}`;
const browser = await launch();
const problems = [];

const kindOf = (path) => readFileSync(join(folder, path.replace(/(^|\/)$/, "$1index.html")), "utf8").match(/<body data-kind="([^"]*)"/)?.[1];
const kinds = new Map(pagesIn(folder).map((path) => [kindOf(path), path]).filter(([kind]) => kind));

/** A page is painted while every script is still on its way. */
const paintsAlone = async (path) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  let heldBack = 0;
  // One that is held back has no answer, ever.
  await page.route("**/*", (route) => (route.request().resourceType() === "script" ? (heldBack += 1) : route.continue()));
  await page.goto(addressOf(path), { waitUntil: "commit" });
  const isPainted = () => {
    const isWhole = document.querySelector("body > footer") !== null;
    const isStyled = document.styleSheets.length === document.querySelectorAll("link[rel=stylesheet]").length;
    return isWhole && isStyled && performance.getEntriesByName("first-contentful-paint").length > 0;
  };
  await page.waitForFunction(isPainted, null, { timeout: patience, polling: 50 }).catch(() => problems.push(`${path || "the front page"}: is not painted before its scripts have come`));
  if (!heldBack) problems.push(`${path}: asks for no script, so that this proves nothing`);
  await context.close();
};

/** No script blocks the first paint: what the browser says of each, and what stands in the page. */
const blocksNothing = async (path) => {
  const context = await browser.newContext();
  const page = await context.newPage();
  await page.goto(addressOf(path));
  const scripts = await page.evaluate(() => {
    const loaded = performance.getEntriesByType("resource").filter((it) => /\.m?js$/.test(it.name));
    const isData = ({ type }) => ["speculationrules", "application/ld+json"].includes(type);
    const inline = [...document.scripts].filter((it) => !it.src && !isData(it));
    return [...loaded.map((it) => [it.name, it.renderBlockingStatus]), ...inline.map((it) => [it.outerHTML.slice(0, 80), "in the page"])];
  });
  for (const [script, how] of scripts) if (how !== "non-blocking") problems.push(`${path}: ${script} is ${how}`);
  if (!scripts.length) problems.push(`${path}: no script came, so that this proves nothing`);
  await context.close();
};

/** The front page names all that it asks for; no style sheet and no script asks for more. Returns how many files that are. */
const asksItself = async () => {
  const context = await browser.newContext();
  const page = await context.newPage();
  const session = await context.newCDPSession(page);
  await session.send("Network.enable");
  const asked = [];
  session.on("Network.requestWillBeSent", ({ request, initiator }) => asked.push([request.url, initiator]));
  const address = addressOf("");
  await page.goto(address, { waitUntil: "networkidle" });
  const { icons, faces } = await page.evaluate(() => ({
    icons: [...document.querySelectorAll("link[rel~=icon]")].map((it) => it.href),
    faces: [...document.fonts].filter((it) => it.status === "loaded").length,
  }));
  // The browser asks for the icon on behalf of nobody.
  const files = asked.filter(([url]) => url !== address && !icons.includes(url));
  for (const [url, { type, url: by }] of files) if (type !== "parser" || by !== address) problems.push(`the front page does not name ${url}: asked for by ${by ?? type}`);
  if (!faces) problems.push("the front page: no font came, so that this proves nothing");
  await context.close();
  return files.length;
};

const waiting = [...kinds.values()];
const work = async () => {
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    await paintsAlone(path);
    await blocksNothing(path);
  }
};
await Promise.all([work(), work(), work()]);
const files = await asksItself();
await browser.close();
server.close();
console.log(`${kinds.size} kinds of pages painted, ${files} files asked for by the front page`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
