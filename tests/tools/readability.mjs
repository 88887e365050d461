// Opens the pages of a published folder as a reader view does (Firefox's library) and says what of a text it drops: the beginning or any other
// paragraph of a body, and any part of a position.
// Usage: node readability.mjs FOLDER BASE_PATH

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { launch } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const library = readFileSync(createRequire(import.meta.url).resolve("@mozilla/readability/Readability.js"), "utf8");
const { origin, close } = await serveFolder(folder, base);
const browser = await launch();
const page = await (await browser.newContext({ bypassCSP: true })).newPage();
const problems = [];
let looked = 0;
let held = 0;

/** In the browser (the words above the matrix and above a comparison do not count: these are tables): how many parts of the text there are, and those that the reader view does not show. */
const look = (library) => {
  const plain = (text) => text?.replace(/\s+/g, " ").trim() ?? "";
  const positions = ".position :is(h3, h4, .position-stance, .position-summary, .quote p)";
  const parts = [...document.querySelectorAll(`.prose > :is(p, ul, ol, blockquote), ${positions}, .passage > :is(h2, h3), body:not([data-kind="positions"], [data-kind="compare"]) .lede`)].map((it) => plain(it.textContent));
  const Readability = new Function("module", `${library}; return Readability;`)({});
  const shown = plain(new Readability(document.cloneNode(true)).parse()?.textContent);
  return { parts: parts.length, dropped: parts.filter((it) => !shown.includes(it)) };
};

for (const path of pagesIn(folder).filter((path) => !path.startsWith("embed/"))) {
  await page.goto(`${origin}${base}${path}`, { waitUntil: "domcontentloaded" });
  const { parts, dropped } = await page.evaluate(look, library);
  looked += 1;
  held += parts - dropped.length;
  for (const part of dropped) problems.push(`${path || "the front page"}: ${part.slice(0, 100)}`);
}
await browser.close();
close();
console.log(`${held} parts of ${looked} pages are shown by a reader view`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
