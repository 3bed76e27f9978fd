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
