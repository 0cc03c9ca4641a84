/* Suggestions under a search box: the ARIA combobox pattern on a box that works without it.
   The server answers /search/suggest?q=… with {"suggestions": [{"text", "kind", "url"}]}. */

const WAIT = 150; // ms after the last key: a fast writer asks once

document.querySelectorAll("input[data-suggest]").forEach(enhance);

function enhance(input) {
  const list = document.createElement("ul");
  const status = document.createElement("div");
  list.className = "suggestions";
  list.id = `${input.id}-suggestions`;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", input.labels[0]?.textContent.trim() || "");
  list.hidden = true;
  status.className = "visually-hidden";
  status.setAttribute("role", "status");
  input.form.append(list, status);

  input.setAttribute("role", "combobox");
  input.setAttribute("aria-autocomplete", "list");
  input.setAttribute("aria-expanded", "false");
  input.setAttribute("aria-controls", list.id);

  let active = -1;
  let timer = 0;
  let asking = null;

  function close() {
    list.hidden = true;
    active = -1;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  function point(index) {
    const options = list.children;
    if (!options.length) return;
    options[active]?.setAttribute("aria-selected", "false");
    // One step beyond either end is the text the reader wrote: no option.
    active = index < -1 ? options.length - 1 : index >= options.length ? -1 : index;
    if (active < 0) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    options[active].setAttribute("aria-selected", "true");
    options[active].scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", options[active].id);
  }

  function show(suggestions) {
    list.replaceChildren(...suggestions.map(option));
    active = -1;
    list.hidden = suggestions.length === 0;
    input.setAttribute("aria-expanded", String(!list.hidden));
    status.textContent = suggestions.length
      ? `${suggestions.length} ${input.dataset.suggestSome}`
      : input.dataset.suggestNone;
  }

  function option(suggestion, index) {
    const item = document.createElement("li");
    const text = document.createElement("span");
    const kind = document.createElement("span");
    item.id = `${list.id}-${index}`;
    item.setAttribute("role", "option");
    item.setAttribute("aria-selected", "false");
    text.textContent = suggestion.text;
    kind.className = "kind";
    kind.textContent = suggestion.kind || "";
    item.append(text, kind);
    // mousedown would take the focus from the box and close the list before the click.
    item.addEventListener("mousedown", (event) => event.preventDefault());
    item.addEventListener("click", () => take(suggestion));
    item.suggestion = suggestion;
    return item;
  }

  function take(suggestion) {
    close();
    // Only addresses of this site are followed.
    const url = suggestion.url && new URL(suggestion.url, window.location.href);
    if (url && url.origin === window.location.origin) {
      window.location.assign(url);
      return;
    }
    input.value = suggestion.text;
    input.form.requestSubmit();
  }

  async function ask() {
    const query = input.value.trim();
    asking?.abort();
    // One Chinese character already means something; one Latin letter does not.
    if (query.length < (/[\u2e80-\u9fff]/.test(query) ? 1 : 2)) {
      close();
      return;
    }
    asking = new AbortController();
    try {
      const url = new URL(input.dataset.suggest, window.location.href);
      url.searchParams.set("q", query);
      const answer = await fetch(url, { signal: asking.signal, headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const found = (await answer.json()).suggestions || [];
      if (document.activeElement === input) show(found.slice(0, 10));
    } catch (_error) {
      // Aborted or offline: the search itself still works.
    }
  }

  input.addEventListener("input", (event) => {
    clearTimeout(timer);
    if (event.isComposing) return; // pinyin still being written
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("compositionend", () => {
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });
  input.addEventListener("blur", close);
  input.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else point(active + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && active >= 0 && !list.hidden) {
      event.preventDefault();
      take(list.children[active].suggestion);
    }
  });
}
