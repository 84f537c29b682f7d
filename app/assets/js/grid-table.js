// The table of a grid: where its cells are, what stands in them, and what is typed over it (`rows`, as it is sent).
import { translated } from "./words.js";

export class GridTable {
  constructor(form) {
    this.form = form;
    this.open();
  }

  // Anew after the server has sent another table.
  open() {
    this.root = this.form.querySelector("#grid");
    this.body = this.root.querySelector(".grid-table > tbody");
    this.rows = JSON.parse(this.form.elements.state.value);
    this.elsewhere = JSON.parse(this.form.elements.elsewhere.value);
    this.fields = [...this.body.rows[0]?.cells ?? []].map((frame) => cellOf(frame).dataset.field);
    this.root.querySelectorAll("[data-held]").forEach((cell) => cell.removeAttribute("readonly"));
  }

  part(id) {
    return this.root.querySelector(`#${id}`);
  }

  get width() {
    return this.fields.length;
  }

  get height() {
    return this.rows.length;
  }

  get changed() {
    const all = [...this.rows, ...this.elsewhere];
    return all.reduce((sum, row) => sum + Object.keys(row.texts).length, 0);
  }

  frame(row, column) {
    return this.body.rows[row]?.cells[column];
  }

  cell(row, column) {
    const frame = this.frame(row, column);
    return frame && cellOf(frame);
  }

  cellOfField(row, field) {
    return this.cell(row, this.fields.indexOf(field));
  }

  place(cell) {
    const frame = cell.closest("th, td");
    return { row: frame.parentElement.sectionRowIndex, column: frame.cellIndex };
  }

  isOpen(row, column) {
    return this.cell(row, column)?.dataset.held !== undefined;
  }

  text(row, column) {
    const cell = this.cell(row, column);
    return cell.dataset.held === undefined ? (cell.firstChild?.data ?? "").trim() : cell.value;
  }

  // Types a text into a cell; the table tells nobody.
  set(row, column, text) {
    const field = this.fields[column];
    if (text === this.cell(row, column).dataset.held) delete this.rows[row].texts[field];
    else this.rows[row].texts[field] = text;
    this.show(row, field);
  }

  // What is typed, as it was or will be; rows may only be missing or new at the end.
  snapshot() {
    return structuredClone({ rows: this.rows, elsewhere: this.elsewhere });
  }

  apply({ rows, elsewhere }) {
    const before = this.rows;
    this.rows = structuredClone(rows);
    this.elsewhere = structuredClone(elsewhere);
    while (this.body.rows.length > rows.length) this.body.lastElementChild.remove();
    while (this.body.rows.length < rows.length) this.#grow();
    rows.forEach((row, index) => {
      const fields = new Set([...Object.keys(before[index]?.texts ?? {}), ...Object.keys(row.texts)]);
      for (const field of fields) this.show(index, field);
    });
  }

  addRow() {
    this.rows.push({ key: null, texts: {} });
    this.#grow();
  }

  #grow() {
    const index = this.body.rows.length;
    const added = this.body.rows[index - 1].cloneNode(true);
    for (const frame of added.cells) {
      const cell = cellOf(frame);
      cell.id = `cell-${index}-${cell.dataset.field}`;
      frame.classList.remove("is-changed", "is-picked");
      clearSaid(frame, cell);
      if (cell.dataset.held === undefined) continue;
      cell.value = "";
      cell.ariaLabel = cell.ariaLabel.replace(String(index), String(index + 1));
    }
    this.body.append(added);
  }

  show(row, field) {
    const cell = this.cellOfField(row, field);
    const text = this.rows[row].texts[field];
    const frame = cell.closest("th, td");
    clearSaid(frame, cell);
    if (cell.dataset.held === undefined) {
      if (text !== undefined) sayIn(frame, cell, "error", translated("鎖定欄，內容不同：{text}", { text: text || translated("（空白）") }));
      return;
    }
    const value = text ?? cell.dataset.held;
    if (cell.value !== value) cell.value = value;
    frame.classList.toggle("is-changed", text !== undefined);
  }

  // Marks a cell with what is wrong in it; no problems clear the mark.
  tell(cell, problems) {
    const frame = cell.closest("th, td");
    clearSaid(frame, cell);
    if (!problems.length) return;
    const level = problems.some((one) => one.level === "error") ? "error" : "warning";
    sayIn(frame, cell, level, problems.map((one) => one.text).join("；"));
  }

  send() {
    this.form.elements.state.value = JSON.stringify(this.rows);
    this.form.elements.elsewhere.value = JSON.stringify(this.elsewhere);
    return new FormData(this.form);
  }
}

export const cellOf = (frame) => frame.querySelector("[data-field]") ?? frame;

function clearSaid(frame, cell) {
  frame.classList.remove("is-wrong", "is-noted");
  frame.querySelector(".cell-said")?.remove();
  cell.removeAttribute("aria-invalid");
  describe(cell, (id) => !id.endsWith("-said"));
}

function sayIn(frame, cell, level, text) {
  const said = document.createElement("span");
  said.className = "cell-said";
  said.id = `${cell.id}-said`;
  said.textContent = text;
  frame.append(said);
  frame.classList.add(level === "error" ? "is-wrong" : "is-noted");
  if (level === "error" && cell !== frame) cell.setAttribute("aria-invalid", "true");
  describe(cell, () => true, said.id);
}

function describe(cell, isKept, ...more) {
  const ids = [...(cell.getAttribute("aria-describedby") ?? "").split(" ").filter((id) => id && isKept(id)), ...more];
  if (ids.length) cell.setAttribute("aria-describedby", ids.join(" "));
  else cell.removeAttribute("aria-describedby");
}
