// Lets the site be read without a network: the theme's files are kept from the first visit on, pages as they are visited, and what search
// needs as it is used. And gives each page in the colors that the reader chose, so that no script has to change them once it is drawn.
// Only what is the site's own is kept: others may share its origin, and even its folder.
const base = "{{ site.base }}";
const folder = new URL(base, location.origin).href;
const site = `standpoint ${base} `;
const themeName = `${site}theme`;
const themeFiles = new Set({{ files }}.map((path) => new URL(path, location.origin).href));
/** What stands in for a page that was not kept. A new digest of it makes a new worker, which fetches it anew: {{ offline.digest }}. */
const standIn = new URL("{{ offline.href }}", location.origin);

/** Where answers are kept: under which name, and how many of them. */
const files = { name: `${site}files {{ version }}`, most: 200 };
const pages = { name: `${site}pages {{ version }}`, most: 100 };
const search = { name: `${site}search {{ version }}`, most: 500 };

/** Where the answer for an address is kept; null for what is not. */
const placeOf = (url) => {
  if (url.origin !== location.origin || !url.pathname.startsWith(base)) return null;
  const path = url.pathname.slice(base.length);
  if (path.startsWith("assets/")) return files;
  if (path.startsWith("search-index/")) return search;
  if (path === "" || path.endsWith("/") || /^data\/.+\.json$/.test(path)) return pages;
  return null;
};

/** Whether what is at an address never changes: its name holds a hash of its bytes. */
const isFixed = (place, url) => place === files || (place === search && /\.bin$/.test(url.pathname));

const typeOf = (response) => response.headers.get("content-type") ?? "";

/** Whether a text is a page of this site: each names the folder for which it would install a worker. */
const isOwnPage = (text) => text.includes(`data-folder="${base.replaceAll("&", "&amp;")}"`);

const mayBeKept = async (place, url, response) => {
  if (!response.ok || response.redirected || response.type !== "basic") return false;
  if (place === files) return themeFiles.has(url.href) || typeOf(response).startsWith("image/");
  if (place === pages && !url.pathname.endsWith(".json")) return typeOf(response).startsWith("text/html") && isOwnPage(await response.clone().text());
  return true;
};

/** Keeps an answer, under its address without query, and lets the oldest go when there are too many. */
const keep = async (place, url, response) => {
  if (!(await mayBeKept(place, url, response))) return;
  const cache = await caches.open(place.name);
  await cache.put(url.origin + url.pathname, response);
  // A worker that was replaced meanwhile leaves nothing behind.
  if (self.serviceWorker?.state === "redundant") return caches.delete(place.name);
  const addresses = (await cache.keys()).filter(({ url }) => !themeFiles.has(url) && url !== standIn.href);
  return Promise.all(addresses.slice(0, -place.most).map((request) => cache.delete(request)));
};

const fromCache = async (place, url) => (await caches.open(place.name)).match(url.origin + url.pathname);

/** The same request, past what the browser's own cache holds for as long as the server lets it: a reader who returns sees the newest page. */
const anew = (request) => {
  const cache = "no-cache";
  // What opens a page cannot be sent again with other options, but another request to its address can.
  const { url, headers, redirect } = request;
  return request.mode === "navigate" ? new Request(url, { headers, redirect, mode: "same-origin", cache }) : new Request(request, { cache });
};

const fromNetwork = async (event, place, url) => {
  const response = await fetch(isFixed(place, url) ? event.request : anew(event.request));
  event.waitUntil(keep(place, url, response.clone()));
  return response;
};

/** What never changes is taken from what is kept. All else is asked for, and what is kept is for when there is no network. */
const answer = async (event, place, url) => {
  const kept = isFixed(place, url) && (await fromCache(place, url));
  if (kept) return kept;
  return fromNetwork(event, place, url).catch(async (error) => {
    const older = await fromCache(place, url);
    if (older) return older;
    throw error;
  });
};

/** The page that says what can be read without a network. */
const withoutNetwork = async (error) => {
  const page = await fromCache(files, standIn);
  if (!page) throw error;
  return new Response(page.body, { status: 503, headers: page.headers });
};

const isTheme = (value) => value === "light" || value === "dark";

/** The reader's choice, `light` or `dark`, once it was looked up; without one, nothing. It outlasts this worker and every version of it. */
let chosen = null;

const lookUp = async () => {
  const theme = await (await caches.match(folder, { cacheName: themeName }))?.text();
  return isTheme(theme) ? theme : null;
};

const choose = async (theme) => {
  if (theme !== null && !isTheme(theme)) return;
  chosen = Promise.resolve(theme);
  if (theme) await (await caches.open(themeName)).put(folder, new Response(theme));
  else await caches.delete(themeName);
};

/** A page of this site that a browser is about to show, with the choice in its first line. */
const inTheme = async (response) => {
  const theme = typeOf(response).startsWith("text/html") && (await (chosen ??= lookUp()));
  if (!theme) return response;
  const text = await response.clone().text();
  return isOwnPage(text) ? new Response(text.replace("<html ", `<html data-theme="${theme}" `), response) : response;
};

addEventListener("install", (event) => {
  const sheetsAndScripts = [...themeFiles].filter((path) => /\.(css|m?js)$/.test(path));
  const fill = async () => {
    const cache = await caches.open(files.name);
    await cache.addAll(sheetsAndScripts);
    await cache.put(standIn, await fetch(standIn, { cache: "no-cache" }));
    await skipWaiting();
  };
  event.waitUntil(fill());
});

addEventListener("activate", (event) => {
  const names = [files.name, pages.name, search.name, themeName];
  const clear = async () => {
    const outdated = (await caches.keys()).filter((name) => name.startsWith(site) && !names.includes(name));
    await Promise.all(outdated.map((name) => caches.delete(name)));
    await clients.claim();
  };
  event.waitUntil(clear());
});

/** Keeps what a page had loaded before this worker was there. */
const keepLoaded = async (address) => {
  const url = new URL(address);
  const place = placeOf(url);
  if (place && !(await fromCache(place, url))) await keep(place, url, await fetch(url, { cache: isFixed(place, url) ? "default" : "no-cache" }));
};

// The reader's choice, or what a page has loaded. Any page of the origin can send anything.
addEventListener("message", (event) => {
  const { data, source } = event;
  if (!source?.url?.startsWith(folder)) return;
  if (Array.isArray(data)) event.waitUntil(Promise.allSettled(data.slice(0, files.most).map(keepLoaded)));
  else if (data && typeof data === "object" && "theme" in data) event.waitUntil(choose(data.theme));
});

addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  const place = placeOf(url);
  const isPage = request.mode === "navigate";
  if (request.method !== "GET" || !(place || isPage)) return;
  const found = place ? answer(event, place, url) : fetch(request);
  event.respondWith(isPage ? found.catch(withoutNetwork).then(inTheme) : found);
});
