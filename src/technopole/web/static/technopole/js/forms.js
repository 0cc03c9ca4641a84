/* Forms: the error summary takes the focus; leaving with unsaved words is asked about once. */

document.querySelector("[data-error-summary]")?.focus();

document.querySelectorAll("form[data-warn-unsaved]").forEach((form) => {
  let changed = false;
  form.addEventListener("input", () => {
    changed = true;
  });
  form.addEventListener("submit", () => {
    changed = false;
  });
  window.addEventListener("beforeunload", (event) => {
    if (changed) event.preventDefault();
  });
});
