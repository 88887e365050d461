// Lets the site be read without a network: the theme's files are kept from the first visit on, pages as they are visited. And gives each
// page in the colors that the reader chose, so that no script has to change them once it is drawn.
const site = "standpoint {{ site.base }} ";
const filesName = `${site}files {{ version }}`;
const pagesName = `${site}pages {{ version }}`;
const themeName = `${site}theme`;
const themeFiles = new Set({{ files }}.map((path) => new URL(path, location.origin).href));
const mostPages = 100;
const mostFiles = 200;

const folder = new URL("./", location.href).href;
const isFile = (url) => url.href.startsWith(`${folder}assets/`);
const isPage = (url) => url.href.startsWith(folder) && (url.pathname.endsWith("/") || url.pathname.endsWith(".json"));

/** Keeps an answer, under its address without query, and lets the oldest go when there are too many. */
const keep = async (name, url, response, most) => {
  if (!response.ok || response.redirected || response.type !== "basic") return;
  const cache = await caches.open(name);
  await cache.put(url.origin + url.pathname, response);
  // A worker that was replaced meanwhile leaves nothing behind.
  if (self.serviceWorker?.state === "redundant") return caches.delete(name);
  const addresses = (await cache.keys()).filter((request) => !themeFiles.has(request.url));
  return Promise.all(addresses.slice(0, -most).map((request) => cache.delete(request)));
};

const fromCache = async (name, url) => (await caches.open(name)).match(url.origin + url.pathname);

const fromNetwork = async (event, name, url, most) => {
  const response = await fetch(event.request);
  event.waitUntil(keep(name, url, response.clone(), most));
  return response;
};

const file = async (event, url) => (await fromCache(filesName, url)) ?? fromNetwork(event, filesName, url, mostFiles);

const page = (event, url) =>
  fromNetwork(event, pagesName, url, mostPages).catch(async (error) => {
    const kept = await fromCache(pagesName, url);
    if (kept) return kept;
    throw error;
  });

/** The reader's choice, `light` or `dark`, once it was looked up; without one, nothing. It outlasts this worker and every version of it. */
let chosen = null;

const lookUp = async () => (await caches.match(folder, { cacheName: themeName }))?.text();

const choose = async (theme) => {
  chosen = Promise.resolve(theme);
  if (theme) await (await caches.open(themeName)).put(folder, new Response(theme));
  else await caches.delete(themeName);
};

/** A page that a browser is about to show, with the choice in its first line. */
const inTheme = async (request, response) => {
  const isPage = request.mode === "navigate" && response.headers.get("content-type")?.startsWith("text/html");
  const theme = isPage && (await (chosen ??= lookUp()));
  if (!theme) return response;
  return new Response((await response.text()).replace("<html ", `<html data-theme="${theme}" `), response);
};

addEventListener("install", (event) => {
  const sheetsAndScripts = [...themeFiles].filter((path) => /\.(css|m?js)$/.test(path));
  event.waitUntil(caches.open(filesName).then((cache) => cache.addAll(sheetsAndScripts)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const outdated = (name) => name.startsWith(site) && ![filesName, pagesName, themeName].includes(name);
  const clear = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter(outdated).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(clear());
});

// What the reader chose, or what a page has loaded before this worker was there.
addEventListener("message", (event) => {
  if ("theme" in event.data) return event.waitUntil(choose(event.data.theme));
  const one = async (address) => {
    const url = new URL(address);
    const [name, most] = isFile(url) ? [filesName, mostFiles] : [pagesName, mostPages];
    if ((isFile(url) || isPage(url)) && !(await fromCache(name, url))) await keep(name, url, await fetch(url), most);
  };
  event.waitUntil(Promise.allSettled(event.data.map(one)));
});

addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== "GET") return;
  if (isFile(url)) event.respondWith(file(event, url));
  else if (isPage(url)) event.respondWith(page(event, url).then((response) => inTheme(event.request, response)));
});
