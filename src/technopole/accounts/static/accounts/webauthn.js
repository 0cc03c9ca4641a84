// Says in words that a key was refused; allauth's script only logs it.
(() => {
  document.addEventListener("allauth.error", () => {
    for (const place of document.querySelectorAll("[data-webauthn-error]")) place.hidden = false;
  });
})();
