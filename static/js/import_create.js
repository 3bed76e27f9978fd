// A file dropped anywhere on the page is read at once; without this the field works by itself.
(() => {
  const area = document.querySelector("[data-drop]");
  const field = area.querySelector("input[type=file]");
  const said = area.querySelector("[data-drop-chosen]");

  const show = () => {
    const file = field.files[0];
    said.textContent = file ? `${file.name}, ${Math.max(1, Math.round(file.size / 1024))} KB` : "";
  };
  const isFile = (event) => event.dataTransfer?.types.includes("Files");

  document.addEventListener("dragover", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    area.classList.add("is-over");
  });
  document.addEventListener("dragleave", (event) => {
    if (!event.relatedTarget) area.classList.remove("is-over");
  });
  document.addEventListener("drop", (event) => {
    if (!isFile(event)) return;
    event.preventDefault();
    area.classList.remove("is-over");
    if (event.dataTransfer.files.length !== 1) {
      said.textContent = "One file at a time: drop a single one.";
      return;
    }
    field.files = event.dataTransfer.files;
    show();
    field.form.requestSubmit();
  });
  field.addEventListener("change", show);
  show();
})();
