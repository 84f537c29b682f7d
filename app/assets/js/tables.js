const ROLES = {
  thead: "rowgroup",
  tbody: "rowgroup",
  tfoot: "rowgroup",
  tr: "row",
  td: "cell",
  'th[scope="col"]': "columnheader",
  'th[scope="row"]': "rowheader",
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
