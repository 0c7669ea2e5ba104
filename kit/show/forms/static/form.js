// A whole form: the questions and registers of a topic, what still needs an answer, the status
// line; on phones one question a screen.
class Session {
  constructor(host, replies = {}) {
    this.outbox = new Outbox(host);
    this.replies = replies;
    this.known = new Set(Object.keys(replies));
    this.watchers = new Set();
  }

  // Subjects answered for one platform are shown again although nobody asked for them.
  extraSubjects(item) {
    const asked = new Set(item.subjects.map((subject) => subject.id));
    const places = [...Object.keys(this.replies), ...Object.keys(this.outbox.waiting)];
    const found = new Map();
    for (const place of places) {
      const [question, subject, round] = place.split("|");
      const [key, platform] = (subject || "").split("@");
      if (question !== item.id || !platform || asked.has(subject) || Number(round) !== (item.round || 1)) continue;
      const department = item.subjects.find((one) => one.id === key);
      const where = (item.platforms || []).find((one) => one.id === platform);
      if (department && where) found.set(subject, { id: subject, label: `${department.label} on ${where.label}` });
    }
    return found.values();
  }

  changed() { for (const watcher of this.watchers) watcher(); }
}

function showForm(root, items, session, { heading = "", finish = null, before = null, elsewhere = () => null } = {}) {
  const total = items.filter((item) => item.type === "question").length;
  let number = 0;
  const parts = items.map((item) => {
    if (item.type === "question") return asking(item, (number += 1), total, session);
    return item.type === "row" ? rowCard(item, session) : grid(item, session);
  });
  const left = make("div", { class: "left" });
  const cards = make("div", { class: "cards" }, parts.map((part) => part.node));
  const back = make("button", { type: "button", onclick: () => turn(-1) }, "Back");
  const next = make("button", { type: "button", class: "main", onclick: () => turn(1) }, "Next");
  const place = make("span", { class: "quiet", "aria-live": "polite" });
  const status = statusLine(session.outbox, nameOf, (key) => (partOf(key) ? () => goTo(key) : elsewhere(key)?.go));
  const form = make("div", { class: "form paged" }, heading && make("h2", {}, heading), status, left, cards, parts.length > 1 ? make("nav", { class: "turn", "aria-label": `Questions: ${items[0].text || items[0].title}` }, back, place, next) : null);
  let here = 0;

  function partOf(key) { return parts.find((part) => part.places().includes(key)); }
  function nameOf(key) { return partOf(key)?.name ?? elsewhere(key)?.name ?? "another page"; }
  function goTo(key) {
    const at = parts.findIndex((part) => part.places().includes(key));
    if (at >= 0) { open(at); parts[at].focus(key); }
  }
  function turn(step) {
    if (here + step >= parts.length) { finish?.go(); return; }
    if (here + step < 0) { before?.(); return; }
    open(here + step);
    parts[here].node.scrollIntoView({ block: "start" });
    const head = parts[here].node.querySelector("legend,h2");
    head.tabIndex = -1;
    head.focus({ preventScroll: true });
  }
  function open(at) {
    here = Math.max(0, Math.min(parts.length - 1, at));
    parts.forEach((part, which) => part.node.classList.toggle("here", which === here));
    back.disabled = here === 0 && !before;
    next.disabled = here === parts.length - 1 && !finish;
    next.textContent = here === parts.length - 1 && finish ? finish.label : "Next";
    place.textContent = `${here + 1} of ${parts.length}`;
  }
  function showLeft() {
    const open = parts.map((part, at) => ({ part, at, missing: part.missing() })).filter(({ missing }) => missing);
    if (!total) return;
    const words = open.length ? `${count(open.length, "question still needs", "questions still need")} your answer` : "You have answered everything here";
    if (left.dataset.words === words + open.map(({ at, missing }) => `${at}:${missing}`).join()) return;
    left.dataset.words = words + open.map(({ at, missing }) => `${at}:${missing}`).join();
    const focused = left.contains(document.activeElement);
    replaceAll(left, make("p", { class: "quiet" }, words), open.length && total > 1 ? make("ul", {}, open.map(({ part, at, missing }) => make("li", {}, make("button", { type: "button", onclick: () => { openAt(at); parts[at].focus(); } }, `${capital(part.name)}${missing > 1 ? ` (${missing})` : ""}`)))) : null);
    if (focused) left.querySelector("button")?.focus();
  }
  function openAt(at) { open(at); parts[at].node.scrollIntoView({ block: "start" }); }
  // JupyterLab takes single keys for commands (d d deletes a cell): none may reach it.
  form.addEventListener("keydown", (event) => event.stopPropagation());
  session.watchers.add(showLeft);
  session.outbox.listeners.add({ settled: showLeft });
  replaceAll(root, form);
  open(0);
  showLeft();
  session.outbox.send();
  return { parts, goTo, open, close: () => session.watchers.delete(showLeft) };
}

const capital = (words) => words.charAt(0).toUpperCase() + words.slice(1);
