// What is typed is kept on the server within a second, and the answer says how it was understood and what is wrong.
import { translated } from "./words.js";

const WAIT = 700; // milliseconds without a key
const AGAIN = 15_000; // after a failure
const MOST_ON_LEAVING = 60_000; // bytes that a browser still sends while it closes the page

export class GridDraft {
  #table;
  #hear;
  #timer = 0;
  #isSending = false;
  #isWaiting = false; // typed since the last answer
  #isStopped = false; // another window kept the draft, and nobody has chosen yet
  #hasFailed = false;

  // `hear(answer)` takes what the server says of the cells; `say` shows the state of the draft.
  constructor(table, { hear, say, collide, fail }) {
    this.#table = table;
    this.#hear = hear;
    this.say = say;
    this.collide = collide;
    this.fail = fail;
    this.url = table.form.dataset.keep;
    addEventListener("pagehide", () => this.#leave());
    addEventListener("beforeunload", (event) => this.#mayBeLost() && event.preventDefault());
  }

  touch() {
    this.#isWaiting = true;
    if (this.#isStopped) return;
    this.say(translated("尚未儲存"));
    this.#later(WAIT);
  }

  // At once: on Ctrl+S, and before something else is sent.
  async flush() {
    clearTimeout(this.#timer);
    while (this.#isSending) await new Promise((done) => setTimeout(done, 50));
    if (this.#isWaiting) await this.send();
  }

  forget() {
    this.#isWaiting = false;
    clearTimeout(this.#timer);
  }

  async overwrite() {
    this.#isStopped = false;
    return this.send({ overwrite: "y" });
  }

  // Returns the answer, or null if there was none.
  async send(more = {}) {
    clearTimeout(this.#timer);
    this.#isSending = true;
    this.#isWaiting = false;
    if (this.#hasFailed) await this.#renewToken();
    const response = await this.#post(more);
    this.#isSending = false;
    return response ? this.#take(response, more) : this.#failed();
  }

  async #post(more) {
    const body = this.#table.send();
    for (const [name, value] of Object.entries(more)) body.set(name, value);
    try {
      const response = await fetch(this.url, { method: "POST", body, redirect: "error" });
      const isOurs = response.headers.get("Content-Type")?.startsWith("application/json");
      return isOurs ? { status: response.status, said: await response.json() } : null;
    } catch {
      return null; // signed out, or the line is down
    }
  }

  #take({ status, said }, more) {
    this.#hasFailed = false;
    this.fail(false);
    if (said.refused) return said;
    if (status === 409) {
      this.#isStopped = this.#isWaiting = true;
      this.say(translated("尚未儲存"));
      this.collide(said);
      return null;
    }
    this.#table.form.elements.draft.value = said.draft;
    if (!more.pasted) this.#hear(said);
    this.say(this.#isWaiting ? translated("尚未儲存") : said.saved);
    if (this.#isWaiting) this.#later(WAIT);
    return said;
  }

  #failed() {
    this.#hasFailed = this.#isWaiting = true;
    this.say(translated("尚未儲存"));
    this.fail(true);
    this.#later(AGAIN);
    return null;
  }

  #later(milliseconds) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => (this.#isSending ? this.#later(WAIT) : this.send()), milliseconds);
  }

  // Whoever signs in again elsewhere goes on here with what is typed.
  async #renewToken() {
    try {
      const page = new DOMParser().parseFromString(await (await fetch(location.href)).text(), "text/html");
      const token = page.querySelector("[data-grid] [name=csrf_token]");
      if (token) this.#table.form.elements.csrf_token.value = token.value;
    } catch {
      // The next attempt asks again.
    }
  }

  #mayBeLost() {
    if (!this.#isWaiting) return false;
    const { state, elsewhere } = Object.fromEntries(this.#table.send());
    return this.#hasFailed || this.#isStopped || 3 * (state.length + elsewhere.length) > MOST_ON_LEAVING;
  }

  #leave() {
    if (!this.#isWaiting || this.#isStopped) return;
    fetch(this.url, { method: "POST", body: this.#table.send(), keepalive: true }).catch(() => {});
  }
}
