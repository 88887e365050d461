// The browser of the tests: the system's Chromium, without its background traffic.

import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";

const places = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

/** How long a page may take to come to what a test waits for, in ms. Only a hang takes as long, on however slow a machine. */
export const patience = 120_000;

/** Starts it, with more arguments where a test needs them; CHROMIUM names another. */
export const launch = async (...more) => {
  const executablePath = [process.env.CHROMIUM, ...places].find((path) => path && existsSync(path));
  if (!executablePath) throw new Error("no Chromium: scripts/test installs it, or CHROMIUM names it");
  const args = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync", ...more];
  const browser = await chromium.launch({ executablePath, args });
  const newContext = browser.newContext.bind(browser);
  browser.newContext = async (options) => {
    const context = await newContext(options);
    context.setDefaultTimeout(patience);
    return context;
  };
  return browser;
};

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Gives a page `axe`, as its debugger would: the page's own policy allows no script but the site's. */
export const withAxe = (page) => page.evaluate(axe);

/** In the browser: what is wider than the screen, outside of what scrolls by itself. */
export const overflow = () => {
  const within = (element) => element.closest(".scroller, pre, .visually-hidden, .skip");
  const out = [...document.body.querySelectorAll("*")].filter((it) => !within(it) && it.getBoundingClientRect().right > innerWidth + 1);
  const wide = document.documentElement.scrollWidth > innerWidth || out.length > 0;
  return wide ? out.slice(0, 3).map((it) => it.outerHTML.slice(0, 120)).join(" | ") || "the page scrolls sideways" : null;
};
