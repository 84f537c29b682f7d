// 差異分析 written in its row: one editor at a time, the focus goes into it and comes back, Escape leaves it.
import { bindProse } from "./prose.js";
import { translated } from "./words.js";

const EDITOR = "[data-note-editor]";

export function bindNotes(root) {
  let left = ""; // where the last editor stood

  // A second editor would stand there with the same fields; what was typed in the first one is not thrown away.
  const keepToOne = (event) => {
    const editor = root.querySelector(EDITOR);
    if (!editor || !event.target.closest("[data-note-edit]")) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    editor.querySelector("[data-note-status]").textContent = translated("請先儲存或取消正在編修的差異分析。");
    editor.querySelector("textarea").focus();
  };
  root.addEventListener("click", keepToOne, { capture: true });

  root.addEventListener("keydown", (event) => {
    const editor = event.target.closest?.(EDITOR);
    if (event.key !== "Escape" || !editor || event.isComposing) return;
    event.preventDefault();
    editor.querySelector("[data-note-cancel]").click();
  });

  root.addEventListener("htmx:after:swap", () => {
    const editor = root.querySelector(`${EDITOR}:not([data-bound])`);
    if (editor) {
      left = editor.closest("[data-note-place]").id;
      bindEditor(editor);
      (editor.querySelector("[aria-invalid]") ?? editor.querySelector("textarea")).focus();
    } else if (left && !root.querySelector(EDITOR)) {
      document.getElementById(left)?.querySelector("[data-note-edit]")?.focus();
      left = "";
    }
  });

  const alone = root.querySelector(EDITOR); // the editor as a page of its own; its prose is bound with every page's
  if (alone) bindDraft(alone);
}

function bindEditor(editor) {
  bindDraft(editor);
  bindProse(editor);
}

function bindDraft(editor) {
  editor.dataset.bound = "true";
  const button = editor.querySelector("[data-note-draft]");
  button.hidden = false; // without scripts it would do nothing
  button.addEventListener("click", () => {
    const field = document.getElementById(button.dataset.noteDraft);
    field.value = editor.querySelector("[data-note-draft-text]").textContent;
    field.focus();
  });
}
