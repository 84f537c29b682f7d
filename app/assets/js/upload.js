// An upload says how far it is: first the bytes on their way, then what the server tells of its own work.
import { translated } from "./words.js";

const PATIENCE = 500; // milliseconds before the bar appears; short uploads need none
const PERIOD = 400;

const count = new Intl.NumberFormat("zh-TW");
const megabytes = (bytes) => (bytes / 1024 / 1024).toFixed(1);

export function bindUpload(root, enhance) {
  root.addEventListener("submit", (event) => {
    const form = event.target;
    if (!form.matches("form[data-upload]") || event.defaultPrevented) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "true";
    send(form, event.submitter, enhance);
  });
}

function send(form, submitter, enhance) {
  const bar = progressBar(form);
  const request = new XMLHttpRequest();
  submitter?.classList.add("is-sending");
  const finish = () => {
    bar.stop();
    submitter?.classList.remove("is-sending");
    delete form.dataset.sent;
  };
  request.upload.addEventListener("progress", ({ loaded, total }) => {
    bar.show(loaded, total, translated("上傳中：{loaded} MB，共 {total} MB", { loaded: megabytes(loaded), total: megabytes(total) }));
  });
  request.upload.addEventListener("load", () => bar.follow(form.elements.progress_token.value));
  request.addEventListener("load", () => {
    finish();
    arrive(request, enhance);
  });
  request.addEventListener("error", () => {
    finish();
    bar.say(translated("連線中斷，檔案沒有送出；請確認網路後再上傳一次。"));
  });
  request.open("POST", form.action);
  request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
  request.send(new FormData(form));
}

// What came back is either the address of the next page, or this page with what was wrong.
function arrive(request, enhance) {
  if (request.getResponseHeader("Content-Type")?.startsWith("application/json")) {
    window.location.assign(JSON.parse(request.responseText).location);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const main = page.querySelector("main");
  document.querySelector("main").replaceWith(main);
  enhance(main);
  main.querySelector('[role="alert"], .alert')?.scrollIntoView({ block: "center" });
}

function progressBar(form) {
  const frame = form.querySelector("[data-upload-progress]");
  const [bar, words] = [frame.querySelector("progress"), frame.querySelector("[role=status]")];
  const appearance = setTimeout(() => (frame.hidden = false), PATIENCE);
  let asking;
  const show = (done, total, text) => {
    if (total) [bar.max, bar.value] = [total, done];
    else bar.removeAttribute("value");
    words.textContent = text;
  };
  const ask = async (token) => {
    const answer = await fetch(`/progress/${encodeURIComponent(token)}`);
    if (answer.status !== 200) return;
    const { stage, done, total } = await answer.json();
    show(done, total, total ? translated("{stage}：{done} 列，共 {total} 列", { stage, done: count.format(done), total: count.format(total) }) : stage);
  };
  return {
    show,
    follow(token) {
      show(0, 0, translated("檔案已送達，準備檢核"));
      asking = setInterval(() => ask(token).catch(() => {}), PERIOD);
    },
    stop() {
      clearTimeout(appearance);
      clearInterval(asking);
      frame.hidden = true;
    },
    say(text) {
      frame.hidden = false;
      show(0, 1, text);
    },
  };
}
