// "They are 31 people now": one number for the quantities of all lines that are priced per user.
(() => {
  const fill = document.querySelector("[data-fill-quantities]");
  const quantities = document.querySelectorAll('[data-pricing="per_user"] [name$="-quantity"]:not([type="hidden"])');
  if (quantities.length < 2) return;
  fill.hidden = false;
  fill.querySelector("input").addEventListener("input", (event) => {
    quantities.forEach((input) => {
      input.value = event.target.value || input.defaultValue;
    });
  });
})();
