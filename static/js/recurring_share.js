// Sliders beside the fields they move; the server works out what it takes, htmx shows it.
(() => {
  const add = (month, count) => {
    const [year, number] = month.split("-").map(Number);
    return new Date(Date.UTC(year, number - 1 + count)).toISOString().slice(0, 7);
  };
  const count = (from, to) => {
    const [[year, month], [lastYear, lastMonth]] = [from, to].map((text) => text.split("-").map(Number));
    return (lastYear - year) * 12 + lastMonth - month;
  };

  document.querySelectorAll("[data-slides]").forEach((slider) => {
    const field = document.getElementById(slider.dataset.slides);
    const { from } = slider.dataset;
    const follow = () => field.value && (slider.value = from ? count(from, field.value) : Number(field.value));
    slider.addEventListener("input", () => (field.value = from ? add(from, Number(slider.value)) : slider.value));
    field.addEventListener("input", follow);
    slider.hidden = false;
    follow();
  });

  // What is empty does not clutter the address.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    for (const [name, value] of [...detail.formData]) if (!value) detail.formData.delete(name);
  });

  // Sorting, paging and searching the clients leaves the page where it is.
  // Whoever asks again does not wait for what was asked before.
  const show = (address) => {
    htmx.trigger(document.body, "htmx:abort");
    htmx.ajax("GET", address, { target: "#gap-answer", swap: "outerHTML" }).then(() => {
      history.replaceState(history.state, "", address);
    });
  };
  document.addEventListener("click", (event) => {
    const link = event.target.closest("#gap-answer :is(a.sort, .paging a)");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    show(link.href);
  });
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("#gap-answer [role=search]")) return;
    event.preventDefault();
    show(`${location.pathname}?${new URLSearchParams(new FormData(event.target))}`);
  });
})();
