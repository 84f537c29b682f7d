// A sheet filled in with the keyboard, as in a spreadsheet program. What a text means is read by the server alone.
import { Block } from "./grid-block.js";
import { GridDraft } from "./grid-draft.js";
import { bindGridKeys } from "./grid-keys.js";
import { cellOf, GridTable } from "./grid-table.js";
import { translated } from "./words.js";

const MOST_UNDONE = 100;

export function bindGrid(root) {
  const form = root.querySelector("[data-grid]");
  if (form) new GridPage(form);
}

class GridPage {
  #past = [];
  #future = [];
  #isBusy = false;

  constructor(form) {
    this.form = form;
    this.table = new GridTable(form);
    this.block = new Block(this.table);
    this.echoes = new Map();
    this.typing = null; // the cell being typed in, with what stood there when it was entered
    this.isEditing = false; // arrows move in the text (F2), not between cells
    this.draft = new GridDraft(this.table, {
      hear: (said) => this.hear(said),
      say: (text) => (form.querySelector("#grid-saved").textContent = text),
      collide: (said) => this.#collide(said),
      fail: (hasFailed) => (this.table.part("grid-failed").hidden = !hasFailed),
    });
    this.note = this.table.part("grid-help").textContent;
    bindGridKeys(this);
    this.#bind();
    this.#count();
    if (this.table.changed) this.draft.send();
  }

  #bind() {
    const { form } = this;
    form.addEventListener("input", (event) => this.#typed(event.target.closest("[data-held]")));
    form.addEventListener("focusin", (event) => this.#entered(event.target.closest("[data-field]")));
    form.addEventListener("mousedown", (event) => this.#pressed(event));
    form.addEventListener("mouseover", (event) => this.#dragged(event));
    form.addEventListener("copy", (event) => this.#copy(event));
    form.addEventListener("cut", (event) => this.#copy(event) && this.clear());
    form.addEventListener("paste", (event) => this.#paste(event));
    form.addEventListener("click", (event) => this.#clicked(event));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      event.stopPropagation(); // the page's own question would come too late
      const { value = "check", dataset = {} } = event.submitter ?? {};
      if (!dataset.confirm || confirm(dataset.confirm)) this.#submit(value);
    });
  }

  // Where one is.

  focus(row, column) {
    const cell = this.table.cell(row, column);
    if (!cell) return;
    cell.focus();
    cell.select?.();
    cell.closest("th, td").scrollIntoView({ block: "nearest", inline: "nearest" });
  }

  get here() {
    const cell = this.form.ownerDocument.activeElement?.closest?.("[data-field]");
    return cell && this.form.contains(cell) ? this.table.place(cell) : null;
  }

  #entered(cell) {
    if (!cell) return;
    const place = this.table.place(cell);
    this.typing = null;
    this.isEditing = false;
    this.block.start(place);
    cell.select?.();
    this.#explain(place, cell);
  }

  #explain({ row }, cell) {
    const { field } = cell.dataset;
    const said = cell.closest("th, td").querySelector(".cell-said")?.textContent;
    const echo = this.echoes.get(`${row}:${field}`);
    const help = cell.dataset.held === undefined ? translated("鎖定欄，不能填寫。") : this.table.part(`help-${field}`)?.textContent;
    const words = [said, echo && translated("系統讀為：{echo}", { echo }), help].filter(Boolean);
    this.table.part("grid-help").textContent = words.join("　") || this.note;
  }

  // The first press goes into a cell, the next into its text; on a touch screen both are one.
  #pressed(event) {
    const cell = event.target.closest("[data-field]");
    if (!cell || event.button || matchMedia("(pointer: coarse)").matches) return;
    if (event.shiftKey && this.here) {
      event.preventDefault();
      this.extend(this.table.place(cell));
    } else if (cell !== document.activeElement) {
      event.preventDefault();
      const { row, column } = this.table.place(cell);
      this.focus(row, column);
    } else {
      this.isEditing = true;
    }
  }

  #dragged(event) {
    const frame = event.buttons === 1 && event.target.closest("tbody > tr > *");
    if (!frame || !this.here || frame.contains(document.activeElement)) return;
    event.preventDefault();
    this.extend(this.table.place(frame));
  }

  extend(place) {
    if (!this.table.frame(place.row, place.column)) return;
    this.block.extend(place);
    this.table.frame(place.row, place.column).scrollIntoView({ block: "nearest", inline: "nearest" });
    const { top, bottom, left, right } = this.block;
    this.say(this.block.size ? translated("已選取 {rows} 列 × {columns} 欄", { rows: bottom - top + 1, columns: right - left + 1 }) : "");
  }

  // What is typed.

  #typed(cell) {
    if (!cell) {
      this.draft.touch(); // a field beside the table
      return;
    }
    const { row, column } = this.table.place(cell);
    const text = cell.value;
    if (this.typing?.cell !== cell) {
      this.typing = { cell, row, column, before: this.table.rows[row].texts[cell.dataset.field] };
      this.#remember();
    }
    this.table.set(row, column, text);
    this.echoes.delete(`${row}:${cell.dataset.field}`);
    this.#grow(row);
    this.#changed();
  }

  // The row in which the first new thing is typed gets a blank one below it.
  #grow(row) {
    if (row === this.table.height - 1 && this.table.rows[row].key === null) this.table.addRow();
  }

  #remember() {
    this.#past.push(this.table.snapshot());
    if (this.#past.length > MOST_UNDONE) this.#past.shift();
    this.#future = [];
  }

  #changed() {
    this.#count();
    this.draft.touch();
  }

  #count() {
    this.table.part("grid-count").textContent = this.table.changed.toLocaleString();
    this.form.querySelector("[data-grid-undo]").disabled = !this.#past.length;
    this.form.querySelector("[data-grid-redo]").disabled = !this.#future.length;
  }

  undo() {
    this.#turn(this.#past, this.#future);
  }

  redo() {
    this.#turn(this.#future, this.#past);
  }

  #turn(from, to) {
    const wanted = from.pop();
    if (!wanted) return;
    to.push(this.table.snapshot());
    const { here } = this;
    this.table.apply(wanted);
    this.typing = null;
    this.#changed();
    if (here) this.focus(Math.min(here.row, this.table.height - 1), here.column);
  }

  // What stood in the cell when it was entered.
  takeBack() {
    if (!this.typing) return;
    const { row, column, before } = this.typing;
    this.table.set(row, column, before ?? this.table.cell(row, column).dataset.held);
    this.#past.pop();
    this.typing = null;
    this.#changed();
    this.focus(row, column);
  }

  // One deed over many cells: `textOf` tells what each shall hold. Locked ones are passed over, and that is told.
  fill(places, textOf, done) {
    const all = [...places];
    const open = all.filter(({ row, column }) => this.table.isOpen(row, column));
    const texts = open.map(textOf);
    if (open.length) this.#remember();
    open.forEach(({ row, column }, index) => this.table.set(row, column, texts[index]));
    if (open.length) this.#grow(Math.max(...open.map(({ row }) => row)));
    this.typing = null;
    if (open.length) this.#changed();
    const skipped = all.length - open.length;
    const cells = translated("{done} {count} 格", { done, count: open.length });
    this.say(skipped ? translated("{cells}，略過 {skipped} 格鎖定欄。", { cells, skipped }) : `${cells}。`);
  }

  clear() {
    this.fill(this.block.places(), () => "", translated("已清除"));
  }

  fillDown() {
    const { top, bottom, left, right } = this.block;
    const from = top === bottom ? top - 1 : top;
    if (from < 0) return;
    const below = [...this.block.places()].filter(({ row }) => row > from);
    const source = [];
    for (let column = left; column <= right; column++) source[column] = this.table.text(from, column);
    this.fill(below, ({ column }) => source[column], translated("已向下填滿"));
  }

  fillBlock() {
    const { here } = this;
    const text = this.table.text(here.row, here.column);
    if (this.typing) {
      // What was typed and what is filled are taken back together.
      this.#past.pop();
      const { row, column, before } = this.typing;
      this.table.set(row, column, before ?? this.table.cell(row, column).dataset.held);
    }
    this.fill(this.block.places(), () => text, translated("已填入"));
  }

  // Rows that are being added can be moved, parted and taken out; those of the plan stay.
  changeRows(deed, by = 0) {
    const { here } = this;
    if (!here || !("rows" in this.form.dataset)) return;
    const next = this.table.snapshot();
    const { top, bottom } = this.block;
    const isNew = next.rows.slice(top, bottom + 1).every((row) => row.key === null);
    if (!isNew) {
      this.say(this.form.dataset.rows);
      return;
    }
    const count = bottom - top + 1;
    const first = next.rows.findIndex((row) => row.key === null);
    if (deed === "insert") next.rows.splice(top, 0, { key: null, texts: {} });
    else if (deed === "remove") next.rows.splice(top, count, ...(next.rows.length === count ? [{ key: null, texts: {} }] : []));
    else if (top + by < first || bottom + by >= next.rows.length) return;
    else next.rows.splice(top + by, 0, ...next.rows.splice(top, count));
    if (next.rows.at(-1).key !== null) next.rows.push({ key: null, texts: {} });
    this.#remember();
    this.table.apply(next);
    this.#changed();
    const row = Math.min(here.row + (deed === "move" ? by : 0), this.table.height - 1);
    this.focus(row, here.column);
    this.say({ insert: translated("已插入一列。"), remove: translated("已刪除 {count} 列。", { count }), move: translated("已移動。") }[deed]);
  }

  // The clipboard.

  #copy(event) {
    const cell = event.target.closest?.("[data-field]");
    if (!cell || (this.isEditing && !this.block.size)) return false;
    event.clipboardData.setData("text/plain", this.block.copied());
    event.preventDefault();
    this.say(translated("已複製 {count} 格。", { count: this.block.size || 1 }));
    return true;
  }

  async #paste(event) {
    const cell = event.target.closest?.("[data-field]");
    const text = event.clipboardData.getData("text/plain");
    if (!cell || !text) return;
    const { size } = this.block;
    const isOne = !/[\t\r\n]/.test(text.replace(/\r?\n$/, ""));
    if (isOne && size) {
      event.preventDefault();
      this.fill(this.block.places(), () => text.replace(/\r?\n$/, ""), translated("已貼上"));
    } else if (isBlock(event.clipboardData, cell)) {
      event.preventDefault();
      const { top: row, left: column } = this.block;
      await this.#pasteBlock(text, row, this.table.fields[column]);
      this.focus(row, column);
    }
  }

  async #pasteBlock(pasted, row, field) {
    if (this.#isBusy) return;
    this.#wait(true);
    const before = this.table.snapshot();
    const said = await this.draft.send({ pasted, at_row: row, at_field: field });
    this.#wait(false);
    this.#tellPaste(said?.refused ? translated("沒有貼上：{refused}", { refused: said.refused }) : "");
    if (!said || said.refused) return;
    this.#past.push(before);
    this.#future = [];
    this.table.apply(said);
    this.#grow(this.table.height - 1);
    this.hear(said);
    this.table.part("grid-live").open = true; // what came in one go is looked over in one go
    this.#count();
    this.#tellPaste(said.told, "tone-green");
  }

  #tellPaste(text, tone = "tone-red") {
    const box = this.table.part("grid-pasted");
    box.className = `flash ${tone}`;
    box.textContent = text;
    box.hidden = !text;
  }

  #wait(isBusy) {
    this.#isBusy = isBusy;
    this.table.root.inert = isBusy;
  }

  // What the server says.

  // Only of what still stands as it was when the server read it.
  hear(said) {
    const isSame = (row, field) => said.rows[row]?.texts[field] === this.table.rows[row]?.texts[field];
    for (const frame of this.table.body.querySelectorAll(".is-wrong, .is-noted")) this.table.tell(cellOf(frame), []);
    this.table.root.querySelector("[data-checked]")?.remove();
    this.echoes.clear();
    for (const { row, field, echo, problems } of said.cells) {
      const cell = this.table.cellOfField(row, field || this.table.fields[0]);
      if (!cell || !isSame(row, field)) continue;
      if (echo) this.echoes.set(`${row}:${field}`, echo);
      if (problems) this.table.tell(cell, problems);
    }
    this.#list(said);
    this.#sums(said.sums);
    const { here } = this;
    if (!here) return;
    const cell = this.table.cell(here.row, here.column);
    this.#explain(here, cell);
    const echo = this.echoes.get(`${here.row}:${cell.dataset.field}`);
    if (echo && this.typing) this.say(translated("系統讀為：{echo}", { echo }));
  }

  #list({ cells, general }) {
    const box = this.table.part("grid-live");
    const lines = cells.flatMap(({ row, field, problems = [] }) => problems.map((one) => ({ row, field, ...one })));
    const place = ({ row, field }) => row * this.table.width + this.table.fields.indexOf(field);
    const all = [...general, ...lines.sort((one, other) => place(one) - place(other))];
    const errors = all.filter((one) => one.level === "error").length;
    box.hidden = !all.length;
    box.classList.toggle("tone-red", errors > 0);
    box.classList.toggle("tone-yellow", !errors);
    box.querySelector("[data-grid-locked]").hidden = !this.table.body.querySelector(".locked-cell.is-wrong");
    box.querySelector("summary").textContent = [
      errors && translated("{errors} 個錯誤", { errors }),
      all.length - errors && translated("{reminders} 個提醒", { reminders: all.length - errors }),
    ].filter(Boolean).join("、");
    box.querySelector("ul").replaceChildren(...all.map((one) => this.#line(one)));
  }

  #line({ row, field, level, text }) {
    const item = document.createElement("li");
    const cell = row === undefined ? null : this.table.cellOfField(row, field || this.table.fields[0]);
    if (cell) {
      const link = document.createElement("a");
      link.href = `#${cell.id}`;
      link.textContent = this.nameOf(cell);
      item.append(link, "：");
    }
    item.prepend(level === "error" ? `✕ ${translated("錯誤")} ` : `△ ${translated("提醒")} `);
    item.append(text);
    return item;
  }

  nameOf(cell) {
    if (cell.ariaLabel) return cell.ariaLabel;
    const frame = cell.closest("th, td");
    const row = frame.parentElement.sectionRowIndex + 1;
    return translated("第 {row} 列 {column}", { row, column: frame.dataset.label });
  }

  #sums(sums) {
    const parts = sums.map(({ text, isOff }) => {
      const part = document.createElement(isOff ? "strong" : "span");
      part.textContent = text;
      return part;
    });
    this.table.part("grid-sums").replaceChildren(...parts);
  }

  toProblem(by) {
    const wrong = [...this.table.body.querySelectorAll(".is-wrong, .is-noted")];
    if (!wrong.length) {
      this.say(translated("沒有錯誤。"));
      return;
    }
    const frame = this.here && this.table.frame(this.here.row, this.here.column);
    const isAfter = (one) => !frame || frame.compareDocumentPosition(one) & Node.DOCUMENT_POSITION_FOLLOWING;
    const others = wrong.filter((one) => one !== frame);
    const next = by > 0 ? others.find(isAfter) ?? wrong[0] : others.findLast((one) => !isAfter(one)) ?? wrong.at(-1);
    const { row, column } = this.table.place(next);
    this.focus(row, column);
  }

  #collide({ draft, when, cells, more }) {
    const box = this.table.part("grid-moved");
    box.querySelector("[data-when]").textContent = when;
    box.querySelector("tbody").replaceChildren(...cells.map(({ label, theirs, mine }) => {
      const line = document.createElement("tr");
      for (const [tag, text] of [["th", label], ["td", theirs], ["td", mine]]) {
        const cell = document.createElement(tag);
        if (tag === "th") cell.scope = "row";
        cell.textContent = text;
        line.append(cell);
      }
      return line;
    }));
    box.querySelector("[data-more]").textContent = more ? translated("另有 {more} 格不同。", { more }) : "";
    box.hidden = false;
    box.scrollIntoView({ block: "nearest" });
    this.form.elements.draft.value = draft;
  }

  say(text) {
    this.table.part("grid-said").textContent = text;
  }

  // Sending it off.

  #clicked(event) {
    const at = (selector) => event.target.closest(selector);
    if (at("[data-grid-undo]")) this.undo();
    else if (at("[data-grid-redo]")) this.redo();
    else if (at("[data-grid-keys]")) this.showKeys();
    else if (at("[data-grid-row]")) this.changeRows(...JSON.parse(at("[data-grid-row]").dataset.gridRow));
    else if (at("[data-keep-mine]")) {
      this.table.part("grid-moved").hidden = true;
      this.draft.overwrite();
    } else if (at("[data-take-theirs]")) {
      this.draft.forget();
      location.reload();
    }
    const link = at(".grid-problems a");
    if (!link) return;
    event.preventDefault();
    document.getElementById(link.hash.slice(1))?.focus();
  }

  showKeys() {
    this.form.ownerDocument.querySelector("#grid-keys").showModal();
  }

  async #submit(action) {
    if (this.#isBusy) return;
    this.#wait(true);
    if (action !== "discard") await this.draft.flush();
    const body = this.table.send();
    body.set("action", action);
    await this.#answer(await ask(body));
    this.#wait(false);
  }

  async #answer({ url, next }) {
    if (next) {
      const keys = JSON.stringify(this.table.rows.map((row) => row.key));
      this.table.root.replaceWith(next);
      this.table.open();
      if (JSON.stringify(this.table.rows.map((row) => row.key)) !== keys) this.#past = this.#future = [];
      this.#count();
      this.table.root.querySelector(".grid-messages").scrollIntoView({ block: "nearest" });
    } else if (url && !new URL(url).pathname.startsWith("/login")) {
      this.draft.forget();
      location.assign(url);
    } else {
      this.table.part("grid-failed").hidden = false;
    }
  }
}

// A text of several lines copied elsewhere belongs into its cell; a block has a table, tabs, or cells to go down to.
function isBlock(clipboard, cell) {
  const text = clipboard.getData("text/plain").replace(/\r?\n$/, "");
  const goesDown = /[\r\n]/.test(text);
  if (cell.dataset.held === undefined || text.includes("\t")) return true;
  return goesDown && (cell.tagName !== "TEXTAREA" || /<table[\s>]/i.test(clipboard.getData("text/html")));
}

async function ask(body) {
  try {
    const response = await fetch(location.href, { method: "POST", body });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    return { url: response.url, next: page.querySelector("#grid") };
  } catch {
    return {};
  }
}
