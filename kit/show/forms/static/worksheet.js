// The worksheet that is mailed: answers stay in this browser until they are saved as a file.
const told = JSON.parse(document.getElementById("told").textContent);
const sheetKey = `worksheet:${told.organisation}:${told.participant}`;
const sheetStore = "kit-worksheet:" + sheetKey;

function restored() {
  try { return JSON.parse(localStorage.getItem(sheetStore)) || { replies: {}, rows: {} }; } catch { return { replies: {}, rows: {} }; }
}

const sheet = restored();
const sheetHost = {
  key: sheetKey,
  note: "Kept in this browser. Save the file and send it back when you are done",
  async send(entries) {
    for (const entry of entries) {
      if (entry.kind === "answer") sheet.replies[`${entry.question}|${entry.subject}|${entry.round}`] = { state: entry.state, value: entry.value };
      else if (entry.deleted) delete sheet.rows[`${entry.register}|${entry.id}`];
      else sheet.rows[`${entry.register}|${entry.id}`] = entry.cells;
    }
    localStorage.setItem(sheetStore, JSON.stringify(sheet));
    return entries.map((entry) => ({ answer_id: entry.answer_id, ok: true, version: 1 }));
  },
};

function saved() {
  const words = { dont_know: "don't know", does_not_apply: "does not apply" };
  const answers = Object.entries(sheet.replies).filter(([, reply]) => reply.state !== "withdrawn").map(([place, reply]) => {
    const [question, subject, round] = place.split("|");
    return { participant: who.value.trim(), question, subject, round: Number(round), answer: words[reply.state] || reply.value };
  });
  const registers = {};
  for (const [place, cells] of Object.entries(sheet.rows)) {
    const [register, id] = place.split("|");
    (registers[register] = registers[register] || []).push({ id, ...cells });
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

const who = make("input", { type: "text", "aria-label": "Your id, as on your invitation", value: told.participant });
const needed = make("p", { class: "said", role: "alert" });
for (const item of told.items) {
  if (item.type === "register") item.rows = [...item.rows, ...Object.entries(sheet.rows).filter(([place]) => place.startsWith(`${item.id}|`)).map(([place, cells]) => ({ id: place.split("|")[1], values: cells, version: 1 }))];
}
const sheetForm = make("div", {});
replaceAll(document.getElementById("page"), make("h1", {}, told.organisation), make("p", {}, "Your answers before or after the workshop. Nothing leaves this page until you save the file."), told.participant ? null : make("label", {}, "Your id, as on your invitation ", who), sheetForm, make("p", {}, make("button", { type: "button", class: "main", onclick: download }, "Save my answers")), needed);
showForm(sheetForm, told.items, new Session(sheetHost, sheet.replies));
