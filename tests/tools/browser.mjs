// Opens a published folder in Chromium and says what a reader would stumble over. Every page: content that overflows the screen of a phone
// or a desktop; requests that leave the site or fail; errors in the console. A page of each kind, on a light phone or a dark desktop in turn (with
// STANDPOINT_TORTURE on both, and the other way round): what axe finds inaccessible, and focus that cannot be seen or does not come to an end. A page of each kind with 320 px (which is what
// 400 % zoom leaves of 1280) and with text of twice the size: what overflows then.
// Usage: node browser.mjs FOLDER BASE_PATH

import { launch, overflow, withAxe } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const server = await serveFolder(folder, base);
const { origin } = server;
const browser = await launch();
const pages = pagesIn(folder);
const problems = [];
const looked = new Set();
let looks = 0;

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

/** Walks through the page with Tab, to its end. Many presses at a time: the page notes where each one left the focus as the next comes. */
const walk = async (page, note) => {
  await page.evaluate(`{
    const focus = ${focus};
    globalThis.stops = [];
    addEventListener("keydown", () => globalThis.stops.push(focus()), { capture: true });
  }`);
  const session = await page.context().newCDPSession(page);
  const key = { key: "Tab", code: "Tab", windowsVirtualKeyCode: 9 };
  const press = (type) => session.send("Input.dispatchKeyEvent", { type, ...key });
  for (let presses = 0; presses < 1500; presses += 50) {
    await Promise.all(Array.from({ length: 50 }, () => [press("rawKeyDown"), press("keyUp")]).flat());
    const stops = await page.evaluate(() => globalThis.stops);
    // The first key comes upon a page without focus.
    const end = stops.indexOf(null, 1);
    if (end < 0) continue;
    for (const { seen, what, box } of stops.slice(1, end)) if (!seen) note(`the focus cannot be seen on ${what} ${box}`);
    // As it was before: the link to the content covers the menu as long as it has the focus, and what sticks covers what scrolls beneath it.
    await page.evaluate(() => {
      document.activeElement.blur();
      for (const element of document.querySelectorAll("html, .scroller")) element.scrollTo(0, 0);
    });
    return;
  }
  note("the focus never comes to the end");
};

const settings = [
  { width: 360, colorScheme: "light" },
  { width: 1440, colorScheme: "dark" },
];
// All of them at full size only: what a width does is seen in either color, and a color at either width.
const isFull = Boolean(process.env.STANDPOINT_TORTURE);
const forFirsts = !isFull ? [] : [
  { width: 360, colorScheme: "dark" },
  { width: 1440, colorScheme: "light" },
];
const squeezed = [
  { width: 320, colorScheme: "light" },
  { width: 768, colorScheme: "dark", text: 2 },
];

/** Opens one page, in each setting: by changing the window and not by loading anew, but for a walk, which begins on a page that is untouched. */
const look = async (page, path, says) => {
  const place = [...firsts.values()].indexOf(path);
  const isFirst = place >= 0;
  const set = async ({ width, colorScheme, text = 1 }) => {
    says.prefix = `${path || "the front page"} at ${width} px, ${colorScheme}, text × ${text}`;
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.evaluate((size) => (document.documentElement.style.fontSize = size), text === 1 ? "" : `${text * 100}%`);
  };
  const fits = async () => {
    const wide = await page.evaluate(overflow);
    if (wide) says.note(`overflows: ${wide}`);
  };
  const openAnew = () => page.goto(`${origin}${base}${path}`);

  says.prefix = path || "the front page";
  await openAnew();
  looked.add(path);
  for (const setting of isFirst ? [...settings, ...forFirsts] : settings) {
    await set(setting);
    if (isFirst) await openAnew();
    await fits();
    if (!isFirst || !(isFull || setting === settings[place % settings.length])) continue;
    looks += 1;
    // Colors do not change where the focus goes.
    if (settings.includes(setting)) await walk(page, says.note);
    await withAxe(page);
    const { violations } = await page.evaluate(() => globalThis.axe.run({ rules: { "target-size": { enabled: true } } }));
    for (const it of violations) says.note(`${it.id}: ${it.help}: ${it.nodes.slice(0, 2).map((node) => node.html.slice(0, 160)).join(" | ")}`);
  }
  for (const setting of isFirst ? squeezed : []) {
    await set(setting);
    await fits();
  }
};

/** The first page of each kind. */
const firsts = new Map();
for (const path of pages) {
  const kind = (await (await fetch(`${origin}${base}${path}`)).text()).match(/<body data-kind="([^"]*)"/)?.[1];
  if (!firsts.has(kind)) firsts.set(kind, path);
}
const isFirst = (path) => [...firsts.values()].includes(path);

// What takes long comes first.
const waiting = [...pages].sort((one, other) => isFirst(one) - isFirst(other));
const work = async () => {
  const page = await (await browser.newContext()).newPage();
  const says = { prefix: "", note: (what) => problems.push(`${says.prefix}: ${what}`) };
  page.on("console", (message) => message.type() === "error" && says.note(message.text()));
  page.on("pageerror", (error) => says.note(error.message));
  page.on("request", (request) => request.url().startsWith(origin) || says.note(`asks another host: ${request.url()}`));
  page.on("response", (response) => response.status() >= 400 && says.note(`${response.status()} for ${response.url()}`));
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) await look(page, path, says);
};
await Promise.all([work(), work(), work()]);
await browser.close();
server.close();
console.log(`${looked.size} pages looked at, those of ${firsts.size} kinds ${looks} times with axe and by keys`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
