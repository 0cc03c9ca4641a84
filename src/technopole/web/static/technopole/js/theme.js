/* The theme a reader chose: light or dark, kept in localStorage and in a cookie so that the server draws it at once. */
(function () {
  "use strict";
  var root = document.documentElement;

  function stored() {
    try {
      return window.localStorage.getItem("theme");
    } catch (_error) {
      return null; // Storage may be forbidden: the cookie alone then decides.
    }
  }

  function keep(theme) {
    try {
      window.localStorage.setItem("theme", theme);
    } catch (_error) {
      /* as above */
    }
    var secure = window.location.protocol === "https:" ? "; Secure" : "";
    document.cookie = "theme=" + theme + "; Path=/; Max-Age=31536000; SameSite=Lax" + secure;
  }

  function current() {
    var dark = window.matchMedia("(prefers-color-scheme: dark)").matches;
    return root.dataset.theme || (dark ? "dark" : "light");
  }

  // This file loads before the first paint: no flash of the other theme.
  var chosen = stored();
  if (!root.dataset.theme && (chosen === "light" || chosen === "dark")) {
    root.dataset.theme = chosen;
  }

  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll("[data-theme-toggle]").forEach(function (button) {
      button.hidden = false;
      button.setAttribute("aria-pressed", String(current() === "dark"));
      button.addEventListener("click", function () {
        root.dataset.theme = current() === "dark" ? "light" : "dark";
        keep(root.dataset.theme);
        document.querySelectorAll("[data-theme-toggle]").forEach(function (other) {
          other.setAttribute("aria-pressed", String(root.dataset.theme === "dark"));
        });
        document.dispatchEvent(new CustomEvent("themechange"));
      });
    });

    // A menu closes on Escape and on a press elsewhere, as readers expect.
    document.addEventListener("keydown", function (event) {
      if (event.key !== "Escape") return;
      document.querySelectorAll("details.menu[open]").forEach(function (menu) {
        menu.open = false;
        menu.querySelector("summary").focus();
      });
    });
    document.addEventListener("click", function (event) {
      document.querySelectorAll("details.menu[open]").forEach(function (menu) {
        if (!menu.contains(event.target)) menu.open = false;
      });
    });
  });
})();
