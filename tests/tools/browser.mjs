// Opens every page of a published folder in Chromium, at three widths, light and dark, and says what a reader would stumble over:
// content that overflows the screen, requests that leave the site or fail, errors in the console, and, on a page of each kind,
// what axe finds inaccessible.
// Usage: node browser.mjs FOLDER BASE_PATH

import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { createRequire } from "node:module";
import { launch } from "./chromium.mjs";
import { serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const { port, server } = await serveFolder(folder, base);
const origin = `http://127.0.0.1:${port}`;

const browser = await launch();

const isPage = (path) => path.endsWith(".html") && !readFileSync(join(folder, path), "utf8").includes('http-equiv="refresh"');
const pages = readdirSync(folder, { recursive: true }).filter(isPage).map((path) => path.replaceAll("\\", "/")).sort();
const problems = [];
let looked = 0;
const look = async ([width, colorScheme]) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme });
  const page = await context.newPage();
  const kinds = new Set();
  let current = "";
  const note = (what) => problems.push(`${current} at ${width} px, ${colorScheme}: ${what}`);
  page.on("console", (message) => message.type() === "error" && note(message.text()));
  page.on("pageerror", (error) => note(error.message));
  page.on("request", (request) => request.url().startsWith(origin) || note(`asks another host: ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && note(`${response.status()} for ${response.url()}`));
  for (const path of pages) {
    current = path;
    const address = path === "index.html" ? "" : path.replace(/\/index\.html$/, "/");
    await page.goto(`${origin}${base}${address}`);
    const wide = await page.evaluate(() => {
      const within = (element) => element.closest(".scroller, pre, .visually-hidden, .skip");
      const out = [...document.body.querySelectorAll("*")].filter((it) => !within(it) && it.getBoundingClientRect().right > innerWidth + 1);
      return document.documentElement.scrollWidth > innerWidth || out.length ? out.slice(0, 3).map((it) => it.outerHTML.slice(0, 120)) : null;
    });
    if (wide) note(`overflows: ${wide.join(" | ")}`);
    const kind = await page.evaluate(() => document.body.dataset.kind);
    if (!kinds.has(kind) && kinds.add(kind)) {
      await page.addScriptTag({ path: axe });
      const { violations } = await page.evaluate(() => globalThis.axe.run());
      for (const it of violations) note(`${it.id}: ${it.help}: ${it.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(" | ")}`);
    }
    looked += 1;
  }
  await context.close();
};
await Promise.all([[360, "light"], [768, "dark"], [1440, "light"]].map(look));
await browser.close();
server.close();
console.log(`${looked} pages looked at`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
