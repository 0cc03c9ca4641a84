/* The composite index while weights are dragged: asks for the ranking, puts it in place, and keeps the address so that
   it can be shared. Without this module the button does the same. */

const form = document.querySelector("form[data-composite]");
const place = document.getElementById("index-result");
const WAIT = 250;

if (form && place) {
  const status = form.querySelector("[data-status]");
  let timer = 0;
  let asking = null;

  form.addEventListener("input", (event) => {
    // other indicators or places make another form: the button asks for it
    if (event.target.name === "i" || event.target.name === "p") return;
    clearTimeout(timer);
    timer = setTimeout(ask, WAIT);
  });

  async function ask() {
    asking?.abort();
    const own = (asking = new AbortController());
    const query = new URLSearchParams(new FormData(form)).toString();
    try {
      const response = await fetch(`${form.dataset.composite}?${query}`, {
        headers: { Accept: "application/json" },
        signal: own.signal,
      });
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.detail ?? form.dataset.failed);
      show(answer);
      history.replaceState(null, "", `?${answer.query}`);
      status.textContent = answer.problem || form.dataset.busy;
    } catch (error) {
      if (error.name === "AbortError") return;
      status.textContent = error instanceof TypeError ? form.dataset.failed : error.message;
    }
  }

  function show(answer) {
    const open = [...place.querySelectorAll("details")].map((each) => each.open);
    place.innerHTML = answer.html;
    place.querySelectorAll("details").forEach((each, at) => {
      each.open = Boolean(open[at]);
    });
    form.querySelectorAll("[data-share]").forEach((each) => {
      each.textContent = answer.weights[each.dataset.share] ?? "";
    });
  }
}
