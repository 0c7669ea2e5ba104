// A register: a real table whose cells are the same controls; on phones each row is a card.
function grid(register, session) {
  const { outbox } = session;
  const body = make("tbody", {});
  const told = make("p", { class: "noted", role: "status" });
  let lines = [];
  let counted = 0;
  const table = make("table", { class: "grid" }, make("caption", {}, register.title),
    make("thead", {}, make("tr", {}, register.columns.map((column) => make("th", { scope: "col" }, column.label, column.required ? " (needed)" : "", column.field.unit && make("small", {}, ` ${column.field.unit}`))), make("th", { scope: "col" }, make("span", { class: "vh" }, "Take out")))),
    body);
  const addRow = make("button", { type: "button", onclick: () => append().focus() }, `Add to ${register.title.toLowerCase()}`);
  const node = make("div", { class: "card" }, make("h2", {}, register.title), make("p", { class: "why" }, register.purpose), columnHelp(register), make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `${register.title}, table` }, table), make("p", {}, addRow), told);

  function append(row = { id: `r${randomId(11)}`, values: {}, version: 0 }) {
    const one = gridLine(register, row, session, (counted += 1), () => remove(one));
    lines.push(one);
    body.append(one.node, one.below);
    return one;
  }
  function remove(one) {
    const back = make("button", { type: "button", class: "slight", onclick: undo }, "Bring it back");
    lines = lines.filter((other) => other !== one);
    one.node.remove();
    one.below.remove();
    one.takeOut();
    replaceAll(told, "Row taken out. ", back);
    addRow.focus();
    function undo() {
      lines.push(one);
      body.append(one.node, one.below);
      one.bringBack();
      replaceAll(told);
      one.focus();
    }
  }
  function load(rows) {
    for (const row of rows) {
      const known = lines.find((line) => line.id === row.id);
      if (known) known.offered(row);
      else if (!outbox.at(`row|${register.id}|${row.id}`)?.entry.deleted) append(row);
    }
    for (const line of [...lines]) {
      if (line.version && !rows.some((row) => row.id === line.id) && !line.waiting()) { line.node.remove(); line.below.remove(); lines = lines.filter((other) => other !== line); }
    }
  }
  for (const one of Object.values(outbox.waiting)) {
    const entry = one.entry;
    if (entry.kind === "row" && entry.register === register.id && !entry.deleted && !register.rows.some((row) => row.id === entry.id)) append({ id: entry.id, values: {}, version: 0 });
  }
  load(register.rows);
  return {
    node, load, id: register.id, name: register.title.toLowerCase(), title: register.title,
    places: () => lines.map((line) => line.place),
    missing: () => 0,
    focus: (place) => (lines.find((line) => line.place === place) || lines[0] || { focus: () => addRow.focus() }).focus(),
    refresh: () => {},
  };
}

function columnHelp(register) {
  const helped = register.columns.filter((column) => column.help);
  return helped.length ? make("details", { class: "examples" }, make("summary", {}, "What goes where"), make("dl", {}, helped.map((column) => [make("dt", {}, column.label), make("dd", {}, column.help)]))) : null;
}

function gridLine(register, row, session, number, remove) {
  const { outbox } = session;
  const place = `row|${register.id}|${row.id}`;
  const said = make("div", { class: "said", role: "alert", id: newId("said") });
  let version = row.version;
  const cells = register.columns.map((column) => {
    const one = control(column.field, `${column.label}, row ${number}`, () => changed(column), { compact: true, describedBy: said.id });
    return { column, one, cell: make(column === register.columns[0] ? "th" : "td", { "data-label": column.label, scope: column === register.columns[0] ? "row" : null }, one.node) };
  });
  const gone = make("button", { type: "button", class: "gone", "aria-label": `Take out row ${number} of ${register.title}`, onclick: remove }, "×");
  const node = make("tr", { class: "line" }, cells.map(({ cell }) => cell), make("td", { class: "bare" }, gone));
  const below = make("tr", { class: "rowsaid" }, make("td", { colspan: register.columns.length + 1, class: "bare" }, said));
  below.hidden = true;
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) settle(); });
  node.addEventListener("keydown", (event) => { if (event.key === "Enter" && event.target.tagName === "INPUT") { event.preventDefault(); node.nextSibling?.nextSibling?.querySelectorAll("input,select")[0]?.focus(); } });

  const read = () => Object.fromEntries(cells.map(({ column, one }) => [column.id, one.read()]).filter(([, value]) => !isEmpty(value)));
  function write(values) { for (const { column, one } of cells) one.write(values[column.id] ?? null); }
  const lacking = () => cells.filter(({ column, one }) => column.required && isEmpty(one.read())).map(({ column }) => column.label);
  function entry(deleted = false) { return { kind: "row", register: register.id, id: row.id, cells: read(), columns: register.columns.map((column) => column.id), version, deleted }; }
  function changed(column) {
    say("");
    outbox.put(place, entry(), { hold: lacking().length > 0, delay: TYPED.has(column.field.kind) ? PAUSE : 0 });
    session.changed();
  }
  // Leaving the row is the moment to say what it still needs; an empty new row asks for nothing.
  function settle() {
    if (!outbox.at(place)) return;
    const missing = lacking();
    if (!Object.keys(read()).length && !version) { outbox.drop(place); say(""); return; }
    if (missing.length) say(`This row is kept here and not saved yet: fill in ${missing.join(" and ")}.`);
    else outbox.release(place);
  }
  function say(message, ...more) {
    replaceAll(said, message, ...more);
    below.hidden = !message;
    for (const { one } of cells) for (const part of one.parts) part.toggleAttribute("aria-invalid", false);
  }
  function offered(theirs) {
    if (theirs.version <= version || outbox.at(place)) return;
    version = theirs.version;
    if (!node.contains(document.activeElement)) write(theirs.values);
  }
  outbox.listeners.add({
    found: (which, entry) => { if (which === place && !entry.deleted && !node.contains(document.activeElement)) write(entry.cells); },
    settled: (which, sent, result) => {
      if (which !== place) return;
      if (!result.ok) { say(result.message); return; }
      version = result.version || version;
      const theirs = result.theirs;
      if (theirs) say("Somebody else had changed this row; yours shows now. ", make("button", { type: "button", class: "slight", onclick: () => { write(theirs); say(""); outbox.put(place, entry()); } }, "Take theirs instead"));
      else say("");
    },
  });
  const waiting = outbox.at(place);
  write(waiting ? waiting.entry.cells : row.values);
  if (waiting?.refused) say(waiting.refused);
  return {
    node, below, place, id: row.id, offered,
    get version() { return version; },
    waiting: () => Boolean(outbox.at(place)),
    focus: () => cells[0].one.focus(),
    takeOut: () => { if (version) outbox.put(place, entry(true)); else outbox.drop(place); },
    bringBack: () => { if (Object.keys(read()).length) outbox.put(place, entry(), { hold: lacking().length > 0 }); },
  };
}
