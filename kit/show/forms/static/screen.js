// The shared screen: what the room is doing, how many have answered, and what was shown. No names.
const page = document.getElementById("page");
const seen = { key: "", room: null };

async function begin() {
  try { await ask("/state"); } catch (error) { replaceAll(page, make("h1", {}, "Shared screen"), make("p", { role: "alert" }, error.message)); return; }
  replaceAll(page, make("div", { id: "told" }), make("p", { class: "corner", id: "corner" }));
  listen("/events/screen", { room: show, what_if: showWhatIf }, (connected) => { if (!connected) announce("No connection"); });
  setInterval(tick, 1000);
}

function show(room) {
  seen.room = room;
  document.title = `${room.block || room.organisation}: shared screen`;
  const told = document.getElementById("told");
  if (!room.started) { seen.key = ""; replaceAll(told, make("h1", {}, room.organisation), room.decider && make("p", {}, `Who decides in the end: ${room.decider}`), welcome(room)); return; }
  const key = JSON.stringify([room.block, room.text, room.reveal, room.pictures]);
  if (key !== seen.key) {
    seen.key = key;
    replaceAll(told, make("h1", {}, room.block), make("p", {}, room.text), make("ul", { class: "counts", id: "counts" }), make("div", { id: "shown" }), room.parked.length && room.do === "decide" ? [make("h2", {}, "Parking lot"), make("ul", {}, room.parked.map((one) => make("li", {}, one)))] : null);
    pictures(room);
  }
  replaceAll(document.getElementById("counts"), room.do === "answer" || room.do === "edit" ? room.counts.map((one) => make("li", {}, one.text, make("b", {}, `${one.answered} of ${one.of}`))) : []);
  tick();
}

function welcome(room) {
  return make("div", { class: "welcome" }, make("span", { class: "qr", role: "img", "aria-label": "QR code with the address and the code" }, drawing(room.joining.qr)), make("div", {}, make("p", {}, room.joining.links[0]), make("p", { class: "code" }, room.joining.code), make("p", {}, count(room.here, "person is here", "people are here"))));
}

async function pictures(room) {
  const place = document.getElementById("shown");
  if (room.do !== "reveal" && room.do !== "talk") return;
  for (const { question, round } of room.reveal) {
    try { place.append(pictureOf(await ask(`/picture/${question}/${round}`))); } catch { /* the next change brings it */ }
  }
  for (const name of room.pictures) {
    try {
      const told = await ask(`/section/${name}`);
      place.append(make("h2", {}, told.title), ...told.blocks.filter((block) => block.wide).map((block) => pictureOf(block)));
    } catch { /* silence first */ }
  }
}

function showWhatIf(told) {
  const place = document.getElementById("shown");
  if (place) replaceAll(place, make("h2", {}, `What if? ${told.name}`), make("p", {}, told.asked, " ", make("b", {}, capital(told.answer))), verdict(told), told.map.wide ? pictureOf(told.map) : "");
}

function tick() {
  const room = seen.room;
  const corner = document.getElementById("corner");
  if (!room || !corner) return;
  if (!room.started) { corner.textContent = ""; return; }
  const left = room.minutes * 60 - clockFrom(room.began);
  corner.textContent = `${room.joining.code} · ${left >= 0 ? minutesAndSeconds(left) : "time to go on"}`;
}

begin();
