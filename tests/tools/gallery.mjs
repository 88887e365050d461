// Takes pictures of a page of each kind of a published folder, in four settings: phone and desktop, light and dark.
// Usage: node gallery.mjs FOLDER BASE_PATH OUT [OTHER_OUT]
// Beside the pictures stands an index.html that shows them; with OTHER_OUT, an earlier gallery, the two side by side.

import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { launch } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , folder, base, out, other] = process.argv;
const settings = [["phone", 360, "light"], ["phone", 360, "dark"], ["desktop", 1440, "light"], ["desktop", 1440, "dark"]];

mkdirSync(out, { recursive: true });
const { origin, close } = await serveFolder(folder, base);
const browser = await launch();

/** The first page of each kind, by its kind. */
const kinds = async () => {
  const page = await browser.newPage();
  const found = new Map();
  for (const path of pagesIn(folder)) {
    await page.goto(`${origin}${base}${path}`, { waitUntil: "domcontentloaded" });
    const kind = await page.evaluate(() => document.body.dataset.kind);
    if (!found.has(kind)) found.set(kind, path);
  }
  await page.close();
  return found;
};

const rows = [];
for (const [kind, path] of await kinds()) {
  const pictures = [];
  for (const [name, width, colorScheme] of settings) {
    const page = await browser.newPage({ viewport: { width, height: 900 }, colorScheme });
    await page.goto(`${origin}${base}${path}`, { waitUntil: "networkidle" });
    const file = `${kind}-${name}-${colorScheme}.png`;
    await page.screenshot({ path: join(out, file), fullPage: true });
    await page.close();
    pictures.push(file);
  }
  rows.push({ kind, path, pictures });
}
await browser.close();
close();

const picture = (file) => {
  const before = other && join(other, file);
  const sources = before && existsSync(before) ? [relative(out, before), file] : [file];
  return `<figure>${sources.map((source) => `<img src="${source}" loading="lazy" alt="">`).join("")}<figcaption>${file}</figcaption></figure>`;
};
const sections = rows.map(({ kind, path, pictures }) => `<h2>${kind}: /${path}</h2><div>${pictures.map(picture).join("")}</div>`);
writeFileSync(
  join(out, "index.html"),
  `<!doctype html><meta charset="utf-8"><title>Gallery</title><style>body{font:1rem sans-serif;background:#888}div{display:flex;gap:1rem;overflow-x:auto}figure{margin:0}img{max-height:90vh;vertical-align:top;margin-right:4px}</style>${sections.join("\n")}`,
);
console.log(`${rows.length} kinds of pages in ${settings.length} settings: ${join(out, "index.html")}`);
