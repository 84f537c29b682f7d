// Figures from prose: an offer is put into its field here; what the text says is read by the server alone.
import { translated } from "./words.js";

export function bindProse(root) {
  const prose = root.querySelector("[data-prose]");
  if (!prose) return;
  const part = (name) => prose.querySelector(`[data-prose-${name}]`);
  const panel = prose.querySelector("#prose-panel");
  const form = prose.closest("form");
  let taken = "";

  const fail = (failed) => (part("failed").hidden = !failed);
  const point = (offer) => {
    prose.querySelectorAll(".is-pointed").forEach((mark) => mark.classList.remove("is-pointed"));
    const mark = offer && document.getElementById(offer.dataset.proseMark);
    if (!mark) return;
    mark.classList.add("is-pointed");
    keepInView(mark, panel.querySelector(".prose-text"));
  };

  panel.addEventListener("click", (event) => {
    const button = event.target.closest("[data-prose-take]");
    if (!button) return;
    event.preventDefault();
    const field = document.getElementById(button.dataset.proseTake);
    field.value = button.value;
    const bound = form.elements.on_or_before;
    if (bound && field.name === "completed_on") bound.checked = button.value.endsWith("前");
    taken = translated("{label}已填入「{value}」。", { label: field.labels[0].firstChild.textContent.trim(), value: button.value });
    field.dispatchEvent(new Event("change", { bubbles: true }));
  });
  for (const name of ["mouseover", "focusin"]) {
    panel.addEventListener(name, (event) => point(event.target.closest("[data-prose-mark]")));
  }
  for (const name of ["mouseleave", "focusout"]) panel.addEventListener(name, () => point(null));

  // What stands in the panel speaks of the fields, so it is read anew when one of them changes.
  form.addEventListener("change", () => {
    if (panel.childElementCount) part("read").dispatchEvent(new Event("reread"));
  });
  prose.addEventListener("htmx:after:swap", () => {
    fail(!panel.childElementCount); // the answer was another page: signed out, or no longer allowed
    const said = [...panel.querySelectorAll("[data-prose-say]")].map((element) => element.textContent.trim());
    part("status").textContent = [taken, ...said].join("");
    taken = "";
    point(panel.querySelector("[data-prose-mark]:is(:focus-within, :hover)")); // marks are new after a reading
  });
  prose.addEventListener("htmx:error", () => fail(true));
}

function keepInView(mark, text) {
  const above = mark.offsetTop - text.scrollTop;
  if (above < 0 || above + mark.offsetHeight > text.clientHeight) text.scrollTop += above - text.clientHeight / 2;
}
