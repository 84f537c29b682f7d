// The session ends by itself; two minutes before, the page says so and lets one stay. The server alone knows when it
// ends, for a click in another tab counts too: so it is asked, and asking is no click.
import { translated } from "./words.js";

const LOOK_AGAIN = 15; // seconds, while the warning stands

export function bindSession(root) {
  const dialog = root.querySelector(".session-warning");
  if (!dialog) return;
  const warning = Number(dialog.dataset.warningSeconds);
  const form = dialog.querySelector("form");
  let endsAt = 0;
  let timer = 0;

  const secondsLeft = () => Math.round((endsAt - Date.now()) / 1000);

  function wait(seconds) {
    clearTimeout(timer);
    timer = setTimeout(look, Math.max(seconds, 0) * 1000);
  }

  // This page, asked for anew, leads to the sign-in page and back here: nothing of the plan stays on the screen. A grid
  // with something typed into it asks to be kept; then the warning must not stand in its way.
  function leave() {
    dialog.close();
    window.location.assign(window.location.pathname + window.location.search);
  }

  function know(seconds) {
    endsAt = Date.now() + seconds * 1000;
    if (seconds > warning) {
      dialog.close();
      wait(seconds - warning);
    } else {
      if (!dialog.open) dialog.showModal();
      wait(Math.min(seconds, LOOK_AGAIN));
    }
  }

  async function look() {
    const seconds = await answerOf(dialog.dataset.ask);
    if (seconds === null) wait(LOOK_AGAIN); // no answer: the network may come back
    else if (seconds > 0) know(seconds);
    else leave();
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const seconds = await answerOf(form.action, { method: "POST", body: new FormData(form) });
    if (seconds === null) wait(1);
    else if (seconds > 0) know(seconds);
    else leave();
  });
  dialog.addEventListener("cancel", (event) => event.preventDefault()); // Esc is not an answer
  setInterval(() => {
    if (dialog.open) dialog.querySelector("[data-countdown]").textContent = inWords(Math.max(secondsLeft(), 0));
  }, 1000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && secondsLeft() <= warning) look(); // a laptop that slept has missed its timer
  });
  know(Number(dialog.dataset.secondsLeft));
}

// Seconds that are left; 0 when the answer points to the sign-in page, null when there is none. That page is not
// fetched: what it has to say is for the person.
async function answerOf(address, request = {}) {
  try {
    const answer = await fetch(address, { redirect: "manual", ...request });
    if (answer.type === "opaqueredirect") return 0;
    return answer.ok ? (await answer.json()).seconds : null;
  } catch {
    return null;
  }
}

function inWords(seconds) {
  const minutes = Math.floor(seconds / 60);
  return minutes ? translated("{minutes} 分 {rest} 秒", { minutes, rest: seconds % 60 }) : translated("{seconds} 秒", { seconds });
}
