// The shared screen: one thing at a time, large enough for the last row. Counts, never names.
// What is looked at is kept by the server, so that the facilitator's page and this one agree.
const page = document.getElementById("page");
const seen = { key: "", room: null, frames: [], boards: null, mark: "" };
const at = {};
const BOARDS = { parking: "Parking lot", decisions: "Decision log", dissent: "Dissent box" };

async function begin() {
  try { await ask("/state"); } catch (error) { replaceAll(page, make("h1", {}, "Shared screen"), make("p", { role: "alert" }, error.message)); return; }
  at.told = make("div", { id: "told" });
  at.turn = make("span", { class: "turns" });
  at.clock = make("span", { class: "timer" });
  at.boards = make("span", { class: "turns" });
  replaceAll(page, at.told, make("nav", { class: "deck", "aria-label": "What is on the screen" }, at.turn, at.boards, at.clock));
  listen("/events/screen", { room: show, what_if: showWhatIf }, (connected) => { if (!connected) announce("No connection"); });
  document.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
    if (step) turn(step);
    if (event.key === "Escape") look("");
  });
  setInterval(tick, 1000);
}

function look(what) { ask("/do", { do: "look", at: what }).catch((error) => announce(error.message)); }

function turn(step) {
  if (!seen.room) return;
  const next = seen.frames[here() + step];
  if (next) look(next.key);
}

const here = () => Math.max(0, seen.frames.findIndex((frame) => frame.key === seen.room.look));

async function show(room) {
  const before = seen.room;
  seen.room = room;
  document.title = `${room.block || room.organisation}: shared screen`;
  const key = JSON.stringify([room.started, room.block, room.text, room.reveal, room.pictures, room.do]);
  if (key !== seen.key) {
    seen.key = key;
    seen.frames = room.started ? await frames(room) : [];
    if (key !== seen.key) return; // the room went on while the pictures were fetched
    draw(room);
  } else if (before.look !== room.look || before.boards !== room.boards) draw(room);
  if (!room.started) replaceAll(at.told, welcome(room));
  if (at.counts) redraw(at.counts, counted(room));
  deck(room);
  tick();
}

function welcome(room) {
  return [make("h1", {}, room.organisation), room.decider && make("p", {}, `Who decides in the end: ${room.decider}`), make("div", { class: "welcome" }, make("span", { class: "qr", role: "img", "aria-label": "QR code with the address and the code" }, drawing(room.joining.qr)), make("div", {}, make("p", { class: "where" }, room.joining.links[0]), make("p", { class: "code" }, room.joining.code), make("p", {}, count(room.here, "person is here", "people are here"))))];
}

// A frame is one picture: a reveal, its groups, or one drawing of a section of the report.
async function frames(room) {
  const shown = [];
  for (const { question, round } of room.reveal) {
    const key = `${question}/${round}`;
    try {
      const { groups, ...told } = await ask(`/picture/${key}`);
      shown.push({ key: `picture/${key}`, told });
      if (groups) shown.push({ key: `groups/${key}`, told: { caption: told.title, table: groups } });
    } catch { /* the next change brings it */ }
  }
  const drawn = [];
  for (const name of room.pictures) {
    try {
      const told = await ask(`/section/${name}`);
      told.blocks.filter((block) => block.wide).forEach((block, place) => { if (!twice(block, room)) drawn.push({ key: `section/${name}/${place}`, told: block, title: told.title }); });
    } catch { /* silence first */ }
  }
  return room.pictures_first ? [...drawn, ...shown] : [...shown, ...drawn];
}

async function draw(room) {
  at.counts = null;
  at.told.className = "";
  const board = room.look.startsWith("board/") ? room.look.slice(6) : "";
  if (board) { await showBoard(board, room); return; }
  const frame = seen.frames[here()];
  const head = [make("h1", {}, room.block), make("p", { class: "does" }, room.text)];
  if (room.do === "answer" || room.do === "edit") replaceAll(at.told, head, at.counts = make("ul", { class: "counts" }, counted(room)));
  else if (frame) framed(frame.told, make("h1", { class: "does" }, make("b", {}, room.block), `: ${room.text}`), frame.title && make("h2", {}, frame.title), pictureOf(frame.told));
  else replaceAll(at.told, head, room.discussion.length ? make("ul", { class: "talk" }, room.discussion.map((one) => make("li", {}, one))) : "");
}

// A drawing fills what is left of the screen; words and tables take what they need.
function framed(told, ...parts) {
  at.told.className = told.wide ? "frame" : "";
  replaceAll(at.told, ...parts);
}

const counted = (room) => room.counts.map((one) => {
  const meter = make("span", { class: "meter", "aria-hidden": "true" }, make("i", {}));
  meter.firstChild.style.width = `${one.of ? (100 * one.answered) / one.of : 0}%`;
  return make("li", {}, make("span", {}, one.text, one.beforehand ? make("small", {}, ` ${one.beforehand} answered beforehand`) : null), meter, make("b", {}, `${one.answered} of ${one.of}`));
});

async function showBoard(board, room) {
  if (seen.mark !== room.boards) {
    try { seen.boards = await ask("/boards"); seen.mark = room.boards; } catch { return; }
  }
  const many = room.minority_notes;
  const shown = { parking: () => parkedList(seen.boards), decisions: () => decisionLog(seen.boards), dissent: () => [make("p", {}, "Whoever thinks otherwise writes it down: in the dissent box, at the foot of every phone. It is kept beside the decision, without a name."), make("p", { class: "does" }, many ? `${count(many, "person has", "people have")} written one.` : "Nobody has written one yet.")] }[board];
  replaceAll(at.told, make("h1", {}, BOARDS[board] || ""), make("div", { class: "board" }, shown?.()));
}

function deck(room) {
  const place = here();
  const open = room.started && seen.frames.length > 1 && room.do !== "answer" && room.do !== "edit" && !room.look.startsWith("board/");
  const button = (words, press, more = {}) => make("button", { type: "button", "data-key": words, onclick: press, ...more }, words);
  redraw(at.turn, open ? [button("Previous", () => turn(-1), { disabled: place === 0 }), make("span", {}, `${place + 1} of ${seen.frames.length}`), button("Next", () => turn(1), { disabled: place === seen.frames.length - 1 })] : "");
  redraw(at.boards, Object.entries(BOARDS).map(([key, words]) => { const what = `board/${key}`; return button(words, () => look(seen.room.look === what ? "" : what), { "aria-pressed": String(room.look === what) }); }));
}

function showWhatIf(told) {
  at.counts = null;
  framed(told.map, make("h1", {}, `What if? ${told.name}`), make("p", { class: "does" }, told.asked, " ", make("b", {}, capital(told.answer))), verdict(told), told.map.wide ? pictureOf(told.map) : "");
}

function tick() {
  const room = seen.room;
  if (!room || !at.clock) return;
  const left = room.minutes * 60 - clockFrom(room.began);
  at.clock.textContent = room.started ? `${room.joining.code} · ${left >= 0 ? minutesAndSeconds(left) : "time to go on"}` : "";
}

begin();
