// Measures what pages of a published folder look like: on a phone, in colors that the reader's system forces, in writing from right to left.
// Usage: node looks.mjs FOLDER BASE_PATH

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { launch } from "./chromium.mjs";
import { pagesIn, serveFolder } from "./folder.mjs";

const [, , folder, base] = process.argv;
const { origin, close } = await serveFolder(folder, base);
const browser = await launch();
const problems = [];
let held = 0;
const check = (what, holds) => {
  if (holds) held += 1;
  else problems.push(what);
};

const paths = pagesIn(folder).filter((path) => !path.startsWith("embed/"));
const text = (path) => readFileSync(join(folder, path.replace(/(^|\/)$/, "$1index.html")), "utf8");
const withPart = (part) => paths.find((path) => text(path).includes(part));

const open = async (path, options, theme) => {
  const context = await browser.newContext(options);
  if (theme) await context.addInitScript((theme) => localStorage.setItem("theme", theme), theme);
  const page = await context.newPage();
  await page.goto(`${origin}${base}${path}`, { waitUntil: "networkidle" });
  return page;
};

const onPhone = async () => {
  for (const [width, height] of [[390, 844], [360, 640]]) {
    const page = await open("", { viewport: { width, height }, isMobile: true });
    const story = await page.evaluate(() => document.querySelector(".brief-story").getBoundingClientRect().top);
    check(`the story begins ${story} px down at ${width} × ${height}`, story < 1.5 * height);
    const rows = await page.evaluate(() => new Set([...document.querySelectorAll(".menu li")].map((it) => Math.round(it.getBoundingClientRect().top + it.offsetHeight / 2))).size);
    check(`the menu takes ${rows} rows at ${width} px`, rows === 1);
    await page.context().close();
  }
  for (const width of [320, 360, 390, 430]) {
    const page = await open("positions/", { viewport: { width, height: 844 }, isMobile: true });
    const [more, seen, shade] = await page.evaluate(() => {
      const scroller = document.querySelector(".matrix-scroller");
      const { left, right } = scroller.getBoundingClientRect();
      const isBack = getComputedStyle(scroller).direction === "rtl";
      const seen = ({ left: from, right: to }) => (isBack ? to - left : right - from);
      const cut = [...scroller.querySelectorAll("thead th")].map((it) => it.getBoundingClientRect()).find((it) => seen(it) > 0 && seen(it) < it.width - 1);
      return [scroller.scrollWidth > scroller.clientWidth, cut && seen(cut) / cut.width, getComputedStyle(scroller).backgroundImage];
    });
    check(`a matrix that scrolls cuts a column at ${width} px: ${seen} of it is seen`, !more || (seen > 0.2 && seen < 0.9));
    check("and has a shadow", shade.includes("gradient"));
    await page.context().close();
  }
};

/** In the browser: what of a drawing has no contrast to the page. */
const unreadable = () => {
  const probe = document.createElement("p");
  probe.style.cssText = "background: Canvas; color: CanvasText";
  document.body.append(probe);
  const { backgroundColor: canvas, color: ink } = getComputedStyle(probe);
  probe.remove();
  const colorsOf = (selector, ...names) => [...document.querySelectorAll(selector)].flatMap((it) => names.map((name) => [selector, name, getComputedStyle(it)[name]]));
  const drawn = [...colorsOf(".chart > svg text, .network text", "fill"), ...colorsOf(".chart-mark line:not(.chart-within), .chart-scale, .network line", "stroke")];
  const around = [...colorsOf(".chart-mark text, .network text, .chart-within", "stroke"), ...colorsOf(".chart-cut", "fill")];
  const wrong = [...drawn.filter(([, , color]) => color !== ink && color !== getComputedStyle(document.querySelector("main a")).color), ...around.filter(([, , color]) => color !== canvas)];
  return [drawn.length, wrong.slice(0, 4).map((it) => it.join(" "))];
};

const inForcedColors = async () => {
  for (const path of [withPart('class="chart"'), withPart('class="network"')].filter(Boolean)) {
    for (const [colorScheme, theme] of [["dark", "light"], ["light", "dark"], ["dark", undefined]]) {
      const page = await open(path, { forcedColors: "active", colorScheme }, theme);
      const [count, wrong] = await page.evaluate(unreadable);
      check(`${path} in forced colors (${colorScheme}, ${theme} chosen): ${wrong}`, count > 0 && !wrong.length);
      await page.context().close();
    }
  }
};

const filtered = async () => {
  if (!text("timeline/").includes('id="timeline.issue"') || !withPart('class="chart"')) return;
  const page = await open("timeline/", { viewport: { width: 1000, height: 800 } });
  const state = () =>
    page.evaluate(() => {
      const items = [...document.querySelectorAll(".events .timeline > li")].filter((it) => !it.hidden);
      const marks = [...document.querySelectorAll(".chart-mark[href]:not([data-aside]) .chart-number")];
      return [items.map((it) => String(it.value)), marks.map((it) => it.textContent), items.map((it) => getComputedStyle(it, "::before").content)];
    });
  const all = (await state())[0];
  let some = 0;
  for (const value of await page.$$eval("#timeline\\.issue option", (found) => found.map((it) => it.value))) {
    await page.selectOption("#timeline\\.issue", value);
    const [items, marks, shown] = await state();
    some += items.length < all.length && items[0] !== "1";
    check(`list and drawing have the same numbers for ${value}: ${items}, ${marks}`, items.join() === marks.join());
    check(`and the list shows them: ${shown}`, shown.every((it, at) => it === `"${items[at]}"` || it === "attr(value)"));
  }
  check("a filter leaves out the first event, so that this proves something", some > 0);
  await page.context().close();
};

const leftToRight = async () => {
  let seen = 0;
  const plain = await browser.newPage();
  for (const path of paths.filter((path) => /<(pre|code)\b/.test(text(path)))) {
    await plain.goto(`${origin}${base}${path}`);
    const wrong = await plain.evaluate(() => [...document.querySelectorAll("pre, code")].filter((it) => getComputedStyle(it).direction !== "ltr" || !getComputedStyle(it).unicodeBidi.includes("isolate")).length);
    check(`${path}: code is from left to right, whatever is around it`, wrong === 0);
    seen += 1;
  }
  await plain.close();
  check("there is code", seen > 0);
  if (!withPart('class="chart"')) return;
  const page = await open("timeline/", { viewport: { width: 1000, height: 800 } });
  const far = await page.evaluate(() => {
    const middle = (element) => (({ left, right }) => (left + right) / 2)(element.getBoundingClientRect());
    const marks = [...document.querySelectorAll(".chart-mark[href]")].filter((it) => !it.querySelector(".chart-within-text"));
    return marks.filter((it) => {
      const [number, title, sign] = [".chart-number", ".chart-title", "line"].map((part) => middle(it.querySelector(part)));
      return Math.abs(number - sign) > Math.abs(title - sign);
    }).length;
  });
  check(`the number of an event stands between its mark and its title, but for ${far}`, far === 0);
  await page.context().close();
};

for (const part of [onPhone, inForcedColors, filtered, leftToRight]) await part().catch((error) => problems.push(`${part.name}: ${error.stack}`));
await browser.close();
close();
console.log(`${held} checks held`);
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
