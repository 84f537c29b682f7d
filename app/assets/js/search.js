// The box in the header: what the server found is listed under it, and the keyboard walks through the list.
export function bindSearch(root) {
  const box = root.querySelector("[data-search]");
  if (!box) return;
  const words = box.querySelector("[role=combobox]");
  const list = box.querySelector("[role=listbox]");
  const said = box.querySelector("[data-search-said]");
  const options = () => [...list.querySelectorAll("a[role=option]")];
  const selected = () => list.querySelector('[aria-selected="true"]');

  const select = (option) => {
    selected()?.setAttribute("aria-selected", "false");
    option?.setAttribute("aria-selected", "true");
    option?.scrollIntoView({ block: "nearest" });
    if (option) words.setAttribute("aria-activedescendant", option.id);
    else words.removeAttribute("aria-activedescendant");
  };
  const open = (isOpen) => {
    list.hidden = !isOpen;
    words.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) select(null);
  };
  const step = (by) => {
    if (list.hidden && options().length) open(true);
    const all = options();
    const at = all.indexOf(selected());
    select(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
  };

  words.addEventListener("keydown", (event) => {
    if (event.isComposing) return; // a word of several keys is still being typed
    if (event.key === "/" && words.selectionStart === 0) {
      event.preventDefault(); // pressed to get here, by someone who is here: no word begins with it
      words.select();
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      step(event.key === "ArrowDown" ? 1 : -1);
    } else if (event.key === "Enter" && selected()) {
      event.preventDefault();
      selected().click();
    } else if (event.key === "Escape" && !list.hidden) {
      event.preventDefault();
      open(false);
    }
  });
  words.addEventListener("input", () => select(null)); // what was chosen was an answer to something else
  // 注音 on its way to a word is no word yet: nobody asks for it, and it is asked for once it is one.
  const hold = (event) => event.isComposing && event.stopPropagation();
  box.addEventListener("input", hold, { capture: true });
  words.addEventListener("compositionend", () => words.dispatchEvent(new Event("input", { bubbles: true })));
  words.addEventListener("focus", () => open(words.value.trim() !== "" && list.childElementCount > 0));
  list.addEventListener("mousedown", (event) => event.preventDefault()); // the box keeps the focus
  box.addEventListener("focusout", (event) => {
    if (!box.contains(event.relatedTarget)) open(false);
  });

  box.addEventListener("htmx:after:swap", () => {
    // Whoever is signed out by now gets a whole page; that is no list.
    const count = list.querySelector("[data-search-count]");
    if (!count) list.replaceChildren();
    open(Boolean(count?.dataset.searchCount) && document.activeElement === words);
    said.textContent = count?.dataset.searchCount ?? "";
  });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest("input, textarea, select, [contenteditable]")) return;
    if (!words.getClientRects().length) return; // where there is no room there is an icon instead
    event.preventDefault();
    words.focus();
    words.select();
  });
}
