// Opens a published folder in Chromium and says what a reader would stumble over. Every page: content that overflows the screen of a phone
// or a desktop; requests that leave the site or fail; errors in the console. A page of each kind, on phone and desktop, light and dark:
// what axe finds inaccessible, and focus that cannot be seen or does not come to an end. A page of each kind with 320 px (which is what
// 400 % zoom leaves of 1280) and with text of twice the size: what overflows then.
// Usage: node browser.mjs FOLDER BASE_PATH

import { launch, withAxe } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const server = await serveFolder(folder, base);
const { origin } = server;
const browser = await launch();
const pages = pagesIn(folder);
const problems = [];
const looked = new Set();

/** What is wider than the screen, outside of what scrolls by itself. */
const overflow = () => {
  const within = (element) => element.closest(".scroller, pre, .visually-hidden, .skip");
  const out = [...document.body.querySelectorAll("*")].filter((it) => !within(it) && it.getBoundingClientRect().right > innerWidth + 1);
  const wide = document.documentElement.scrollWidth > innerWidth || out.length > 0;
  return wide ? out.slice(0, 3).map((it) => it.outerHTML.slice(0, 120)).join(" | ") || "the page scrolls sideways" : null;
};

/** Where the focus is and whether that can be seen; nothing when it is on no element. */
const focus = () => {
  const element = document.activeElement;
  if (!element || element === document.body) return null;
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const onScreen = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0;
  const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== "none";
  return { seen: onScreen && marked, what: element.outerHTML.slice(0, 120), box: JSON.stringify(box) };
};

/** Walks through the page with Tab, to its end. */
const walk = async (page, note) => {
  for (let stops = 0; stops < 1500; stops += 1) {
    await page.keyboard.press("Tab");
    const now = await page.evaluate(focus);
    if (!now) return;
    if (!now.seen) note(`the focus cannot be seen on ${now.what} ${now.box}`);
  }
  note("the focus never comes to the end");
};

const look = async ({ width, colorScheme, each = true, inDepth = false, text = 1 }) => {
  const context = await browser.newContext({ viewport: { width, height: 900 }, colorScheme, reducedMotion: "reduce" });
  const page = await context.newPage();
  const kinds = new Set();
  let current = "";
  const note = (what) => problems.push(`${current || "the front page"} at ${width} px, ${colorScheme}, text × ${text}: ${what}`);
  page.on("console", (message) => message.type() === "error" && note(message.text()));
  page.on("pageerror", (error) => note(error.message));
  page.on("request", (request) => request.url().startsWith(origin) || note(`asks another host: ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && note(`${response.status()} for ${response.url()}`));
  for (current of pages) {
    const known = await kindOf(current);
    const isNew = !kinds.has(known) && kinds.add(known);
    if (!each && !isNew) continue;
    await page.goto(`${origin}${base}${current}`);
    looked.add(current);
    if (text !== 1) await page.evaluate((text) => (document.documentElement.style.fontSize = `${text * 100}%`), text);
    const wide = await page.evaluate(overflow);
    if (wide) note(`overflows: ${wide}`);
    if (!inDepth || !isNew) continue;
    await walk(page, note);
    await withAxe(page);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ rules: { "target-size": { enabled: true } } }));
    for (const it of violations) note(`${it.id}: ${it.help}: ${it.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
  await context.close();
};

/** The kind of each page, asked for once. */
const known = new Map();
const kindOf = async (path) => {
  if (!known.has(path)) known.set(path, (await (await fetch(`${origin}${base}${path}`)).text()).match(/<body data-kind="([^"]*)"/)?.[1]);
  return known.get(path);
};

await Promise.all([
  look({ width: 360, colorScheme: "light", inDepth: true }),
  look({ width: 1440, colorScheme: "dark", inDepth: true }),
  look({ width: 360, colorScheme: "dark", each: false, inDepth: true }),
  look({ width: 1440, colorScheme: "light", each: false, inDepth: true }),
  look({ width: 320, colorScheme: "light", each: false }),
  look({ width: 768, colorScheme: "dark", each: false, text: 2 }),
]);
await browser.close();
server.close();
console.log(`${looked.size} pages looked at`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
