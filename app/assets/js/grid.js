// A section filled in like a sheet. What a pasted block means is read by the server alone, which answers with the grid.
export function bindGrid(root) {
  const form = root.querySelector("[data-grid]");
  if (!form) return;
  let rows; // what is typed, row by row, as it is sent
  let before = null; // the grid as it was before the last paste
  let isSending = false;
  let isRefused = false; // the last answer was another page: signed out, or too late
  let isLeaving = false;

  const grid = () => form.querySelector("#grid");
  const part = (id) => grid().querySelector(`#${id}`);
  const body = () => grid().querySelector("tbody");
  const changed = () => grid().querySelectorAll(".is-changed").length;
  const placeOf = (cell) => {
    const frame = cell.closest("th, td");
    return { row: frame.parentElement.sectionRowIndex, column: frame.cellIndex };
  };
  const open = () => {
    rows = JSON.parse(form.elements.state.value);
    grid().querySelectorAll("[data-held]").forEach((cell) => cell.removeAttribute("readonly"));
    form.querySelector("[data-grid-undo]").hidden = !before;
  };
  const keep = () => (form.elements.state.value = JSON.stringify(rows));

  function focus(row, column, isSelected = true) {
    const frame = body().rows[row]?.cells[column];
    const cell = frame?.querySelector("[data-held]") ?? frame;
    cell?.focus();
    if (isSelected) cell?.select?.();
  }

  function swap(next) {
    const scrolled = grid().querySelector(".grid-scroll");
    const [left, top] = [scrolled.scrollLeft, scrolled.scrollTop];
    grid().replaceWith(next);
    grid().querySelector(".grid-scroll").scrollTo(left, top);
    open();
  }

  async function send(action, block = {}) {
    if (isSending) return;
    isSending = true;
    grid().inert = true;
    await answer(action, block);
    isSending = false;
    grid().inert = false;
  }

  async function answer(action, block) {
    if (isRefused) await renewToken();
    keep();
    const sent = new FormData(form);
    Object.entries({ action, ...block }).forEach(([name, value]) => sent.set(name, value));
    const { url, next } = await ask({ method: "POST", body: sent });
    isRefused = !next && !/\/submissions\/\d+$/.test(url);
    if (isRefused) {
      part("grid-failed").hidden = false; // signed out, or the line is down
    } else if (!next) {
      isLeaving = true;
      location.assign(url);
    } else {
      if ("pasted" in next.dataset) before = grid();
      swap(next);
    }
    const said = isRefused ? part("grid-failed") : grid().querySelector(".grid-messages");
    said.scrollIntoView({ block: "nearest" });
  }

  // Whoever signs in again elsewhere goes on here with what is typed.
  async function renewToken() {
    const { page } = await ask();
    const token = page?.querySelector("[data-grid] [name=csrf_token]");
    if (token) form.elements.csrf_token.value = token.value;
  }

  async function ask(request) {
    try {
      const response = await fetch(location.href, request);
      const page = new DOMParser().parseFromString(await response.text(), "text/html");
      return { url: response.url, page, next: page.querySelector("#grid") };
    } catch {
      return { url: "" };
    }
  }

  function undo() {
    const old = before;
    before = null;
    old.inert = false;
    swap(old);
  }

  // A text of several lines copied elsewhere belongs into its cell; a block has a table, tabs, or cells to go down to.
  function isBlock(clipboard, cell) {
    const text = clipboard.getData("text/plain").replace(/\r?\n$/, "");
    const goesDown = /[\r\n]/.test(text);
    if (cell.dataset.held === undefined || text.includes("\t")) return true;
    return goesDown && (cell.tagName !== "TEXTAREA" || /<table[\s>]/i.test(clipboard.getData("text/html")));
  }

  form.addEventListener("paste", async (event) => {
    const cell = event.target.closest?.("[data-field]");
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !text || !isBlock(event.clipboardData, cell)) return;
    event.preventDefault();
    const { row, column } = placeOf(cell);
    await send("paste", { pasted: text, at_row: row, at_field: cell.dataset.field });
    focus(row, column, false);
  });

  form.addEventListener("input", (event) => {
    const cell = event.target.closest("[data-held]");
    if (!cell) return;
    const frame = cell.closest("th, td");
    const { row } = placeOf(cell);
    const isHeld = cell.value === cell.dataset.held;
    if (isHeld) delete rows[row].texts[cell.dataset.field];
    else rows[row].texts[cell.dataset.field] = cell.value;
    frame.classList.toggle("is-changed", !isHeld);
    frame.classList.remove("is-wrong", "is-noted"); // it will be judged anew
    cell.removeAttribute("aria-invalid");
    part("grid-count").textContent = changed().toLocaleString();
    before = null; // taking the paste back would take this back, too
    form.querySelector("[data-grid-undo]").hidden = true;
    if (row === rows.length - 1 && rows[row].key === null) addRow();
  });

  function addRow() {
    const index = rows.length;
    const added = body().rows[index - 1].cloneNode(true);
    for (const cell of added.querySelectorAll("[data-held]")) {
      cell.id = `cell-${index}-${cell.dataset.field}`;
      cell.value = "";
      cell.ariaLabel = cell.ariaLabel.replace(String(index), String(index + 1));
      cell.closest("th, td").classList.remove("is-changed");
    }
    body().append(added);
    rows.push({ key: null, texts: {} });
  }

  form.addEventListener("keydown", (event) => {
    const cell = event.target.closest("[data-field]");
    if (event.isComposing || !cell) return; // Enter also ends the choice of a character
    const isText = cell.tagName === "TEXTAREA";
    const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey;
    if (isUndo && before) {
      event.preventDefault();
      const { row, column } = placeOf(cell);
      undo();
      focus(row, column);
    } else if (event.key === "Enter" && event.altKey && isText) {
      event.preventDefault();
      document.execCommand("insertText", false, "\n"); // the one way that the browser's own undo knows
    } else if (event.key === "Enter" && !(event.shiftKey && isText)) {
      event.preventDefault();
      step(cell, event.shiftKey ? -1 : 1);
    } else if (["ArrowDown", "ArrowUp"].includes(event.key) && !cell.list && !event.shiftKey) {
      const isDown = event.key === "ArrowDown";
      if (isText && cell.selectionStart !== (isDown ? cell.value.length : 0)) return;
      event.preventDefault();
      step(cell, isDown ? 1 : -1);
    }
  });

  function step(cell, by) {
    const { row, column } = placeOf(cell);
    focus(row + by, column);
  }

  let note;
  form.addEventListener("focusin", (event) => {
    const line = part("grid-help");
    note ??= line.textContent;
    const cell = event.target.closest("[data-held]");
    const said = cell?.closest(".is-wrong, .is-noted")?.querySelector(".cell-said");
    const help = cell && part(`help-${cell.dataset.field}`);
    line.textContent = [said, help].map((told) => told?.textContent ?? "").join("　").trim() || note;
  });

  form.addEventListener("click", (event) => {
    if (event.target.closest("[data-grid-undo]")) undo();
    const link = event.target.closest(".grid-problems a");
    if (!link) return;
    event.preventDefault();
    document.getElementById(link.hash.slice(1))?.focus();
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(event.submitter?.value ?? "check");
  });
  window.addEventListener("beforeunload", (event) => {
    if (!isLeaving && changed()) event.preventDefault();
  });
  open();
}
