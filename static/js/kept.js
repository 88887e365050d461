// The page that stands in, without a network, for one that was not kept: lists what can be read, and opens the page once there is a network.
const list = document.querySelector("[data-kept]");
// Found before anything is waited for: the page may have gone on by then.
const none = document.querySelector("[data-kept-none]");

/** The pages that were kept, as links, by title. */
const links = async () => {
  const parser = new DOMParser();
  const found = new Map();
  for (const name of (await caches.keys()).filter((name) => name.startsWith(list.dataset.kept))) {
    const cache = await caches.open(name);
    for (const { url } of await cache.keys()) {
      if (!new URL(url).pathname.endsWith("/")) continue;
      const page = parser.parseFromString(await (await cache.match(url)).text(), "text/html");
      const title = page.querySelector("h1")?.textContent.trim();
      if (title) found.set(url, title);
    }
  }
  return [...found].sort(([, one], [, other]) => one.localeCompare(other, document.documentElement.lang)).map(([url, title]) => {
    const link = document.createElement("a");
    link.href = url;
    link.textContent = title;
    return link;
  });
};

const show = async () => {
  const items = (await links()).map((link) => {
    const item = document.createElement("li");
    item.append(link);
    return item;
  });
  if (!items.length) return;
  list.replaceChildren(...items);
  list.hidden = false;
  if (none) none.hidden = true;
};

/** Opens the page that was asked for, once its server answers; a browser that is online may yet not reach it. The worker lets `HEAD` pass. */
const pause = 3000;
let waiting = 0;
const retry = async () => {
  clearTimeout(waiting);
  try {
    await fetch(location.href, { method: "HEAD", cache: "no-store" });
    location.reload();
  } catch {
    waiting = setTimeout(retry, pause);
  }
};

if ("caches" in globalThis) show();
// Under its own address it stands in for nothing.
if (!/\/offline(\.html)?$/.test(location.pathname)) {
  addEventListener("online", retry);
  waiting = setTimeout(retry, pause);
}
