// Runs before the first paint, so that no page flashes in the wrong theme.
(() => {
  const root = document.documentElement;
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const chosen = () => {
    try {
      return localStorage.getItem("theme");
    } catch {
      return null;
    }
  };
  const apply = () => {
    const theme = chosen() ?? (dark.matches ? "dark" : "light");
    root.dataset.bsTheme = "paper" in root.dataset ? "light" : theme;
    document.dispatchEvent(new Event("themechange"));
  };
  window.toggleTheme = () => {
    const next = root.dataset.bsTheme === "dark" ? "light" : "dark";
    try {
      // A choice equal to the system's is no choice: the page follows the system again.
      if (next === (dark.matches ? "dark" : "light")) localStorage.removeItem("theme");
      else localStorage.setItem("theme", next);
    } catch {
      // Without storage the choice holds for this page.
    }
    root.dataset.bsTheme = next;
    document.dispatchEvent(new Event("themechange"));
  };
  // Paper is white, whatever the screen is. Browsers say in one way or the other that they print.
  const print = (starts) => {
    if (starts === "paper" in root.dataset) return;
    if (starts) root.dataset.paper = "true";
    else delete root.dataset.paper;
    apply();
  };
  addEventListener("beforeprint", () => print(true));
  addEventListener("afterprint", () => print(false));
  matchMedia("print").addEventListener("change", (event) => print(event.matches));
  dark.addEventListener("change", apply);
  apply();
})();
