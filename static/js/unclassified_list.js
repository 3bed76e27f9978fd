// The worklist by keyboard: arrows move between rows, digits classify the row or what is ticked.
(() => {
  const list = () => document.getElementById("worklist");
  const ticks = () => [...list().querySelectorAll('[name="line"]')];
  const ticked = () => ticks().filter((tick) => tick.checked);
  let at = 0;

  const show = () => {
    const count = list().querySelector("[data-tick-count]");
    if (count) count.textContent = `Ticked: ${ticked().length}`;
    const all = list().querySelector("[data-tick-all]");
    if (all) all.checked = ticked().length > 0 && ticked().length === ticks().length;
  };

  const move = (to) => {
    const all = ticks();
    at = Math.max(0, Math.min(to, all.length - 1));
    all[at]?.focus();
  };

  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-tick-all]")) {
      ticks().forEach((tick) => (tick.checked = event.target.checked));
    }
    if (list().contains(event.target)) show();
  });

  document.addEventListener("focusin", (event) => {
    const row = event.target.closest("#worklist tbody tr");
    if (row) at = [...row.parentElement.rows].indexOf(row);
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest('input:not([type="checkbox"]), select, textarea');
    if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "ArrowDown") move(event.target.closest("#worklist tbody") ? at + 1 : at);
    else if (event.key === "ArrowUp") move(at - 1);
    else if (/^[1-9]$/.test(event.key)) press(Number(event.key) - 1);
    else return;
    event.preventDefault();
  });

  const press = (index) => {
    const row = ticks()[at]?.closest("tr");
    const buttons = ticked().length ? list().querySelectorAll(".tick-bar button") : row?.querySelectorAll("button");
    buttons?.[index]?.click();
  };

  // What was classified is gone: go on with the row that took its place.
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "worklist") return;
    show();
    move(at);
  });
})();
