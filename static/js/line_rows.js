// A row of a new line: the service fills in its price and cost as long as nobody typed others.
(() => {
  const defaults = JSON.parse(document.getElementById("service-defaults").textContent);
  const table = document.querySelector('[data-rows="lines"]');
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);

  const fill = (row) => {
    const chosen = defaults[field(row, "service").value];
    if (!chosen) return;
    for (const name of ["pricing", "unit_price", "unit_cost"]) {
      const input = field(row, name);
      if (input.dataset.typed || !(name in chosen)) continue;
      input.value = chosen[name];
    }
    const quantity = field(row, "quantity");
    if (chosen.pricing === "flat" && !quantity.value) quantity.value = "1";
  };

  table.addEventListener("change", (event) => {
    const row = event.target.closest("tr");
    if (event.target.name.endsWith("-service")) fill(row);
    else event.target.dataset.typed = "true";
  });
})();
