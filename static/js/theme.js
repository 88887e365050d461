// Light or dark as the reader chose, or else as their system says. It runs before the page is drawn, so that nothing flashes.
{
  const key = "theme";
  const root = document.documentElement;
  const system = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const isDark = () => (root.dataset.theme ?? (system.matches ? "dark" : "light")) === "dark";

  const show = () => {
    const theme = chosen();
    if (theme === "light" || theme === "dark") root.dataset.theme = theme;
    else delete root.dataset.theme;
    document.querySelector(".theme-switch")?.setAttribute("aria-pressed", String(isDark()));
  };
  show();
  system.addEventListener("change", show);
  addEventListener("storage", show);
  addEventListener("pageshow", show);

  addEventListener("DOMContentLoaded", () => {
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
  });
}
