// The keys of a spreadsheet program, for a grid. Enter also ends the choice of a character: then it is not ours.
const STEPS = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1], PageUp: [-15, 0], PageDown: [15, 0] };
const ALT_ROWS = { Insert: ["insert"], Delete: ["remove"], ArrowUp: ["move", -1], ArrowDown: ["move", 1] };

export function bindGridKeys(page) {
  page.form.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const deed = everywhere(page, event) ?? inCell(page, event);
    if (!deed) return;
    event.preventDefault();
    deed();
  });
}

const isCtrl = (event) => event.ctrlKey || event.metaKey;

function everywhere(page, event) {
  const { key } = event;
  if (isCtrl(event) && key.toLowerCase() === "s") return () => page.draft.flush();
  if (isCtrl(event) && key === "/") return () => page.showKeys();
  if (key === "?" && !event.target.matches("input, textarea")) return () => page.showKeys();
  if (key === "F8") return () => page.toProblem(event.shiftKey ? -1 : 1);
  return null;
}

function inCell(page, event) {
  const cell = event.target.closest("[data-field]");
  if (!cell) return null;
  if (isCtrl(event)) return withCtrl(page, event, cell);
  const { key } = event;
  const deeds = {
    F2: () => editText(page, cell),
    F6: () => page.form.querySelector("[value=check]").focus(),
    Escape: () => page.takeBack(),
    Enter: () => enter(page, event, cell),
  };
  if (key === "Escape" && !page.typing) return null;
  if (key === "Enter" && event.shiftKey && page.isEditing) return null;
  if (event.altKey && key !== "Enter") return ALT_ROWS[key] && "rows" in page.form.dataset ? () => page.changeRows(...ALT_ROWS[key]) : null;
  if (deeds[key]) return deeds[key];
  if (page.isEditing || (cell.list && page.typing && key.startsWith("Arrow"))) return null; // a list of choices is open
  if (key === "Delete" || (key === "Backspace" && !page.typing)) return () => page.clear();
  if (key === "Home" || key === "End") return () => go(page, event, { ...page.block.end, column: key === "Home" ? 0 : page.table.width - 1 });
  const step = STEPS[key];
  return step ? () => go(page, event, moved(page, event, step)) : null;
}

function withCtrl(page, event, cell) {
  const key = event.key.toLowerCase();
  if (key === "z") return () => (event.shiftKey ? page.redo() : page.undo());
  if (key === "y") return () => page.redo();
  if (key === "d") return () => page.fillDown();
  if (key === "enter") return () => page.fillBlock();
  if (page.isEditing) return null;
  const { table } = page;
  if (key === "home") return () => go(page, event, { row: 0, column: 0 });
  if (key === "end") return () => go(page, event, { row: table.height - 1, column: table.width - 1 });
  if (key === " ") return () => wholeColumn(page, table.place(cell));
  const step = key.startsWith("arrow") && STEPS[event.key];
  return step ? () => go(page, event, jumped(page, from(page, event), step)) : null;
}

function enter(page, event, cell) {
  if (event.altKey && cell.tagName === "TEXTAREA") {
    document.execCommand("insertText", false, "\n"); // the one way that leaves the caret where it belongs
  } else if (!event.altKey) {
    const { row, column } = page.table.place(cell);
    page.focus(row + (event.shiftKey ? -1 : 1), column);
  }
}

function editText(page, cell) {
  page.isEditing = true;
  cell.setSelectionRange?.(cell.value.length, cell.value.length);
}

// Shift goes on from the far end of the block, everything else from the cell in which one is.
const from = (page, event) => (event.shiftKey ? page.block.end : page.here);

function moved(page, event, [down, right]) {
  const { row, column } = from(page, event);
  return { row: within(row + down, page.table.height), column: within(column + right, page.table.width) };
}

const within = (place, size) => Math.min(Math.max(place, 0), size - 1);

function go(page, event, place) {
  if (event.shiftKey) page.extend(place);
  else page.focus(place.row, place.column);
}

function wholeColumn(page, { column }) {
  page.block.start({ row: 0, column });
  page.extend({ row: page.table.height - 1, column });
}

// To the last cell before what is filled becomes blank, or over the blank ones to the next that is filled.
function jumped({ table }, { row, column }, [down, right]) {
  const isIn = (place) => place.row >= 0 && place.row < table.height && place.column >= 0 && place.column < table.width;
  const next = (place) => ({ row: place.row + down, column: place.column + right });
  const isFilled = (place) => isIn(place) && table.text(place.row, place.column) !== "";
  let place = next({ row, column });
  if (!isIn(place)) return { row, column };
  const wanted = isFilled({ row, column }) && isFilled(place);
  while (isIn(next(place)) && (wanted ? isFilled(next(place)) : !isFilled(place))) place = next(place);
  return place;
}
