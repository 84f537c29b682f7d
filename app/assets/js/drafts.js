// What is typed into a form and not yet sent outlives the session: it is kept in this tab until it is sent, thrown away,
// or its person signs out. Not longer, and not in other tabs: an office PC is shared.
import { translated } from "./words.js";

const PREFIX = "draft:";

export function bindDrafts(root) {
  const user = root.querySelector(".session-warning")?.dataset.user;
  if (!user) {
    keepWhatBounced();
    return;
  }
  dropWhatArrived(user);
  // A file cannot be kept; a grid, which holds rows beyond those it shows, looks after them itself.
  for (const form of root.querySelectorAll("form[method=post]:not([enctype])")) {
    if (fieldsOf(form).length) bindForm(form, user);
  }
  root.addEventListener("submit", markSent); // after the listeners that may have stopped it
  root.querySelector("[data-forget-drafts]")?.addEventListener("submit", forgetAll);
}

function bindForm(form, user) {
  const name = nameOf(form);
  const kept = read(name);
  if (kept && differs(form, kept.values)) offer(form, name, kept);
  form.addEventListener("input", () => write(name, { user, at: Date.now(), values: valuesOf(form) }));
}

// A button with an action of its own is a look at it, and not yet the sending, unless it says what it sends: all, or the
// fields whose names begin so.
function markSent(event) {
  const name = nameOf(event.target);
  const draft = read(name);
  const sends = event.submitter?.dataset.sends ?? (event.submitter?.hasAttribute("formaction") ? null : "");
  if (!draft || event.defaultPrevented || sends === null) return;
  const isSent = ([field]) => sends.split(" ").some((start) => field.startsWith(start));
  const left = sends ? draft.values.filter((value) => !isSent(value)) : [];
  write(name, left.length ? { ...draft, values: left } : { ...draft, sent: true });
}

const nameOf = (form) => PREFIX + new URL(form.getAttribute("action") ?? "", window.location).pathname;

function offer(form, name, kept) {
  const box = document.createElement("div");
  box.className = "flash tone-blue";
  box.setAttribute("role", "status");
  const time = new Date(kept.at).toLocaleTimeString("zh-TW", { hour: "2-digit", minute: "2-digit", hour12: false });
  const words = document.createElement("p");
  words.textContent = translated("有一份 {time} 填寫、尚未送出的內容。", { time });
  const actions = document.createElement("div");
  actions.className = "actions";
  actions.append(
    button(translated("帶回內容"), "btn btn-primary", () => fill(form, kept.values)),
    button(translated("捨棄"), "btn", () => sessionStorage.removeItem(name)),
  );
  for (const one of actions.children) one.addEventListener("click", () => box.remove());
  box.append(words, actions);
  form.before(box);
}

function button(label, className, deed) {
  const made = document.createElement("button");
  made.type = "button";
  made.className = className;
  made.textContent = label;
  made.addEventListener("click", deed);
  return made;
}

function fieldsOf(form) {
  const kept = "textarea, select, input:not([type=hidden], [type=password], [type=file], [type=submit], [type=button])";
  return [...form.elements].filter((field) => field.name && field.matches(kept) && field.autocomplete !== "one-time-code");
}

function valueOf(field) {
  return ["checkbox", "radio"].includes(field.type) ? field.checked : field.value;
}

const valuesOf = (form) => fieldsOf(form).map((field) => [field.name, valueOf(field)]);

// Fields of one name follow one another, so the n-th kept value of a name belongs to the n-th field of it.
function pairs(form, values) {
  const queues = new Map();
  for (const [name, value] of values) queues.set(name, [...(queues.get(name) ?? []), value]);
  return fieldsOf(form).flatMap((field) => {
    const queue = queues.get(field.name) ?? [];
    return queue.length ? [[field, queue.shift()]] : [];
  });
}

const differs = (form, values) => pairs(form, values).some(([field, value]) => valueOf(field) !== value);

function fill(form, values) {
  for (const [field, value] of pairs(form, values)) {
    if (typeof value === "boolean") field.checked = value;
    else field.value = value;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

// The answer to what was sent is a page of the system: it has arrived, unless the page says that it was refused.
function dropWhatArrived(user) {
  const status = performance.getEntriesByType("navigation")[0]?.responseStatus ?? 200;
  for (const [name, draft] of drafts()) {
    if (draft.user !== user || (draft.sent && status < 400)) sessionStorage.removeItem(name);
    else if (draft.sent) write(name, { ...draft, sent: false });
  }
}

// The answer is the sign-in page: nothing has arrived, whatever was sent.
function keepWhatBounced() {
  for (const [name, draft] of drafts()) write(name, { ...draft, sent: false });
}

function forgetAll() {
  for (const [name] of drafts()) sessionStorage.removeItem(name);
}

function drafts() {
  return Object.keys(sessionStorage)
    .filter((name) => name.startsWith(PREFIX))
    .map((name) => [name, read(name)]);
}

function read(name) {
  return JSON.parse(sessionStorage.getItem(name) ?? "null");
}

function write(name, draft) {
  try {
    sessionStorage.setItem(name, JSON.stringify(draft));
  } catch {
    // The tab's storage is full: the form works as it would without us.
  }
}
