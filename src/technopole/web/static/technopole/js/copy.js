/* Buttons that copy what stands at an address; without scripts they stay hidden and the downloads serve. */

document.querySelectorAll("[data-copy]").forEach((button) => {
  const status = button.parentElement.querySelector("[data-copy-status]");
  button.hidden = !navigator.clipboard;
  button.addEventListener("click", async () => {
    try {
      const answer = await fetch(button.dataset.copy, { credentials: "same-origin" });
      if (!answer.ok) throw new Error(answer.statusText);
      await navigator.clipboard.writeText(await answer.text());
      status.textContent = button.dataset.copied;
    } catch (_error) {
      status.textContent = button.dataset.failed;
    }
  });
});
