// Opens a page of `standpoint serve --watch` in Chromium and sees how it follows what is written: without loading anew, keeping what the
// reader has open, typed and scrolled to; problems laid over the page and taken away; a stylesheet swapped; a server that comes back.
// Usage: node live.mjs BINARY EXPLAINER_FOLDER

import { spawn } from "node:child_process";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { launch, patience } from "./chromium.mjs";

const [, , binary, folder] = process.argv;
const file = (path) => join(folder, path);
const edit = (path, from, to) => {
  const text = readFileSync(file(path), "utf8");
  if (!text.includes(from)) throw new Error(`${path} does not hold ${from}`);
  writeFileSync(file(path), text.replace(from, to));
};

const serve = async (port) => {
  const child = spawn(binary, ["serve", "--watch", "--port", String(port)], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
  const address = await new Promise((found, ended) => {
    let said = "";
    child.stderr.on("data", (data) => {
      said += data;
      const match = said.match(/serving (\S+)/);
      if (match) found(match[1]);
    });
    child.on("exit", () => ended(new Error(said)));
  });
  return { child, address };
};

const checks = [];
const check = (what, holds) => {
  checks.push(what);
  if (!holds) throw new Error(`not so: ${what}`);
};

let { child, address } = await serve(0);
const browser = await launch();
try {
  const page = await browser.newPage({ viewport: { width: 800, height: 500 } });
  const errors = [];
  page.on("pageerror", (error) => errors.push(error.message));
  await page.goto(`${address}about/`);
  const shows = (text) => page.waitForFunction((text) => document.body.textContent.includes(text), text, { timeout: patience });
  const overlay = (there) => page.waitForFunction((there) => Boolean(document.getElementById(".standpoint-overlay")) === there, there, { timeout: patience });
  const overlayText = () => page.evaluate(() => document.getElementById(".standpoint-overlay").shadowRoot.querySelector("pre").textContent);

  // What only this document knows: gone if it were loaded anew.
  await page.evaluate(() => {
    window.mine = true;
    document.querySelector("details").open = true;
    document.querySelector("input").focus();
  });
  await page.keyboard.type("half a word");
  await page.evaluate(() => scrollTo(0, 400));
  edit("content/pages/about.md", "The first version.", "The second version.");
  await shows("The second version.");
  const state = await page.evaluate(() => ({
    mine: window.mine,
    open: document.querySelector("details").open,
    typed: document.querySelector("input").value,
    focused: document.activeElement === document.querySelector("input"),
    scroll: scrollY,
  }));
  check("the page is not loaded anew", state.mine === true);
  check("open details stay open", state.open === true);
  check("typed text stays", state.typed === "half a word");
  check("focus stays", state.focused);
  check("the scroll position stays", Math.abs(state.scroll - 400) < 5);

  edit("content/pages/about.md", "title: About", "titel: About");
  await overlay(true);
  const problems = await overlayText();
  check("the overlay says what the terminal says", problems.includes("unknown key `titel`") && problems.includes("content/pages/about.md:2:1") && problems.includes("did you mean `title`?"));
  check("the page stays below it", await page.evaluate(() => document.body.textContent.includes("The second version.")));
  await page.evaluate(() => document.getElementById(".standpoint-overlay").shadowRoot.querySelector("button").click());
  await overlay(false);
  edit("content/pages/about.md", "titel: About", "title: [");
  await overlay(true);
  edit("content/pages/about.md", "title: [", "title: About");
  await overlay(false);
  check("the overlay goes when the error is mended", true);

  const color = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  writeFileSync(file("static/css/site.css"), "body { background: rgb(1, 2, 3); min-height: 4000px }");
  await page.waitForFunction(() => getComputedStyle(document.body).backgroundColor === "rgb(1, 2, 3)", null, { timeout: patience });
  check("a stylesheet is swapped in place", (await color()) === "rgb(1, 2, 3)" && (await page.evaluate(() => window.mine && document.querySelectorAll("link[rel=stylesheet]").length === 1)));

  child.kill("SIGKILL");
  await sleep(300);
  edit("content/pages/about.md", "The second version.", "The third version.");
  const port = new URL(address).port;
  ({ child, address } = await serve(port));
  await shows("The third version.");
  check("it reconnects to a server that comes back", await page.evaluate(() => window.mine === true));

  edit("content/site.yaml", "/fish/", "/herring/");
  await page.waitForURL("**/herring/about/", { timeout: patience });
  await shows("The third version.");
  check("an open page goes where the site has moved", true);

  renameSync(file("content/pages/about.md"), file("content/pages/method.md"));
  edit("content/issues/quotas.md", "../pages/about.md", "../pages/method.md");
  await shows("Page not found");
  check("a page that is gone shows the 404", true);
  check(`no script failed: ${errors.join("; ")}`, errors.length === 0);
  console.log(`${checks.length} checks held`);
} finally {
  child.kill("SIGKILL");
  await browser.close();
}
