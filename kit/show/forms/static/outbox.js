// What was typed and is not yet acknowledged. It is written to this device before it is sent, so
// a reload, a sleeping phone or a dead server loses nothing; each entry has an id of its own, so
// that what is sent twice counts once.
const MOST_AT_ONCE = 20;
const MOST_BYTES = 60000;
const LONGEST = 180000;
const SLOWEST = 15000;
const OTHERS = 5000;

class Outbox {
  constructor(host) {
    this.host = host;
    this.shelf = new Shelf(`kit-outbox:${host.key}`);
    this.waiting = this.shelf.all();
    this.listeners = new Set();
    this.pause = 0;
    this.offline = false;
    this.everSaved = false;
    this.timers = new Map();
    for (const one of Object.values(this.waiting)) { delete one.hold; one.found = true; }
    this.wake = () => { this.pause = 0; this.send(); };
    window.addEventListener("online", this.wake);
    this.unwatch = this.shelf.watch((place, kept) => this.found(place, kept));
  }

  // Another tab of this form put it there, or the browser's store came late after a reload. A tab
  // that is still there sends its own and takes it away again; only what stays is sent from here,
  // so that an older answer never follows a newer one.
  found(place, kept) {
    if (this.waiting[place] && !this.waiting[place].found) return;
    clearTimeout(this.timers.get(place));
    if (kept && !kept.hold) {
      this.waiting[place] = { ...kept, hold: true, found: true };
      this.timers.set(place, setTimeout(() => this.release(place), OTHERS));
      for (const listener of this.listeners) listener.found?.(place, kept.entry);
    } else delete this.waiting[place];
    this.tell();
  }

  keep(place) { this.cannotKeep = !this.shelf.put(place, this.waiting[place]); }

  // What another tab put in the same place since is not taken from it.
  forget(place) {
    const id = this.waiting[place]?.entry.answer_id;
    delete this.waiting[place];
    if (this.shelf.get(place)?.entry.answer_id === id) this.shelf.drop(place);
  }

  // `delay`: typing is sent when it pauses; `hold`: only once `release` is called.
  put(place, entry, { delay = 0, hold = false } = {}) {
    this.waiting[place] = { entry: { ...entry, answer_id: randomId(24) }, hold: hold || delay > 0 };
    this.keep(place);
    this.tell();
    clearTimeout(this.timers.get(place));
    if (hold) return;
    if (delay) this.timers.set(place, setTimeout(() => this.release(place), delay));
    else this.send();
  }

  release(place) {
    clearTimeout(this.timers.get(place));
    if (!this.waiting[place]?.hold) return;
    delete this.waiting[place].hold;
    this.keep(place);
    this.send();
  }

  drop(place) {
    clearTimeout(this.timers.get(place));
    this.forget(place);
    this.tell();
  }

  at(place) { return this.waiting[place]; }

  ready() {
    let bytes = 0;
    const batch = [];
    for (const [place, one] of Object.entries(this.waiting)) {
      if (one.hold || one.refused || batch.length >= MOST_AT_ONCE) continue;
      const size = new Blob([JSON.stringify(one.entry)]).size;
      if (size > LONGEST) { this.refuse(place, one, "This is too long to be sent. Shorten it; nothing was cut."); continue; }
      if (batch.length && bytes + size > MOST_BYTES) break;
      bytes += size;
      batch.push([place, one]);
    }
    return batch;
  }

  async send() {
    if (this.busy) return;
    const batch = this.ready();
    if (!batch.length) return;
    this.busy = true;
    this.tell();
    clearTimeout(this.retry);
    try {
      const results = await this.host.send(batch.map(([, one]) => one.entry));
      this.pause = 0;
      this.offline = false;
      batch.forEach(([place, one], at) => this.settle(place, one.entry, results[at]));
    } catch (error) {
      this.offline = true;
      this.ended = error?.ended || "";
      this.pause = Math.min(SLOWEST, Math.max(error?.wait || 1000, this.pause * 2));
      if (!this.ended) this.retry = setTimeout(() => this.send(), this.pause * (0.75 + Math.random() / 2));
    }
    this.busy = false;
    this.tell();
    if (!this.offline && this.ready().length) this.send();
  }

  refuse(place, one, message) {
    one.refused = message;
    this.keep(place);
    for (const listener of this.listeners) listener.settled?.(place, one.entry, { ok: false, message });
  }

  settle(place, entry, result) {
    const now = this.waiting[place];
    if (!now || now.entry.answer_id !== entry.answer_id) return; // changed while it was on its way
    if (result.ok) {
      this.forget(place);
      this.everSaved = true;
    } else {
      now.refused = result.message;
      this.keep(place);
    }
    for (const listener of this.listeners) listener.settled?.(place, entry, result);
  }

  tell() { for (const listener of this.listeners) listener.changed?.(); }

  get refused() { return Object.entries(this.waiting).filter(([, one]) => one.refused); }

  get unsent() { return Object.values(this.waiting).filter((one) => !one.refused).length; }

  close() {
    window.removeEventListener("online", this.wake);
    this.unwatch();
    clearTimeout(this.retry);
  }
}

// One line that never claims more than is true.
// `wayTo` returns what leads to a place, or nothing where no way leads there.
function statusLine(outbox, nameOf, wayTo) {
  const line = make("p", { class: "status", role: "status" });
  function show() {
    const [state, words, place] = said();
    if (line.dataset.state === state && line.dataset.words === words) return;
    line.dataset.state = state;
    line.dataset.words = words;
    const go = place && wayTo(place);
    replaceAll(line, make("span", {}, words), go && make("button", { type: "button", class: "slight", onclick: go }, "Show me"));
  }
  function said() {
    const refused = outbox.refused;
    if (outbox.ended) return ["refused", outbox.ended];
    if (refused.length) {
      const names = [...new Set(refused.map(([place]) => nameOf(place)))].slice(0, 4).join(", ");
      const waits = outbox.unsent && outbox.offline ? `. ${noConnection()}` : "";
      return ["refused", `${count(refused.length, "answer", "answers")} not saved: ${names}${waits}`, refused[0][0]];
    }
    if (outbox.unsent && outbox.cannotKeep) return ["refused", "Not saved yet, and this browser keeps nothing: stay on this page"];
    if (outbox.unsent && outbox.offline) return ["kept", noConnection()];
    if (outbox.unsent) return ["saving", "Saving …"];
    if (outbox.host.note) return ["kept", outbox.host.note];
    return outbox.everSaved ? ["saved", "All answers saved"] : ["idle", "Answers are saved as you give them"];
  }
  function noConnection() { return `No connection. ${count(outbox.unsent, "answer is", "answers are")} kept on this device and will be sent`; }
  outbox.listeners.add({ changed: show, settled: show });
  show();
  return line;
}
