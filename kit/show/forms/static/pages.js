// What all served pages share: asking the server, listening to it, showing pictures and tables.
async function ask(path, body) {
  const options = body === undefined ? {} : { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify(body) };
  const answer = await fetch(path, { ...options, credentials: "same-origin" });
  let told = {};
  try { told = await answer.json(); } catch { /* an empty answer says it by its status */ }
  if (answer.ok) return told;
  throw Object.assign(new Error(told.message || "The workshop does not answer."), { status: answer.status, wait: told.wait ? told.wait * 1000 : 0 });
}

// A host for forms: replies go to the server; a seat that is gone ends the sending, the rest waits.
function serverHost(key, path = "/replies") {
  return {
    key,
    async send(entries) {
      try {
        return (await ask(path, { entries })).results;
      } catch (error) {
        if (error.status === 401) error.ended = "You are no longer seated here: join again. Nothing you typed is lost.";
        if (error.status === 400 || error.status === 413) return refuseEach(path, entries, error);
        throw error;
      }
    },
  };
}

// A whole parcel was refused: each for itself, so that one bad entry does not stop the others.
async function refuseEach(path, entries, error) {
  if (entries.length === 1) return [{ answer_id: entries[0].answer_id, ok: false, message: error.message }];
  const results = [];
  for (const entry of entries) results.push(...(await serverHost("", path).send([entry])));
  return results;
}

function listen(path, events, onState) {
  let source;
  let again;
  function open() {
    clearTimeout(again);
    source?.close();
    source = new EventSource(path);
    source.onopen = () => onState(true);
    source.onerror = () => {
      onState(false);
      if (source.readyState === EventSource.CLOSED) again = setTimeout(open, 2000 + Math.random() * 2000);
    };
    for (const [name, heard] of Object.entries(events)) source.addEventListener(name, (event) => heard(JSON.parse(event.data)));
  }
  open();
  const comeBack = () => { if (document.visibilityState === "visible" && source.readyState !== EventSource.OPEN) open(); };
  document.addEventListener("visibilitychange", comeBack);
  return { open, close: () => { clearTimeout(again); source.close(); document.removeEventListener("visibilitychange", comeBack); } };
}

function dataTable(table) {
  const head = make("thead", {}, make("tr", {}, table.columns.map((label) => make("th", { scope: "col" }, label))));
  const rows = table.rows.map((cells) => make("tr", {}, cells.map((cell, at) => make(at ? "td" : "th", at ? {} : { scope: "row" }, cell))));
  return make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": table.caption }, make("table", {}, make("caption", {}, table.caption), head, make("tbody", {}, rows)), table.note && make("p", { class: "quiet" }, table.note));
}

function pictureOf(told, extra) {
  const parts = [];
  if (told.wide) {
    parts.push(make("div", { class: "sheet" }, make("div", { class: "wide" }, ownNames(drawing(told.wide))), make("div", { class: "narrow" }, ownNames(drawing(told.narrow)))), make("p", { class: "quiet" }, told.how));
    if (told.table) parts.push(make("details", {}, make("summary", {}, "The numbers"), dataTable(told.table)));
  } else if (told.table) parts.push(dataTable(told.table));
  if (told.quotes) parts.push(told.quotes.length ? make("ul", { class: "quotes" }, told.quotes.map((text) => make("li", {}, text))) : make("p", {}, "Nobody wrote anything."));
  if (told.words) parts.push(make("p", {}, told.words));
  if (told.groups) parts.push(dataTable(told.groups));
  if (told.remark) parts.push(make("p", { class: "quiet" }, told.remark));
  const caption = told.title ? `${told.title}` : told.caption || "";
  const twice = !told.wide && told.table?.caption === caption;
  return make("figure", { class: "picture" }, make("figcaption", {}, twice ? "" : caption, told.people !== undefined && make("small", {}, ` ${count(told.people, "person", "people")}${told.round > 1 ? `, round ${told.round}` : ""}`)), parts, extra);
}

// What a cell or an answer says, in the words it was offered with.
function inWords(field, value) {
  if (value === null || value === undefined) return "";
  if (typeof value === "number" && field?.levels.length) return `${value}, ${field.levels[value - 1]}`;
  const label = (id) => field?.choices.find((choice) => choice.id === id)?.label ?? id;
  if (Array.isArray(value)) return value.map(label).join(", ");
  if (typeof value === "object") return Object.entries(value).map(([id, amount]) => `${label(id)} ${amount}`).join(", ");
  return label(String(value));
}

// The spreads of a section are the reveals once more.
const twice = (block, room) => block.chart === "SpreadChart" && room.reveal.length > 0;

function parkedList(boards) {
  return boards.parked.length ? make("ul", { class: "parked" }, boards.parked.map((text) => make("li", {}, text))) : make("p", { class: "quiet" }, "Nothing is parked.");
}

function decisionLog({ decisions }) {
  if (!decisions?.rows.length) return make("p", { class: "quiet" }, "Nothing is decided yet.");
  const columns = decisions.columns.filter((column) => decisions.rows.some((row) => row.values[column.id] !== undefined && row.values[column.id] !== null));
  return dataTable({ caption: decisions.title, columns: columns.map((column) => column.label), rows: decisions.rows.map((row) => columns.map((column) => inWords(column.field, row.values[column.id]))) });
}

// Pages are told of every answer. What is still the same stays the same node, or a button that is
// pressed just then would be gone before it is let go, and an opened list would fold.
function redraw(place, ...children) {
  const fresh = add(place.cloneNode(false), children);
  grow(place, fresh);
}

function grow(old, fresh) {
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  after.forEach((node, at) => {
    if (!before[at]) old.append(node);
    else if (!sameKind(before[at], node)) before[at].replaceWith(node);
    else if (node.nodeType === Node.TEXT_NODE) { if (before[at].data !== node.data) before[at].data = node.data; } else if (!before[at].isEqualNode(node)) { takeAttributes(before[at], node); grow(before[at], node); }
  });
  before.slice(after.length).forEach((node) => node.remove());
}

// A key says what a button does: nodes with other keys are other buttons.
const sameKind = (one, other) => one.nodeName === other.nodeName && one.dataset?.key === other.dataset?.key;

function takeAttributes(old, fresh) {
  for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && name !== "open") old.removeAttribute(name);
  for (const { name, value } of fresh.attributes) if (name !== "style" && old.getAttribute(name) !== value) old.setAttribute(name, value);
  // The page's policy lets no style be written as an attribute; what a meter shows is set as this.
  if (old.style && old.style.cssText !== fresh.style.cssText) old.style.cssText = fresh.style.cssText;
}

// One heading a page, found by screen readers when the page changes under them.
function announce(words) {
  let voice = document.getElementById("voice");
  if (!voice) {
    voice = make("p", { id: "voice", class: "vh", role: "status" });
    document.body.append(voice);
  }
  voice.textContent = words;
}

function clockFrom(began) {
  const seconds = Math.max(0, Math.floor((Date.now() - Date.parse(began)) / 1000));
  return seconds;
}

const minutesAndSeconds = (seconds) => `${Math.floor(Math.abs(seconds) / 60)}:${String(Math.floor(Math.abs(seconds) % 60)).padStart(2, "0")}`;

const modelWords = { own: "own account", contributor: "contributor", central: "central" };

function verdict(told) {
  const order = ["central", "contributor", "own"];
  const bar = make("div", { class: "shares", "aria-hidden": "true" }, order.map((model) => { const part = make("span", { class: model }, told.support[model] >= 8 ? String(told.support[model]) : ""); part.style.flexBasis = `${told.support[model] || 0}%`; return part; }));
  const support = order.map((model) => `${modelWords[model]} ${told.support[model] ?? 0}`).join(", ");
  return [make("p", {}, make("b", {}, told.model ? capital(modelWords[told.model]) : "Not decided"), `, ${told.label}`), Object.keys(told.support).length ? [bar, make("p", { class: "quiet" }, `Of 100 pairings: ${support}.`)] : null];
}
