// Searches a published folder in Chromium, as a reader would who has only a keyboard: with "/" and Ctrl-K, in the dialog and on the page of
// its own, with filters, in light and dark, on a narrow screen, and without scripts.
// Usage: node search.mjs FOLDER BASE_PATH QUERIES, where QUERIES is JSON: [[what is typed, what comes first, its group], …]

import { launch, patience, withAxe } from "./chromium.mjs";
import { serveFolder } from "./folder.mjs";

const [, , folder, base, queries] = process.argv;
const server = await serveFolder(folder, base);
const home = `${server.origin}${base}`;
const browser = await launch();

let held = 0;
const check = (what, holds) => {
  if (!holds) throw new Error(`not so: ${what}`);
  held += 1;
};

const watched = async (options) => {
  const context = await browser.newContext({ viewport: { width: 900, height: 800 }, ...options });
  const page = await context.newPage();
  const asked = [];
  const problems = [];
  page.on("request", (request) => asked.push(request.url()));
  page.on("response", (response) => response.status() >= 400 && problems.push(`${response.status()} for ${response.url()}`));
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && problems.push(message.text()));
  page.on("pageerror", (error) => problems.push(error.message));
  return { context, page, asked, problems };
};

const accessible = async (page, where) => {
  await withAxe(page);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  const said = violations.map((it) => `${it.id}: ${it.nodes.map((node) => node.html.slice(0, 120)).join(" | ")}`);
  check(`${where} is accessible: ${said.join("; ")}`, violations.length === 0);
};

/** Waits until the status names a number and the first result is `title`. */
const finds = async (page, title) => {
  const found = (title) => document.querySelector(".search-list a")?.textContent === title && /\d/.test(document.querySelector(".search-status").textContent);
  try {
    await page.waitForFunction(found, title, { timeout: patience });
  } catch {
    throw new Error(`${title} is not found first, but: ${await page.$eval(".search-status", (it) => it.parentElement.innerText)}`);
  }
};
const focused = (page, what) => page.evaluate((what) => document.activeElement.matches(what), what);
const headings = (page) => page.$$eval(".search-results h2", (found) => found.map((it) => it.firstChild.textContent.trim()));

const throughTheDialog = async (colorScheme) => {
  const { context, page, asked, problems } = await watched({ colorScheme });
  const [[query, title, group]] = JSON.parse(queries);
  await page.goto(home);
  await page.waitForLoadState("networkidle");
  const early = asked.filter((url) => url.includes("/search-index") || /\/search[./-]/.test(url));
  check(`nothing of the search is asked for before it is used: ${early}`, early.length === 0);

  await page.focus(".menu a");
  await page.keyboard.press("/");
  await page.waitForSelector("dialog[open]");
  check("the field has the focus", await focused(page, "dialog input"));
  check("no word was looked for yet", !asked.some((url) => url.includes("/search-index/")));
  await page.keyboard.type(query);
  await finds(page, title);
  const groups = await headings(page);
  check(`results are grouped, with ${group} first: ${groups}`, groups[0] === group && groups.length > 1);
  check("stances show as marks and words", (await page.$$eval(".search-list .stance .mark", (found) => found.length)) > 0);
  await accessible(page, `the dialog, ${colorScheme}`);

  await page.keyboard.press("Tab");
  check("the filter comes next", await focused(page, "select[name=kind]"));
  // The first letter alone: a busy machine would take a later one for the first of another word.
  await page.keyboard.press(group[0]);
  const isAlone = (group) => [...document.querySelectorAll(".search-results h2")].map((it) => it.firstChild.textContent.trim()).join() === group;
  await page.waitForFunction(isAlone, group);
  check("only the wanted kind is left", (await headings(page)).join() === group);
  await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("ArrowDown");
  check("the arrow leads to the first result", await focused(page, ".search-list a"));
  await page.keyboard.press("ArrowUp");
  check("and back to the field", await focused(page, "dialog input"));
  await page.keyboard.press("Escape");
  check("Escape closes the dialog and gives the focus back", (await page.$("dialog[open]")) === null && (await focused(page, ".menu a")));

  await page.keyboard.press("Control+k");
  await page.waitForSelector("dialog[open]");
  check("it opens with what was there", await focused(page, "dialog input"));
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForFunction((title) => document.querySelector("h1")?.textContent.includes(title), title);
  check(`nothing failed: ${problems.join("; ")}`, problems.length === 0);
  await context.close();
};

const byParty = async () => {
  const { context, page } = await watched();
  const [[query, title]] = JSON.parse(queries);
  await page.goto(`${home}search/?q=${encodeURIComponent(query)}`);
  await finds(page, title);
  const all = await page.$$eval(".search-list > li", (found) => found.length);
  const parties = await page.$$eval("select[name=party] option", (found) => found.map((it) => it.value).filter(Boolean));
  let narrower = 0;
  for (const party of parties) {
    await page.selectOption("select[name=party]", party);
    await page.waitForFunction((party) => new URLSearchParams(location.search).get("party") === party, party);
    await page.waitForLoadState("networkidle");
    const count = await page.$$eval(".search-list > li", (found) => found.length);
    narrower += count > 0 && count < all ? 1 : 0;
  }
  check("a party narrows the results", narrower > 0);
  await context.close();
};

const onItsPage = async () => {
  const { context, page, problems } = await watched({ viewport: { width: 320, height: 700 }, colorScheme: "dark", forcedColors: "active" });
  await page.goto(home);
  await page.click(".search-link");
  await page.waitForSelector("dialog[open]");
  await page.click("dialog .search-dialog-head a");
  await page.waitForFunction(() => document.body?.dataset.kind === "search" && document.activeElement?.matches("main input"));
  for (const [query, title, group] of JSON.parse(queries)) {
    await page.fill("main input", "");
    await page.waitForFunction(() => !document.querySelector(".search-list"));
    await page.fill("main input", query);
    await finds(page, title);
    check(`${query} finds ${title} among ${group}`, (await headings(page))[0] === group);
    check("the address holds the query", new URL(page.url()).searchParams.get("q") === query);
  }
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth);
  check("nothing overflows a narrow screen", !wide);
  await accessible(page, "the page");
  const [, , last] = JSON.parse(queries).at(-1);
  await page.reload();
  await page.waitForSelector(".search-list a");
  check("the address brings the results back", (await headings(page))[0] === last);
  const address = page.url();
  await page.goto(`${address}&length=1&elements=2&action=3&x=4`);
  await page.waitForSelector(".search-list a");
  check(`an address with other keys is read all the same: ${problems.join("; ")}`, problems.length === 0);
  await page.fill("main input", "zzzyzx/");
  await page.waitForFunction(() => document.querySelector(".search-status").textContent.includes("zzzyzx") && !document.querySelector(".search-list"));
  check(`nothing failed: ${problems.join("; ")}`, problems.length === 0);
  await context.close();
};

const withoutScripts = async () => {
  const { context, page } = await watched({ javaScriptEnabled: false });
  await page.goto(home);
  await page.click(".search-link");
  // Until its style sheets have come a page is not shown, and yet its parts count as visible.
  await page.waitForLoadState();
  check("the link leads to the page", page.url() === `${home}search/`);
  check("it says why there is no search", await page.isVisible(".search-without"));
  check("no field is offered that does nothing", !(await page.isVisible("main form")));
  check("the lists are there", (await page.$$("main .link-list a")).length > 5);
  await context.close();
};

try {
  await Promise.all([throughTheDialog("light"), throughTheDialog("dark"), byParty(), onItsPage(), withoutScripts()]);
  console.log(`${held} checks held`);
} finally {
  await browser.close();
  server.close();
}
