// Lines of an invoice: Enter in the last field adds one, a new one takes the kind of the one before,
// and the sum at the foot follows what is typed.
(() => {
  const table = document.querySelector('[data-rows="lines"]');
  const sum = document.querySelector("[data-sum]");
  const rows = () => [...table.tBodies[0].rows].filter((row) => !row.classList.contains("is-removed"));
  const field = (row, name) => row.querySelector(`[name$="-${name}"]`);
  const isEmpty = (row) =>
    ["description", "amount", "project", "agreement"].every((name) => !field(row, name).value.trim());

  table.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.name?.endsWith("-agreement")) return;
    const row = event.target.closest("tr");
    if (row !== rows().at(-1) || isEmpty(row)) return;
    event.preventDefault();
    document.querySelector('[data-add-row="lines"]').click();
  });

  table.addEventListener("rowadded", (event) => {
    const all = rows();
    const before = all[all.indexOf(event.target) - 1];
    if (before) field(event.target, "kind").value = field(before, "kind").value;
  });

  const locale = document.body.dataset.locale;
  const parts = new Intl.NumberFormat(locale).formatToParts(12345.6);
  const point = parts.find((part) => part.type === "decimal").value;
  const group = parts.find((part) => part.type === "group").value;
  const places = { minimumFractionDigits: 2, maximumFractionDigits: 2 };
  const money = new Intl.NumberFormat(locale, places);

  // Whole cents: a sum of fractions would be off by one somewhere. Null for what is no amount.
  const cents = (text) => {
    const plain = text.trim().replaceAll("\u2212", "-");
    const [units, fraction = "", ...rest] = plain.split(point);
    const groups = units.split(group);
    const digits = groups.join("");
    if (groups.length > 1 && groups.at(-1).length !== 3) return null;
    if (rest.length || !/^-?\d*$/.test(digits) || !/^\d{0,2}$/.test(fraction)) return null;
    const size = Number(digits.replace("-", "") || 0) * 100 + Number(fraction.padEnd(2, "0"));
    return digits.startsWith("-") ? -size : size;
  };

  const show = () => {
    const amounts = rows().map((row) => cents(field(row, "amount").value));
    const isCredit = document.querySelector('[name="sort"]:checked')?.value === "credit_note";
    const total = amounts.reduce((all, amount) => all + (amount ?? 0), 0) * (isCredit ? -1 : 1);
    sum.value = amounts.includes(null) ? "–" : money.format(total / 100).replace("-", "\u2212");
  };
  document.addEventListener("input", show);
  document.addEventListener("change", show);
  table.addEventListener("rowadded", show);
  show();
})();
