// Lets the site be read without a network: the theme's files are kept from the first visit on, pages as they are visited.
const site = "standpoint {{ site.base }} ";
const filesName = `${site}files {{ version }}`;
const pagesName = `${site}pages {{ version }}`;
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

addEventListener("install", (event) => {
  const sheetsAndScripts = [...themeFiles].filter((path) => /\.(css|m?js)$/.test(path));
  event.waitUntil(caches.open(filesName).then((cache) => cache.addAll(sheetsAndScripts)).then(() => skipWaiting()));
});

addEventListener("activate", (event) => {
  const outdated = (name) => name.startsWith(site) && name !== filesName && name !== pagesName;
  const clear = async () => {
    const names = await caches.keys();
    await Promise.all(names.filter(outdated).map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(clear());
});

// What a page has loaded before this worker was there.
addEventListener("message", (event) => {
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
  else if (isPage(url)) event.respondWith(page(event, url));
});
