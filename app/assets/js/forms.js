// Before something that cannot be taken back, the form's own sentence is asked once.
export function bindConfirmation(root) {
  root.addEventListener("submit", (event) => {
    const question = event.submitter?.dataset.confirm ?? event.target.dataset.confirm;
    if (question && !window.confirm(question)) event.preventDefault();
  });
}

// A second click while the first request travels would submit a report twice.
export function bindSubmitOnce(root) {
  root.addEventListener("submit", (event) => {
    if (event.defaultPrevented || event.target.method !== "post") return;
    if (event.target.dataset.sent) {
      event.preventDefault();
      return;
    }
    event.target.dataset.sent = "true";
    event.submitter?.classList.add("is-sending");
  });
  // A page that comes back from the browser's memory must be usable again.
  window.addEventListener("pageshow", () => {
    root.querySelectorAll("form[data-sent]").forEach((form) => delete form.dataset.sent);
    root.querySelectorAll(".is-sending").forEach((button) => button.classList.remove("is-sending"));
  });
}

// Dropping a workbook on the frame does what choosing it does.
export function bindFilePicker(root) {
  for (const frame of root.querySelectorAll("[data-drop]")) {
    const input = frame.querySelector('input[type="file"]');
    const highlight = (on) => () => frame.classList.toggle("is-over", on);
    frame.addEventListener("dragover", (event) => event.preventDefault());
    frame.addEventListener("dragenter", highlight(true));
    frame.addEventListener("dragleave", highlight(false));
    frame.addEventListener("drop", (event) => {
      event.preventDefault();
      frame.classList.remove("is-over");
      input.files = event.dataTransfer.files;
    });
  }
}

// One side for every conflict of a report; each can still be changed after it.
export function bindSettleAll(root) {
  for (const button of root.querySelectorAll("[data-settle-all]")) {
    button.closest("[hidden]")?.removeAttribute("hidden"); // without scripts it would do nothing
    button.addEventListener("click", () => {
      const choices = button.form.querySelectorAll(`input[type="radio"][value="${button.dataset.settleAll}"]`);
      choices.forEach((choice) => (choice.checked = true));
    });
  }
  // Who types a value means it.
  for (const input of root.querySelectorAll("[data-settle-typed]")) {
    const choice = input.closest("td").querySelector('input[type="radio"]');
    input.addEventListener("input", () => (choice.checked = input.value.trim() !== ""));
  }
}
