// Opens every page of a published folder at several widths and says what is wider than the screen.
// Usage: node widths.mjs FOLDER BASE_PATH

import { launch, overflow } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const { origin, close } = await serveFolder(folder, base);
const browser = await launch();
const page = await browser.newPage();
const paths = pagesIn(folder);
const problems = [];
for (const path of paths) {
  await page.goto(`${origin}${base}${path}`);
  for (const width of [320, 390, 768, 1440]) {
    await page.setViewportSize({ width, height: 900 });
    const wide = await page.evaluate(overflow);
    if (wide) problems.push(`${path || "the front page"} at ${width} px: ${wide}`);
  }
}
await browser.close();
close();
console.log(`${paths.length} pages fit`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
