import "@tabler/core/js/src/bootstrap/collapse.ts";
import "@tabler/core/js/src/bootstrap/dropdown.ts";
import "htmx.org";
import { bindConfirmation, bindFilePicker, bindSubmitOnce } from "./forms.js";
import { bindStackedTables } from "./tables.js";
import { bindThemeMenu } from "./theme-menu.js";

function enhance(root) {
  bindStackedTables(root);
  bindFilePicker(root);
}

document.addEventListener("DOMContentLoaded", () => {
  enhance(document);
  bindConfirmation(document);
  bindSubmitOnce(document);
  bindThemeMenu(document);
});
document.addEventListener("htmx:after:swap", () => enhance(document));
