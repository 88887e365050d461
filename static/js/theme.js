// Light or dark as the reader chose, or else as their system says. No page waits for this to be drawn: where there is a worker, it gives
// pages in the chosen colors, and is told here when one comes in others.
{
  const key = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      const theme = localStorage.getItem(key);
      return theme === "light" || theme === "dark" ? theme : null;
    } catch {
      return null;
    }
  };
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

  /** In which colors the worker gives pages, as far as is known. */
  let given = root.dataset.theme ?? null;
  const tell = (theme) => {
    const worker = navigator.serviceWorker?.controller;
    if (!worker || theme === given) return;
    worker.postMessage({ theme });
    given = theme;
  };

  const show = () => {
    const theme = chosen();
    if (theme) root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.querySelector(".theme-switch")?.setAttribute("aria-pressed", String(isDark()));
    tell(theme);
  };
  show();
  system.addEventListener("change", show);
  addEventListener("storage", show);
  addEventListener("pageshow", show);

  const offer = () => {
    const button = document.querySelector(".theme-switch");
    if (!button) return;
    button.parentElement.hidden = false;
    button.addEventListener("click", () => {
      const next = isDark() ? "light" : "dark";
      try {
        if ((next === "dark") === system.matches) localStorage.removeItem(key);
        else localStorage.setItem(key, next);
      } catch {
        root.dataset.theme = next;
        button.setAttribute("aria-pressed", String(isDark()));
        return;
      }
      show();
    });
    show();
  };
  if (document.readyState === "loading") addEventListener("DOMContentLoaded", offer);
  else offer();
}
