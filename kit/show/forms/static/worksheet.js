// The worksheet that is mailed: answers stay in this browser until they are saved as a file.
const told = JSON.parse(document.getElementById("told").textContent);
const sheetKey = `worksheet:${told.organisation}:${told.participant}`;
const sheet = new Shelf("kit-worksheet:" + sheetKey);
// A browser that keeps nothing still lets the file be saved from this page.
const known = sheet.all();

const sheetHost = {
  key: sheetKey,
  note: "Kept in this browser. Save the file and send it back when you are done",
  async send(entries) {
    const kept = entries.map((entry) => {
      const place = placeOfEntry(entry);
      known[place] = { ...saying(entry), since: known[place]?.since ?? Date.now(), version: (entry.version || 0) + 1 };
      return sheet.put(place, known[place]);
    });
    if (kept.includes(false)) throw new Error("this browser keeps nothing");
    return entries.map((entry) => ({ answer_id: entry.answer_id, ok: true, version: known[placeOfEntry(entry)].version }));
  },
};

function placeOfEntry(entry) {
  return entry.kind === "answer" ? `${entry.question}|${entry.subject}|${entry.round}` : `row|${entry.register}|${entry.id}`;
}

function saying(entry) {
  if (entry.kind === "answer") return { state: entry.state, value: entry.value };
  return entry.deleted ? { deleted: true } : { cells: entry.cells };
}

const inOrder = () => Object.entries(known).sort(([, one], [, other]) => one.since - other.since);
const repliesOf = () => Object.fromEntries(inOrder().filter(([, one]) => one.state));

// The rows the file came with, as they were changed here, and below them those that were added.
function rowsOf(item) {
  const mine = new Map(inOrder().filter(([place]) => place.startsWith(`row|${item.id}|`)).map(([place, one]) => [place.split("|")[2], one]));
  const rows = new Map(item.rows.map((row) => [row.id, row]));
  for (const [id, one] of mine) {
    if (one.deleted) rows.delete(id);
    else rows.set(id, { id, values: one.cells, version: one.version });
  }
  return [...rows.values()];
}

function saved() {
  const words = { dont_know: "don't know", does_not_apply: "does not apply" };
  const answers = Object.entries(repliesOf()).filter(([, reply]) => reply.state !== "withdrawn").map(([place, reply]) => {
    const [question, subject, round] = place.split("|");
    return { participant: who.value.trim(), question, subject, round: Number(round), answer: words[reply.state] || reply.value };
  });
  const registers = {};
  for (const [place, one] of inOrder()) {
    const [kind, register, id] = place.split("|");
    if (kind === "row" && one.cells) (registers[register] = registers[register] || []).push({ id, ...one.cells });
  }
  return { schema: told.schema, organisation: { name: told.organisation }, registers, answers };
}

function download() {
  if (!who.value.trim()) { who.setAttribute("aria-invalid", "true"); needed.textContent = "Fill in the id on your invitation first: without it nobody knows whose answers these are."; who.focus(); return; }
  needed.textContent = "";
  const link = make("a", { download: `answers-${who.value.trim().replace(/[^a-z0-9]+/gi, "-")}.json` });
  link.href = URL.createObjectURL(new Blob([JSON.stringify(saved(), null, 1)], { type: "application/json" }));
  link.click();
}

const self = new Shelf("kit-worksheet-self:" + sheetKey);
const who = make("input", { type: "text", "aria-label": "Your id, as on your invitation", value: told.participant || self.get("id") || "", oninput: () => self.put("id", who.value) });
const needed = make("p", { class: "said", role: "alert" });
for (const item of told.items) {
  if (item.type !== "register") continue;
  // A returned file adds and changes; what the organisation listed, it cannot take out.
  item.listed = item.rows.map((row) => row.id);
  item.rows = rowsOf(item);
}
const sheetForm = make("div", {});
replaceAll(document.getElementById("page"), make("h1", {}, told.organisation), make("p", {}, "Your answers before or after the workshop. Nothing leaves this page until you save the file."), told.participant ? null : make("label", {}, "Your id, as on your invitation ", who), sheetForm, make("p", {}, make("button", { type: "button", class: "main", onclick: download }, "Save my answers")), needed);
const session = new Session(sheetHost, repliesOf());
const { parts } = showForm(sheetForm, told.items, session);
// Another tab of this worksheet, or a store that came late.
sheet.watch((place, kept) => {
  if (!kept) return;
  known[place] = kept;
  if (kept.state) session.replies[place] = { state: kept.state, value: kept.value };
  for (const part of parts) {
    if (part.places().includes(place)) part.refresh();
    const item = told.items.find((one) => one.type === "register" && one.id === part.id);
    if (item && place.startsWith(`row|${item.id}|`)) part.load(rowsOf(item));
  }
  session.changed();
});
