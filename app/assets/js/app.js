import "@tabler/core/js/src/bootstrap/collapse.ts";
import "@tabler/core/js/src/bootstrap/dropdown.ts";
import "htmx.org";
import { bindPictures } from "./charts.js";
import { bindDrafts } from "./drafts.js";
import { bindConfirmation, bindFilePicker, bindSettleAll, bindSubmitOnce } from "./forms.js";
import { bindGrid } from "./grid.js";
import { bindProse } from "./prose.js";
import { bindSearch } from "./search.js";
import { bindSession } from "./session.js";
import { bindFoldsToPrint, bindStackedTables } from "./tables.js";
import { bindThemeMenu } from "./theme-menu.js";
import { bindUpload } from "./upload.js";
import { bindNotes } from "./variance.js";

function enhance(root) {
  bindStackedTables(root);
  bindFilePicker(root);
}

document.addEventListener("DOMContentLoaded", () => {
  enhance(document);
  bindConfirmation(document);
  bindUpload(document, enhance);
  bindSubmitOnce(document);
  bindSettleAll(document);
  bindGrid(document);
  bindProse(document);
  bindNotes(document);
  bindFoldsToPrint(document);
  bindThemeMenu(document);
  bindSession(document);
  bindDrafts(document);
  bindPictures(document);
  bindSearch(document);
});
document.addEventListener("htmx:after:swap", () => enhance(document));
