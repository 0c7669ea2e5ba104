// The facilitator's screen: pace, reveal, who is missing, what is disputed, what was decided.
const page = document.getElementById("page");
const lead = { state: null, session: null, tables: "", pictures: "", codes: {} };
const doing = { tell: "Say", answer: "Everybody answers in silence", edit: "Everybody fills the table", reveal: "Look at it together", talk: "Talk", decide: "Decide and log", pause: "Break" };
const at = {};

async function enter() {
  const key = location.hash.slice(1);
  if (key) {
    history.replaceState(null, "", "/");
    try { await ask("/enter", { key }); } catch (error) { replaceAll(page, make("h1", {}, "This link does not fit"), make("p", { role: "alert" }, error.message)); return; }
  }
  try { lead.state = await ask("/state"); } catch (error) { replaceAll(page, make("h1", {}, "Facilitator"), make("p", { role: "alert" }, error.message)); return; }
  lead.session = new Session(serverHost("facilitator", "/rows"));
  frame();
  listen("/events/facilitator", { room: show, rows: heardRows }, (connected) => {
    at.link.textContent = connected ? "" : "No connection to the workshop. It is tried again by itself.";
    if (connected) lead.session.outbox.wake();
    else stillLeading();
  });
  setInterval(tick, 1000);
}

// The line broke: because the workshop is away, or because it was started again with another key.
async function stillLeading() {
  try { await ask("/state"); } catch (error) { if (error.status === 401) at.link.textContent = "The workshop was started again. Open the link that kit live printed last: everything is still there."; }
}

// The link of the new run, opened in the tab of the old one, only changes the part after the #.
window.addEventListener("hashchange", () => { if (location.hash) location.reload(); });

async function press(action) {
  at.said.textContent = "";
  try { await ask("/do", action); } catch (error) { at.said.textContent = error.message; }
}

function section(name, title) {
  at[name] = make("div", {});
  return make("section", { "aria-label": title }, make("h2", {}, title), at[name]);
}

function frame() {
  for (const name of ["link", "said"]) at[name] = make("p", { class: "said", role: "alert" });
  at.outline = make("nav", { class: "outline", "aria-label": "Plan" });
  at.heading = make("h1", {});
  at.now = make("section", { class: "now", "aria-label": "Now" });
  at.asked = make("ul", { class: "asked" });
  at.waiting = make("section", { "aria-label": "To read before the room does" });
  at.notes = make("details", {}, make("summary", {}, "Notes for you: timing, traps, what to say if …"), at.notesText = make("div", { class: "notes" }));
  at.pictures = make("section", { "aria-label": "Pictures" });
  at.whatIf = make("section", { "aria-label": "What if" });
  at.tables = make("section", { "aria-label": "Tables" });
  replaceAll(page, make("header", { class: "who" }, make("b", {}, lead.state.organisation), make("span", {}, "Facilitator"), make("span", {}, make("a", { href: "/screen", target: "_blank" }, "Open the shared screen"), " · ", make("a", { href: "/report", target: "_blank" }, "Report as it stands"))),
    at.link, make("div", { class: "lead" }, at.outline,
      make("div", {}, at.heading, at.now, at.said, at.waiting, at.asked, at.notes, at.pictures, at.whatIf, at.tables),
      make("aside", { class: "side", "aria-label": "The room" }, section("join", "Join"), section("people", "Who is here"), section("disputed", "Worth talking about"), section("parking", "Parking lot"), section("log", "Decision log"), section("dissent", "Dissent box"))));
  lead.log = make("details", {}, make("summary", {}, "Open the decision log"));
  lead.log.addEventListener("toggle", () => { if (lead.log.open) openTables(["decisions", "pilots", "commitments"]); });
  at.log.append(lead.log, screenButton("board/decisions", "Show it on the screen"));
  at.disputed.append(make("button", { type: "button", onclick: showDisputed }, "Work it out"));
  show(lead.state);
}

function show(room) {
  lead.state = room;
  document.title = `${room.block || "Start"}: facilitator`;
  at.heading.textContent = room.started ? room.block : room.organisation;
  redraw(at.outline, outline(room));
  redraw(at.now, now(room));
  redraw(at.asked, room.asked.map(asked));
  at.notesText.textContent = room.notes.replace(/^#+ /gm, "").replace(/\*\*/g, "");
  at.notes.hidden = !room.notes;
  redraw(at.join, joining(room));
  redraw(at.people, people(room));
  redraw(at.parking, parking(room));
  redraw(at.dissent, dissent(room));
  showWaiting(room);
  for (const button of page.querySelectorAll("[data-look]")) button.setAttribute("aria-pressed", String(button.dataset.look === room.look));
  showPictures(room);
  showTables(room);
  if (room.what_if && !at.whatIf.firstChild) showDisputed();
  tick();
}

function outline(room) {
  const { block, step } = room.position;
  return make("ol", {}, room.plan.map((one, which) => make("li", {},
    make("button", { type: "button", "data-key": `b${which}`, "aria-current": which === block && room.started ? "step" : null, onclick: () => press({ do: "move", block: which, step: 0 }) }, make("span", { class: "time" }, `${Math.floor(one.starts / 60)}:${String(one.starts % 60).padStart(2, "0")}`), `${one.title} `, make("small", {}, `${one.minutes} min`)),
    which === block && room.started ? make("ol", {}, one.steps.map((part, place) => make("li", {}, make("button", { type: "button", "data-key": `s${place}`, "aria-current": place === step ? "step" : null, onclick: () => press({ do: "move", block: which, step: place }) }, `${doing[part.do]} `, make("small", {}, `${part.minutes} min`))))) : null)));
}

function neighbours(room) {
  const all = room.plan.flatMap((one, block) => one.steps.map((part, step) => ({ block, step })));
  const here = all.findIndex(({ block, step }) => block === room.position.block && step === room.position.step);
  return { before: all[here - 1], after: all[here + 1] };
}

function now(room) {
  if (!room.started) return [make("p", { class: "text" }, "People can join. Begin when you are ready; who comes later sees the current question."), make("div", { class: "bar" }, make("button", { type: "button", class: "main", "data-key": "begin", onclick: () => press({ do: "move", block: 0, step: 0 }) }, "Begin"))];
  const { before, after } = neighbours(room);
  const go = (which, words, kind) => make("button", { type: "button", class: kind, "data-key": words, disabled: !{ before, after }[which], onclick: () => press({ do: "move", ...neighbours(lead.state)[which] }) }, words);
  return [make("p", { class: "do" }, doing[room.do]), make("p", { class: "text" }, room.text), room.discussion.length && room.do === "talk" ? make("ul", {}, room.discussion.map((one) => make("li", {}, one))) : null,
    make("div", { class: "bar" }, go("before", "Back", ""), go("after", "Next step", "main"), make("span", { class: "timer" }))];
}

function tick() {
  const room = lead.state;
  at.timer = at.now.querySelector(".timer");
  if (!room?.started || !at.timer) return;
  const left = room.minutes * 60 - clockFrom(room.began);
  at.timer.textContent = left >= 0 ? `${minutesAndSeconds(left)} left of ${room.minutes} min` : `${minutesAndSeconds(left)} over: go on when it suits the room`;
  at.timer.classList.toggle("over", left < 0);
}

function asked(one) {
  const total = lead.state.people.filter((person) => person.seated).length;
  const key = one.question;
  const before = one.beforehand ? `, ${one.beforehand} beforehand` : "";
  const state = { waiting: "not opened yet", open: `${one.answered} of ${total} have answered${before}`, shown: "shown" }[one.state];
  const meter = make("span", { class: "meter", "aria-hidden": "true" }, make("i", {}));
  meter.firstChild.style.width = `${total ? (100 * one.answered) / total : 0}%`;
  return make("li", {}, make("div", { class: "line" }, make("p", { class: "ask" }, one.text, make("small", {}, ` ${one.privacy === "attributed" ? "speaks for the department" : "anonymous"}, round ${one.round}`)), one.state === "open" ? meter : null, make("span", {}, state),
    one.state === "waiting" ? make("button", { type: "button", "data-key": `o1${key}`, "aria-label": `Open: ${one.text}`, onclick: () => press({ do: "open", question: key, round: 1 }) }, "Open") : null,
    one.state === "open" ? make("button", { type: "button", "data-key": `r${key}`, "aria-label": `Reveal: ${one.text}`, onclick: () => press({ do: "reveal", question: key }) }, "Reveal") : null,
    one.state === "shown" && one.round < 9 ? make("button", { type: "button", "data-key": `o${one.round + 1}${key}`, "aria-label": `Ask again: ${one.text}`, onclick: () => press({ do: "open", question: key, round: one.round + 1 }) }, "Ask again") : null),
  one.state === "open" && one.missing.length ? make("details", {}, make("summary", {}, `Still missing: ${one.missing.length}`), make("p", {}, one.missing.join(", "))) : null);
}

function joining(room) {
  return [make("p", { class: "code" }, room.joining.code), make("p", {}, make("span", { class: "qr", role: "img", "aria-label": "QR code with the address and the code" }, drawing(room.joining.qr))), make("ul", {}, room.joining.links.map((link) => make("li", {}, link))), make("button", { type: "button", class: "slight", "data-key": "code", onclick: () => press({ do: "new_code" }) }, "Another code")];
}

function people(room) {
  const seated = room.people.filter((one) => one.seated);
  const expected = room.people.filter((one) => !one.seated);
  return [make("p", {}, `${seated.filter((one) => one.here).length} connected, ${seated.length} seated`), make("ul", {}, seated.map((one) => make("li", { class: one.here ? "" : "away" }, `${one.name}, ${one.department}${one.here ? "" : " (away)"} `, closeSeat(one)))),
    room.departments.length ? make("p", {}, make("b", {}, "Nobody here from: "), room.departments.join(", ")) : null,
    expected.length ? make("details", {}, make("summary", {}, `Expected: ${expected.length}`), make("ul", {}, expected.map((one) => make("li", {}, `${one.name}, ${one.department} `, lead.codes[one.id] ? make("b", {}, lead.codes[one.id]) : make("button", { type: "button", class: "slight", "data-key": `c${one.id}`, "aria-label": `Code for ${one.name}`, onclick: () => giveCode(one) }, "Code for this seat"))))) : null];
}

// Somebody joined twice, or sits in another's seat. Asked once more, for the device is turned out.
function closeSeat(one) {
  const button = (words, label, press, key) => make("button", { type: "button", class: "slight", "data-key": `${key}${one.id}`, "aria-label": label, onclick: press }, words);
  if (lead.closing !== one.id) return button("Close", `Close the seat of ${one.name}`, () => { lead.closing = one.id; show(lead.state); }, "x");
  return make("span", {}, "Close it? Every device that sits here is turned out; the answers stay. ",
    button("Close this seat", `Yes, close the seat of ${one.name}`, () => { lead.closing = ""; press({ do: "close_seat", participant: one.id }); }, "y"), " ",
    button("Keep it", `Keep the seat of ${one.name}`, () => { lead.closing = ""; show(lead.state); }, "z"));
}

async function giveCode(person) {
  try {
    lead.codes[person.id] = (await ask("/seat-code", { participant: person.id })).code;
    show(lead.state);
  } catch (error) { at.said.textContent = error.message; }
}

function parking(room) {
  const text = make("input", { type: "text", "aria-label": "Park a thought", "data-key": "park" });
  return [make("ul", {}, room.parking.map((one) => make("li", {}, one.text, " ",
    make("button", { type: "button", class: "slight", "data-key": `p${one.shown}${one.id}`, "aria-label": `${one.shown ? "Hide" : "Show to all"}: ${one.text}`, onclick: () => press({ do: "show_parked", id: one.id, shown: !one.shown }) }, one.shown ? "Hide" : "Show to all"), " ",
    make("button", { type: "button", class: "slight", "data-key": `u${one.id}`, "aria-label": `Take out: ${one.text}`, onclick: () => press({ do: "unpark", id: one.id }) }, "Done")))), make("form", { class: "bar", onsubmit: (event) => { event.preventDefault(); press({ do: "park", text: text.value, id: randomId(12) }); text.value = ""; } }, text, make("button", {}, "Park")), screenButton("board/parking", "Show it on the screen")];
}

function dissent(room) {
  const many = room.minority_notes;
  return [make("p", {}, many ? `${count(many, "person has", "people have")} written a minority note.` : "Nobody has written a minority note yet."), make("p", { class: "quiet" }, "It is open on every phone, at any time. The close of the workshop asks for it, and shows it."), screenButton("board/dissent", "Show it on the screen")];
}

function screenButton(what, words = "Put on the screen") {
  return make("button", { type: "button", class: "slight", "data-look": what, "data-key": what, "aria-pressed": String(lead.state.look === what), onclick: () => press({ do: "look", at: lead.state.look === what ? "" : what }) }, words);
}

// What people typed is read here first; what is left out is kept, and the room is told how many.
async function showWaiting(room) {
  const key = room.waiting.map((one) => `${one.question}/${one.round}/${one.present}`).join();
  if (key === lead.waiting) return;
  lead.waiting = key;
  const texts = make("div", {}); // a list of its own: what comes late for an older one is not seen
  replaceAll(at.waiting, room.waiting.length ? make("h2", {}, "Read before the room does") : "", texts);
  for (const one of room.waiting) await readFirst(texts, one, one.present);
}

async function readFirst(place, { question, round, title }, open = true) {
  let told;
  try { told = await ask(`/typed/${question}/${round}`); } catch (error) { at.said.textContent = error.message; return; }
  const boxes = told.texts.map((text, which) => make("input", { type: "checkbox", checked: told.without.includes(which) }));
  const left = () => boxes.flatMap((box, which) => (box.checked ? [which] : []));
  const words = count(told.texts.length, "text", "texts");
  add(place, make("details", { class: "reading", open }, make("summary", {}, `${title} (${words})`), make("fieldset", {}, make("legend", { class: "quiet" }, "Tick what the room should not see. The workshop keeps every text, and the room is told how many are left out."),
    make("ul", {}, told.texts.map((text, which) => make("li", {}, make("label", { class: "pick" }, boxes[which], make("span", {}, make("span", { class: "vh" }, "Leave out: "), text))))),
    make("button", { type: "button", class: "main", onclick: () => press({ do: "let", question, round, without: left() }) }, told.texts.length ? "Let the room see the rest" : "Let the room see it"))));
}

async function showPictures(room) {
  const shown = room.reveal.map(({ question, round }) => `/picture/${question}/${round}`);
  const wanted = [...shown, ...room.pictures.map((name) => `/section/${name}`)];
  const key = wanted.join() + room.reveal.map((one) => one.version).join() + room.asked.map((one) => one.state).join() + room.began;
  if (key === lead.pictures) return;
  lead.pictures = key;
  replaceAll(at.pictures, room.revealed.length || wanted.length ? make("h2", {}, "Pictures") : "");
  for (const path of wanted) {
    const place = make("div", {});
    const folded = shown.length > 0 && !shown.includes(path);
    const box = make("details", { class: "more" }, make("summary", {}, `From the report: ${path.split("/").pop()}`), place);
    at.pictures.append(folded ? box : place);
    if (folded) box.addEventListener("toggle", () => { if (box.open && !place.firstChild) drawInto(place, path); });
    else await drawInto(place, path);
    if (key !== lead.pictures) return; // the room went on while it was drawn
  }
}

async function drawInto(place, path) {
  replaceAll(place, make("p", { class: "quiet" }, "Drawing …"));
  try { replaceAll(place, drawn(await ask(path), path.slice(1))); } catch (error) { replaceAll(place, make("p", { class: "quiet" }, error.message)); }
}

function drawn(told, path) {
  if (!told.blocks) {
    const one = lead.state.revealed.find((known) => path === `picture/${known.question}/${known.round}`);
    const again = one?.typed ? make("button", { type: "button", class: "slight", onclick: (event) => readFirst(event.target.parentNode, one) }, "Leave something out") : null;
    return pictureOf(told, make("p", {}, screenButton(path), again));
  }
  const wide = told.blocks.filter((block) => block.wide);
  const button = (block) => (block.wide && !twice(block, lead.state) ? screenButton(`${path}/${wide.indexOf(block)}`) : null);
  return [make("h3", {}, told.title), told.blocks.map((block) => pictureOf(block, button(block)))];
}

function showTables(room) {
  const key = room.registers.join();
  if (key === lead.tables) return;
  lead.tables = key;
  replaceAll(at.tables);
  if (room.registers.length) openTables(room.registers);
}

async function openTables(names) {
  const tables = [];
  for (const name of names) { try { tables.push(await ask(`/register/${encodeURIComponent(name)}`)); } catch { /* not of this workshop */ } }
  const place = make("div", {});
  replaceAll(at.tables, place);
  lead.form = showForm(place, tables, lead.session);
}

async function heardRows({ register }) {
  const part = lead.form?.parts.find((one) => one.load && one.id === register);
  if (part) try { part.load((await ask(`/register/${encodeURIComponent(register)}`)).rows); } catch { /* tried again with the next change */ }
}

async function showDisputed() {
  let told;
  try { told = await ask("/disputed"); } catch (error) { replaceAll(at.disputed, make("p", { role: "status" }, error.message), make("button", { type: "button", onclick: showDisputed }, "Work it out")); return; }
  replaceAll(at.disputed, told.items.length ? make("ol", {}, told.items.map((one) => make("li", {}, make("button", { type: "button", class: "slight", onclick: () => whatIf(told, one) }, `${one.name}: ${one.label}`), make("small", {}, ` ${one.call}, worth ${one.worth} points`)))) : make("p", {}, "Nothing that was asked needs another round."), make("button", { type: "button", onclick: showDisputed }, "Work it out again"));
  if (told.items.length) whatIf(told, told.items[0]);
}

// The slider asks for one department only; the newest question wins, so it never falls behind.
function whatIf(told, chosen) {
  const levels = told.questions[chosen.question].levels;
  const slider = make("input", { type: "range", min: 0, max: levels.length, step: 1, value: 0, "aria-label": `What if everybody answered, for ${chosen.name}: ${chosen.label}`, oninput: () => slide() });
  const words = make("output", {});
  const result = make("div", { role: "status" });
  let busy = false;
  let wanted = null;
  async function slide(screen = true) {
    const level = Number(slider.value) || null;
    words.textContent = level ? `${level}: ${levels[level - 1]}` : "as answered";
    slider.setAttribute("aria-valuetext", words.textContent);
    wanted = { subject: chosen.subject, question: chosen.question, level, screen };
    if (busy) return;
    busy = true;
    while (wanted) {
      const now = wanted;
      wanted = null;
      try { const told = await ask("/what-if", now); replaceAll(result, verdict(told), told.map.wide ? pictureOf(told.map) : ""); } catch (error) { replaceAll(result, error.message); }
    }
    busy = false;
  }
  replaceAll(at.whatIf, make("h2", {}, `What if? ${chosen.name}: ${chosen.label}`), make("p", { class: "why" }, told.questions[chosen.question].text.replace("{department}", chosen.name)), make("div", { class: "slider" }, slider, words), result);
  slide(false); // the room sees it once the slider moves
}

enter();
