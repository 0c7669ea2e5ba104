// The participant's page: join, answer in silence, see the reveal and where I stand.
const page = document.getElementById("page");
const state = { me: null, room: null, session: null, itemsKey: "", pictures: new Map(), connected: true };

function joinPage(message = "") {
  document.title = "Join the workshop";
  const code = make("input", { id: "code", type: "text", autocapitalize: "characters", autocomplete: "off", spellcheck: "false", maxlength: 20, value: decodeURIComponent(location.hash.slice(1)) });
  const said = make("p", { class: "said", role: "alert" }, message);
  const form = make("form", { class: "join", onsubmit: check }, make("label", { for: "code" }, "Code on the screen"), code, said, make("button", { class: "main" }, "Join"));
  const resume = make("input", { type: "text", "aria-label": "Your resume code", autocomplete: "off", maxlength: 20 });
  const resumeSaid = make("p", { class: "said", role: "alert" });
  const again = make("details", {}, make("summary", {}, "I was here before, on another device"), make("form", { class: "join", onsubmit: takeUp }, make("p", {}, "Type the resume code you wrote down."), resume, resumeSaid, make("button", {}, "Take up my seat")));
  replaceAll(page, make("h1", {}, "Join the workshop"), form, again);
  async function check(event) {
    event?.preventDefault();
    said.textContent = "";
    try { namePage(code.value, await ask("/join", { code: code.value })); } catch (error) { said.textContent = error.message; code.focus(); }
  }
  async function takeUp(event) {
    event.preventDefault();
    try { await ask("/resume", { code: resume.value }); start(); } catch (error) { resumeSaid.textContent = error.message; resume.focus(); }
  }
  if (code.value && !message) check();
}

const byGroup = {
  families: " Where a question says so, also for kinds of work, if as many of each have answered.",
  departments: " Where a question says so, also for departments, if as many of each have answered.",
};

function namePage(code, welcome) {
  history.replaceState(null, "", "/");
  document.title = `Join: ${welcome.organisation}`;
  const name = make("input", { id: "name", type: "text", class: "wide", autocomplete: "off", maxlength: 100, "aria-describedby": "name-help" });
  const department = menuControl(welcome.departments, "Department", () => {}, {});
  const level = menuControl(welcome.levels, "Level, if you like", () => {}, {});
  const said = make("p", { class: "said", role: "alert" });
  const heading = make("h1", { tabindex: -1 }, welcome.organisation);
  replaceAll(page, heading,
    welcome.decider && make("p", {}, "Who decides in the end: ", make("b", {}, welcome.decider), "."),
    make("form", { class: "join", onsubmit: sit },
      make("label", { for: "name" }, "What people call you"), name, make("small", { id: "name-help" }, "A nickname is fine. It stands in the list of people in the room, never beside an anonymous answer."),
      make("p", { class: "label", "aria-hidden": "true" }, "The department you speak for today"), department.node,
      make("p", { class: "label", "aria-hidden": "true" }, "Level, if you like"), level.node,
      make("ul", { class: "rules" }, make("li", {}, "Each question says whether your answer speaks for your department or is anonymous. That never changes afterwards."), make("li", {}, `Anonymous answers are shown for the whole room, from ${welcome.k} people on, and only when a round is closed.${byGroup[welcome.groups] || ""}`), make("li", {}, "Whoever keeps the workshop file could look into it. Say what you would say to them.")),
      said, make("button", { class: "main" }, "Take a seat")));
  heading.focus();
  async function sit(event) {
    event.preventDefault();
    if (!name.value.trim()) { said.textContent = "Fill in what people call you."; name.focus(); return; }
    if (!department.read()) { said.textContent = "Choose the department you speak for."; department.focus(); return; }
    try { await ask("/join", { code, name: name.value, department: department.read(), level: level.read() }); start(); } catch (error) { said.textContent = error.message; }
  }
}

async function start() {
  try {
    state.me = await ask("/me");
    if (!state.me.id) { state.me = null; joinPage(); return; }
  } catch {
    setTimeout(start, 2000);
    if (!state.me) replaceAll(page, make("h1", {}, "One moment"), make("p", { role: "status" }, "The workshop does not answer yet. This page tries again by itself."));
    return;
  }
  state.session = new Session(serverHost(`seat:${state.me.id}`), state.me.replies);
  state.session.outbox.listeners.add({ settled: late });
  frame();
  state.listening = listen("/events", { room: heardRoom, rows: heardRows }, (connected) => {
    if (connected) state.session.outbox.wake();
    else if (!navigator.onLine) state.session.outbox.tell();
    else stillSeated();
  });
}

// The line broke: because the server is away, or because the facilitator closed this seat.
async function stillSeated() {
  let me;
  try { me = await ask("/me"); } catch { return; }
  if (me.id || !state.me) return;
  state.listening.close();
  state.me = state.room = null;
  joinPage("Nobody sits here any more: the facilitator closed this seat, or its answers were deleted. Join again, or ask for a code to take it up.");
}


// An answer that came after the reveal counts in the next round: it is shown there.
function late(place, entry, result) {
  if (entry.kind !== "answer" || !result.ok || !result.round || result.round === entry.round) return;
  const key = `${entry.question}|${entry.subject}|${result.round}`;
  state.session.replies[key] = { state: entry.state, value: entry.value };
  state.session.known.add(key);
  announce(result.note);
  state.itemsKey = "";
  if (state.room) heardRoom(state.room);
}

const parts = {};
const mood = {
  tell: "Listen for a moment.",
  answer: "Answer in silence. You can change your answers until the round is closed; before that nobody's are shown.",
  edit: "Fill in your lines of the table.",
  reveal: "Look at what the room said. Only then talk.",
  talk: "Talk with the others; you can look at what was shown below.",
  decide: "The decider decides. What you think differently belongs in the dissent box.",
  pause: "A break.",
};

function frame() {
  parts.heading = make("h1", { tabindex: -1 });
  parts.text = make("p", {});
  parts.form = make("div", {});
  parts.shown = make("section", { "aria-label": "What the room was shown" });
  replaceAll(page, make("header", { class: "who" }, make("b", {}, state.me.organisation), make("span", {}, `${state.me.name}, ${state.me.department_name}`), seatMenu()), parts.heading, parts.text, parts.form, parts.shown,
    make("footer", { class: "boxes" }, boxes()));
}

function seatMenu() {
  const shown = make("p", { role: "status" });
  const sure = make("span", {});
  async function code() {
    try { shown.textContent = `Your resume code: ${(await ask("/resume-code", {})).code}. Write it down; it opens your seat on any device.`; } catch (error) { shown.textContent = error.message; }
  }
  async function leave(erase) {
    try { await ask("/leave", { erase }); state.session.outbox.shelf.clear(); location.reload(); } catch (error) { shown.textContent = error.message; }
  }
  function confirmErase() {
    replaceAll(sure, make("button", { type: "button", onclick: () => leave(true) }, "Yes, delete everything I said, for good"));
    sure.firstChild.focus();
  }
  return make("details", { class: "seat" }, make("summary", {}, "My seat"), make("div", {}, make("button", { type: "button", onclick: code }, "Resume code"), make("button", { type: "button", onclick: () => leave(false) }, "Forget this device"), make("button", { type: "button", onclick: confirmErase }, "Delete my answers"), sure, shown));
}

// The three boxes are one click away whatever the room does; their lists are fetched when opened.
function boxes() {
  const text = make("textarea", { "aria-label": "For the parking lot", maxlength: 500, rows: 2 });
  const said = make("p", { class: "noted", role: "status" });
  let key = randomId(12);
  async function park() {
    if (!text.value.trim()) { said.textContent = "Write it first."; text.focus(); return; }
    try {
      await ask("/park", { text: text.value, id: key });
      key = randomId(12);
      text.value = "";
      said.textContent = "Parked. The facilitator puts it on the list, without your name.";
    } catch (error) { said.textContent = `Not parked yet: ${error.message}`; }
  }
  parts.parked = make("div", {});
  parts.decisions = make("div", {});
  parts.dissent = make("div", {});
  const parking = make("details", {}, make("summary", {}, "Parking lot"), make("p", { class: "quiet" }, "What matters and does not belong here now. Shown without your name."), text, make("p", {}, make("button", { type: "button", onclick: park }, "Park it")), said, parts.parked);
  const decided = make("details", {}, make("summary", {}, "Decision log"), parts.decisions);
  for (const box of [parking, decided]) box.addEventListener("toggle", () => { if (box.open) showBoards(); });
  parts.boards = [parking, decided];
  return [parking, decided, parts.dissent];
}

async function showBoards() {
  try {
    const boards = await ask("/boards");
    replaceAll(parts.parked, parkedList(boards));
    replaceAll(parts.decisions, decisionLog(boards));
  } catch (error) { replaceAll(parts.decisions, make("p", { class: "quiet" }, error.message)); }
}

function mine(item) {
  if (item.about !== "own_department") return item;
  const subject = { id: state.me.department, label: state.me.department_name };
  return { ...item, text: item.text.replaceAll("{department}", subject.label), subjects: [subject] };
}

async function heardRoom(room) {
  const before = state.room;
  state.room = room;
  for (const item of room.items) wordings.set(item.id, item);
  document.title = `${room.block || "Workshop"}: ${room.organisation}`;
  parts.heading.textContent = room.started ? room.block : "You have a seat";
  parts.text.textContent = room.started ? mood[room.do] : "It begins in a moment. This page follows the room by itself.";
  const key = JSON.stringify([room.items, room.registers, room.do === "edit"]);
  if (key !== state.itemsKey) {
    state.itemsKey = key;
    for (const one of Object.values(state.session.outbox.waiting)) delete one.refused;
    await showItems(room);
    if (before) announce(room.items.length ? `${room.block}: ${count(room.items.length, "question is", "questions are")} open` : room.text);
  }
  await showRevealed(room);
  if (before?.boards !== room.boards && parts.boards.some((box) => box.open)) showBoards();
  if (!parts.dissent.firstChild && room.dissent) {
    const form = make("div", {});
    const box = make("details", {}, make("summary", {}, "Dissent box"), form);
    box.addEventListener("toggle", () => { if (box.open && !form.firstChild) showForm(form, [room.dissent], state.session); });
    replaceAll(parts.dissent, box);
  }
}

async function showItems(room) {
  const tables = [];
  for (const name of room.registers) { try { tables.push(await ask(`/register/${encodeURIComponent(name)}`)); } catch { /* closed meanwhile */ } }
  const questions = room.items.map(mine);
  const items = room.do === "edit" ? [...tables, ...questions] : [...questions, ...tables];
  if (!items.length) {
    const waiting = make("div", {}, statusLine(state.session.outbox, () => "an earlier question", () => {}), make("p", { class: "quiet" }, room.started ? "Nothing to answer just now." : ""));
    replaceAll(parts.form, waiting);
    state.session.outbox.send();
    return;
  }
  state.form = showForm(parts.form, items, state.session);
}

async function heardRows({ register }) {
  const part = state.form?.parts.find((one) => one.load && one.id === register);
  if (!part) return;
  try { part.load((await ask(`/register/${encodeURIComponent(register)}`)).rows); } catch { /* closed meanwhile */ }
}

async function showRevealed(room) {
  const keys = room.revealed.map(({ question, round, version, present }) => [`${question}/${round}`, version, present].join("#"));
  if (parts.shown.dataset.keys === keys.join()) return;
  parts.shown.dataset.keys = keys.join();
  // Thirty phones need not ask in the same instant.
  await new Promise((resolve) => { setTimeout(resolve, Math.random() * 300); });
  for (const { question, round, version } of room.revealed) {
    const key = `${question}/${round}#${version}`;
    if (state.pictures.has(key)) continue;
    try { state.pictures.set(key, await ask(`/picture/${question}/${round}`)); } catch { parts.shown.dataset.keys = ""; }
  }
  const found = room.revealed.map((one) => ({ ...one, told: state.pictures.get(`${one.question}/${one.round}#${one.version}`) })).filter((one) => one.told);
  const drawnOf = ({ question, round, told }) => pictureOf(told, stand(question, String(round)));
  const [now, earlier] = [found.filter((one) => one.present), found.filter((one) => !one.present)];
  const box = make("details", {}, make("summary", {}, `Shown earlier (${earlier.length})`));
  box.addEventListener("toggle", () => { if (box.open && box.children.length === 1) add(box, earlier.map(drawnOf)); });
  replaceAll(parts.shown, found.length ? make("h2", {}, "What the room said") : "", now.map(drawnOf), earlier.length ? box : "");
}

function stand(question, round) {
  const last = new Map();
  for (const [place, reply] of Object.entries(state.session.replies)) {
    const [which, subject, when] = place.split("|");
    if (which !== question || Number(when) > Number(round) || reply.state === "withdrawn") continue;
    if (!last.has(subject) || last.get(subject).when < Number(when)) last.set(subject, { when: Number(when), reply });
  }
  const lines = [...last].map(([subject, { reply }]) => [subject, saidInWords(question, reply)]).filter(([, words]) => words);
  if (!lines.length) return make("p", { class: "stand quiet" }, "You did not answer this one.");
  const many = lines.length > 1;
  return make("div", { class: "stand" }, make("b", {}, "Where you stand"), many ? make("ul", {}, lines.map(([subject, words]) => make("li", {}, `${subjectName(subject)}: ${words}`))) : make("p", {}, lines[0][1]));
}

const wordings = new Map();

function saidInWords(question, reply) {
  if (reply.state !== "given") return reply.state === "dont_know" ? "Don't know" : "Does not apply";
  return inWords(wordings.get(question)?.field || state.me.fields?.[question], reply.value);
}

const subjectName = (subject) => {
  const [department, platform] = subject.split("@");
  const name = state.me.departments?.[department] ?? department;
  return platform ? `${name} on ${platform}` : name;
};

// The link of the QR code on a page that is open already only changes the part after the #.
window.addEventListener("hashchange", () => { if (!state.me && location.hash) joinPage(); });
start();
