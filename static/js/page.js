// What every page does: the theme button, the search key, tables that start at their newest month.
document.querySelectorAll("[data-theme-toggle]").forEach((button) => {
  button.addEventListener("click", () => window.toggleTheme());
});

// Again once the fonts are there: they change the widths.
const showNewest = () => {
  document.querySelectorAll("[data-scroll-end]").forEach((region) => {
    region.scrollLeft = region.scrollWidth;
  });
};
showNewest();
document.fonts.ready.then(showNewest);

document.addEventListener("keydown", (event) => {
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  const field = document.querySelector("[data-search-key]");
  if (event.key !== "/" || typing || !field || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  field.focus();
  field.select();
});

// A filter applies as soon as it is chosen; the button remains for those without scripts.
document.querySelectorAll("[data-submit-on-change]").forEach((field) => {
  field.addEventListener("change", () => field.form.requestSubmit());
});

// A table that fits its frame needs no scrolling; its head then sticks to the window.
const fitting = new ResizeObserver((frames) => {
  frames.forEach(({ target }) => {
    target.classList.toggle("fits", target.firstElementChild.offsetWidth <= target.clientWidth);
  });
});
document.querySelectorAll(".table-responsive").forEach((frame) => fitting.observe(frame));

// A form is ready to be typed in: at what is wrong, else where typing begins, else at its first field.
const wrong = document.querySelector('#act [aria-invalid="true"]');
const first =
  document.querySelector("#act :is([autofocus], [data-begin])") ??
  document.querySelector('#act .field :is(input:not([type="hidden"]), select, textarea)');
(wrong ?? first)?.focus({ preventScroll: !wrong });

// Escape leaves a form; what was typed is given up only when asked.
const leave = document.querySelector("[data-leave]");
if (leave) {
  let dirty = false;
  document.addEventListener("input", () => (dirty = true));
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || event.defaultPrevented || document.querySelector("dialog[open]")) return;
    if (!dirty || confirm("Leave without saving?")) leave.click();
  });
}

// Rows of a form: the button adds an empty one from the template, each row can be taken away.
document.querySelectorAll("[data-rows]").forEach((table) => {
  const prefix = table.dataset.rows;
  const total = document.querySelector(`[name="${prefix}-TOTAL_FORMS"]`);
  const body = table.querySelector("tbody");
  const add = () => {
    const html = table.querySelector("template").innerHTML.replaceAll("__prefix__", total.value);
    body.insertAdjacentHTML("beforeend", html);
    total.value = Number(total.value) + 1;
    const row = body.lastElementChild;
    row.dispatchEvent(new CustomEvent("rowadded", { bubbles: true }));
    return row;
  };
  document.querySelector(`[data-add-row="${prefix}"]`)?.addEventListener("click", () => {
    add().querySelector("input:not([type=hidden]), select").focus();
  });
  table.addEventListener("click", (event) => {
    const button = event.target.closest("[data-remove-row]");
    if (!button) return;
    const row = button.closest("tr");
    row.querySelector("[name$=-DELETE]").checked = true;
    row.classList.add("is-removed");
    row.dispatchEvent(new Event("input", { bubbles: true }));
    document.querySelector(`[data-add-row="${prefix}"]`)?.focus();
  });
});

// One box that checks all those of a name.
document.querySelectorAll("[data-check-all]").forEach((box) => {
  box.addEventListener("change", () => {
    box.form.querySelectorAll(`[name="${box.dataset.checkAll}"]`).forEach((other) => (other.checked = box.checked));
  });
});

// A term and its notice are asked for only where there is a term.
document.querySelectorAll("[data-term]").forEach((part) => {
  const commitment = document.querySelector("[name=commitment]");
  const follow = () => (part.hidden = commitment.value === "month_to_month");
  commitment.addEventListener("change", follow);
  follow();
});

// A term lasts a year from its first day, until somebody writes another end.
const termEnd = document.querySelector("#act [name=term_ends_on]");
const termStart = document.querySelector("#act :is([name=starts_on], [name=effective_on])");
if (termEnd && termStart) {
  const yearOn = (day) => {
    const end = new Date(`${day}T00:00Z`);
    end.setUTCFullYear(end.getUTCFullYear() + 1);
    end.setUTCDate(end.getUTCDate() - 1);
    return end.toISOString().slice(0, 10);
  };
  let before = termStart.value;
  termStart.addEventListener("input", () => {
    if (!termStart.value) return;
    if (before && termEnd.value === yearOn(before)) termEnd.value = yearOn(termStart.value);
    before = termStart.value;
  });
}
