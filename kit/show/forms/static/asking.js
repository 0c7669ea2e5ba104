// One question with its subjects: what is asked, why, for whom it is seen, the controls, and the
// reason for a refusal beside the control that caused it.
const TYPED = new Set(["text", "person", "link", "number"]);
const TOGETHER = new Set(["points", "ratings", "ranking", "date_range"]);
const PAUSE = 700;

const placeOf = (item, subject) => `${item.id}|${subject}|${item.round || 1}`;

function asking(item, number, total, session) {
  const many = item.subjects.length > 1;
  const list = make("div", {});
  const replies = item.subjects.map((subject) => replyTo(item, subject, many, session));
  add(list, replies.map((reply) => reply.node));
  for (const subject of session.extraSubjects(item)) addSubject(subject);
  const node = make("fieldset", { class: "card" },
    make("legend", { class: "ask" }, make("span", { class: "number" }, `Question ${number} of ${total}${item.round > 1 ? `, round ${item.round}` : ""}`), item.text),
    item.help && make("p", { class: "why" }, item.help),
    privacyMark(item.privacy, item.by_group),
    examples(item),
    many && item.field.kind === "scale" && make("ol", { class: "scalekey" }, item.field.levels.map((level) => make("li", {}, level))),
    list,
    item.by_platform && item.platforms?.length ? platformAdder(item, replies, addSubject) : null,
  );
  function addSubject(subject) {
    const reply = replyTo(item, subject, true, session);
    replies.push(reply);
    list.append(reply.node);
    return reply;
  }
  return {
    node,
    item,
    name: `question ${number}`,
    title: item.text,
    places: () => replies.map((reply) => reply.place),
    missing: () => replies.slice(0, item.subjects.length).filter((reply) => !reply.answered()).length,
    focus: (place) => (replies.find((reply) => reply.place === place) || replies.find((reply) => !reply.answered()) || replies[0])?.focus(),
    refresh: () => replies.forEach((reply) => reply.refresh()),
  };
}

function examples(item) {
  if (!item.good && !item.poor && !item.why) return null;
  return make("details", { class: "examples" }, make("summary", {}, "Why we ask, and an example"),
    item.why && make("p", {}, item.why),
    make("dl", {}, item.good && [make("dt", {}, "Helps"), make("dd", {}, item.good)], item.poor && [make("dt", {}, "Does not"), make("dd", {}, item.poor)]));
}

// Answers for one platform only where they differ there: nobody is asked for the whole product.
function platformAdder(item, replies, addSubject) {
  const department = item.subjects.length > 1 ? menuControl(item.subjects, "Department", () => {}, {}) : null;
  const platform = menuControl(item.platforms, "Platform", () => {}, {});
  const said = make("p", { class: "said", role: "alert" });
  function open() {
    const key = department ? department.read() : item.subjects[0].id;
    const where = platform.read();
    if (!key || !where) { said.textContent = "Choose both first."; return; }
    said.textContent = "";
    const id = `${key}@${where}`;
    const label = `${item.subjects.find((one) => one.id === key).label} on ${item.platforms.find((one) => one.id === where).label}`;
    (replies.find((reply) => reply.subject === id) || addSubject({ id, label })).focus();
  }
  return make("details", { class: "examples" }, make("summary", {}, "Is it different on one platform?"), make("p", {}, department?.node, " ", platform.node, " ", make("button", { type: "button", onclick: open }, "Answer for it")), said);
}

function replyTo(item, subject, many, session) {
  const { outbox } = session;
  const place = placeOf(item, subject.id);
  const saidId = newId("said");
  const said = make("p", { class: "said", id: saidId, role: "alert" });
  const noted = make("p", { class: "noted", "aria-live": "polite" });
  const label = many ? subject.label : item.text;
  const field = item.field;
  let unsure = null;
  const own = control(field, label, () => changed(), { many, unsure: true, describedBy: saidId, roomy: field.kind === "text" && field.longest > 120 });
  const grouped = !own.state;
  const toggles = grouped ? UNSURE.map((entry) => make("button", { type: "button", "aria-pressed": "false", "aria-label": `${entry.label}: ${label}`, onclick: () => toggle(entry.id) }, entry.label)) : [];
  const clear = make("button", { type: "button", class: "slight", hidden: true, "aria-label": `Clear my answer: ${label}`, onclick: () => { write(null); changed(true); own.focus(); } }, "Clear");
  const node = make(many ? "fieldset" : "div", { class: "subject" }, many && make("legend", {}, subject.label), own.node, make("div", { class: "unsure" }, toggles, clear), said, noted);
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) outbox.release(place); });

  function toggle(state) { setState(unsure === state ? null : state); changed(true); }
  function setState(state) {
    unsure = state;
    if (own.writeState) own.writeState(state);
    toggles.forEach((button, at) => button.setAttribute("aria-pressed", String(UNSURE[at].id === state)));
  }
  function state() { return own.state ? own.state() : unsure; }
  function write(reply) {
    setState(reply && reply.state !== "given" && reply.state !== "withdrawn" ? reply.state : null);
    own.write(reply?.state === "given" ? reply.value : null);
  }
  function changed(now = false) {
    // Whoever types an answer no longer says "don't know".
    if (!now && grouped && unsure && !isEmpty(own.read())) setState(null);
    const value = own.read();
    const reply = state() || (isEmpty(value) ? "withdrawn" : "given");
    mark("");
    noted.textContent = "";
    session.replies[place] = { state: reply, value: reply === "given" ? value : null, fresh: true };
    if (reply === "withdrawn" && !session.known.has(place) && !outbox.busy) outbox.drop(place);
    else outbox.put(place, { kind: "answer", question: item.id, subject: subject.id, round: item.round || 1, state: reply, value: reply === "given" ? value : null }, {
      delay: TYPED.has(field.kind) && reply === "given" ? PAUSE : 0,
      hold: reply === "given" && TOGETHER.has(field.kind) && !whole(field, value),
    });
    showClear();
    session.changed();
  }
  function mark(message) {
    said.textContent = message;
    for (const part of own.parts) { if (message) part.setAttribute("aria-invalid", "true"); else part.removeAttribute("aria-invalid"); }
  }
  function showClear() { clear.hidden = !answered(); }
  function answered() { const reply = session.replies[place]; return Boolean(reply) && reply.state !== "withdrawn"; }
  function refresh() {
    const waiting = outbox.at(place);
    if (waiting) session.replies[place] = { state: waiting.entry.state, value: waiting.entry.value };
    write(session.replies[place]);
    mark(waiting?.refused || "");
    showClear();
  }
  outbox.listeners.add({
    found: (which) => { if (which === place) refresh(); },
    settled: (which, entry, result) => {
      if (which !== place) return;
      mark(result.ok ? "" : result.message);
      if (result.ok) { session.known.add(place); noted.textContent = result.note || ""; }
    },
  });
  refresh();
  return { node, place, subject: subject.id, answered, focus: own.focus, refresh };
}

// Whether all parts are there, so that nobody is refused in the middle of typing.
function whole(field, value) {
  if (field.kind === "points") return Math.abs(Object.values(value).reduce((sum, one) => sum + Number(String(one).replace(",", ".")), 0) - 100) < 1e-6;
  if (field.kind === "date_range") return Boolean(value.from && value.to);
  return Object.keys(value).length === field.choices.length;
}
