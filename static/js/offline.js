// Keeps the site for reading without a network, or forgets it where the site no longer wants that. Never on the author's own machine.
{
  const { folder, worker } = document.currentScript.dataset;
  const isLocal = /^(localhost|127(\.\d+){3}|\[::1\])$/.test(location.hostname);

  const keep = async () => {
    // What this page had loaded before the worker took over.
    const tell = () => {
      const loaded = performance.getEntriesByType("resource").map(({ name }) => name);
      navigator.serviceWorker.controller?.postMessage([location.href, ...loaded]);
    };
    navigator.serviceWorker.addEventListener("controllerchange", tell);
    await navigator.serviceWorker.register(worker, { scope: folder });
  };

  const forget = async () => {
    const registration = await navigator.serviceWorker.getRegistration(folder);
    const scope = new URL(folder, location).href;
    const script = registration?.active?.scriptURL;
    if (registration?.scope !== scope || script !== `${scope}sw.js`) return;
    await registration.unregister();
    const own = (await caches.keys()).filter((name) => name.startsWith(`standpoint ${folder} `));
    await Promise.all(own.map((name) => caches.delete(name)));
  };

  if ("serviceWorker" in navigator && !isLocal) addEventListener("load", () => (worker ? keep() : forget()).catch(() => {}));
}
