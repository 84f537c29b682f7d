// The block of cells that is selected in a grid: from the cell in which one is to the one up to which Shift was held.
export class Block {
  #table;
  #from = null;
  #to = null;
  #frames = [];

  constructor(table) {
    this.#table = table;
  }

  get size() {
    return this.#frames.length;
  }

  get top() {
    return Math.min(this.#from.row, this.#to.row);
  }

  get bottom() {
    return Math.max(this.#from.row, this.#to.row);
  }

  get left() {
    return Math.min(this.#from.column, this.#to.column);
  }

  get right() {
    return Math.max(this.#from.column, this.#to.column);
  }

  get end() {
    return this.#to;
  }

  start(place) {
    this.#from = this.#to = place;
    this.#mark();
  }

  extend(place) {
    this.#to = place;
    this.#mark();
  }

  #mark() {
    for (const frame of this.#frames) frame.classList.remove("is-picked");
    this.#frames = [];
    if (this.#from.row === this.#to.row && this.#from.column === this.#to.column) return;
    for (const { row, column } of this.places()) this.#frames.push(this.#table.frame(row, column));
    for (const frame of this.#frames) frame?.classList.add("is-picked");
  }

  // Its cells, line by line.
  *places() {
    for (let row = this.top; row <= this.bottom; row++) {
      for (let column = this.left; column <= this.right; column++) yield { row, column };
    }
  }

  // As spreadsheet programs take it: tabs and line ends, a cell that holds one of them in quotes.
  copied() {
    const lines = [];
    for (const { row, column } of this.places()) {
      const text = this.#table.text(row, column);
      const cell = /[\t\n"]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
      (lines[row - this.top] ??= []).push(cell);
    }
    return lines.map((cells) => cells.join("\t")).join("\r\n");
  }
}
