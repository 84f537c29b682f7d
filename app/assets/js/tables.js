const ROLES = {
  thead: "rowgroup",
  tbody: "rowgroup",
  tfoot: "rowgroup",
  tr: "row",
  td: "cell",
  'th[scope="col"]': "columnheader",
  'th[scope="row"], th[scope="rowgroup"]': "rowheader",
};

// On a phone such a table is laid out as cards; browsers then forget that it is a table unless told.
export function bindStackedTables(root) {
  for (const table of root.querySelectorAll("table.table-stack")) {
    table.setAttribute("role", "table");
    for (const [selector, role] of Object.entries(ROLES)) {
      table.querySelectorAll(selector).forEach((element) => element.setAttribute("role", role));
    }
  }
}

// Paper cannot be unfolded: what is behind 展開 is opened for the print and folded again after it.
export function bindFoldsToPrint(root) {
  let opened = [];
  window.addEventListener("beforeprint", () => {
    opened = [...root.querySelectorAll("details.rest:not([open])")];
    opened.forEach((rest) => (rest.open = true));
  });
  window.addEventListener("afterprint", () => opened.forEach((rest) => (rest.open = false)));
}
