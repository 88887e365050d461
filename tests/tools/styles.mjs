// Holds the pages of a published folder against its style sheets: a page links every sheet that says anything about what stands in it.
// Usage: node styles.mjs FOLDER

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { pagesIn } from "./folder.mjs";

const [, , folder] = process.argv;
const read = (path) => readFileSync(join(folder, path), "utf8");
const sheets = readdirSync(join(folder, "assets")).filter((name) => name.endsWith(".css")).map((name) => [name, read(`assets/${name}`)]);
const pages = pagesIn(folder).map((path) => [path || "the front page", read(path.replace(/(^|\/)$/, "$1index.html"))]);

/** In the browser: what pages would need and do not link. An embed, which links nothing, holds its style. */
const missing = ([sheets, pages]) => {
  const selectorsOf = (rules) => [...rules].flatMap((rule) => [rule.selectorText ?? [], selectorsOf(rule.cssRules ?? [])].flat());
  const wanted = sheets.map(([name, text]) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return [name, selectorsOf(sheet.cssRules).map((it) => it.replace(/::[\w-]+/g, ""))];
  });
  const found = [];
  for (const [path, html] of pages) {
    const page = new DOMParser().parseFromString(html, "text/html");
    const links = [...page.querySelectorAll("link[rel=stylesheet]")].map((link) => link.getAttribute("href"));
    for (const [name, selectors] of links.length ? wanted : []) {
      if (links.some((href) => href.endsWith(`/${name}`))) continue;
      const selector = selectors.find((it) => page.querySelector(it));
      if (selector) found.push(`${path} holds ${page.querySelector(selector).outerHTML.slice(0, 80)} and does not link ${name}: ${selector}`);
    }
  }
  return found;
};

const browser = await launch();
const page = await browser.newPage();
const problems = [];
for (let at = 0; at < pages.length; at += 50) problems.push(...(await page.evaluate(missing, [sheets, pages.slice(at, at + 50)])));
await browser.close();
console.log(`${pages.length} pages held against ${sheets.length} style sheets`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
