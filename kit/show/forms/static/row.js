// One row of a register as plain fields, for whoever fills in their own line only.
function rowCard(item, session) {
  const { outbox } = session;
  const { row } = item;
  const place = `row|${item.id}|${row.id}`;
  const said = make("p", { class: "said", role: "alert", id: newId("said") });
  let version = row.version;
  const waiting = outbox.at(place);
  const whole = (cells) => ({ ...Object.fromEntries(item.columns.map((column) => [column.id, null])), ...cells });
  const start = waiting ? whole(waiting.entry.cells) : session.rows?.[place] || row.values;
  const fields = item.columns.map((column) => {
    const one = control(column.field, column.label, () => changed(column), { describedBy: said.id });
    one.write(start[column.id] ?? null);
    return { column, one, node: make("fieldset", { class: "subject" }, make("legend", {}, column.label, column.required && make("small", {}, " (needed)")), column.help && make("p", { class: "why quiet" }, column.help), one.node) };
  });
  const node = make("section", { class: "card", "aria-label": item.title }, make("h2", { class: "ask" }, item.title), make("p", { class: "why" }, item.purpose), fields.map((field) => field.node), said);
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) settle(); });

  const read = () => Object.fromEntries(fields.map(({ column, one }) => [column.id, one.read()]).filter(([, value]) => !isEmpty(value)));
  const lacking = () => fields.filter(({ column, one }) => column.required && isEmpty(one.read())).map(({ column }) => column.label);
  const fixed = () => Object.fromEntries(Object.entries(row.values).filter(([name]) => !item.columns.some((column) => column.id === name)));
  function changed(column) {
    mark("");
    const cells = read();
    session.rows = { ...session.rows, [place]: whole(cells) };
    outbox.put(place, { kind: "row", register: item.id, id: row.id, cells: { ...fixed(), ...cells }, columns: item.columns.map((one) => one.id), version, deleted: false }, { hold: lacking().length > 0, delay: TYPED.has(column.field.kind) ? PAUSE : 0 });
    session.changed();
  }
  function settle() {
    if (!outbox.at(place)) return;
    const missing = lacking();
    if (!Object.keys(read()).length && !version) { outbox.drop(place); mark(""); } else if (missing.length) mark(`Kept here and not saved yet: fill in ${missing.join(" and ")}.`);
    else outbox.release(place);
  }
  function mark(message) { said.textContent = message; }
  outbox.listeners.add({
    settled: (which, sent, result) => {
      if (which !== place) return;
      mark(result.ok ? "" : result.message);
      if (result.ok) version = row.version = result.version || version;
    },
  });
  if (waiting?.refused) mark(waiting.refused);
  return { node, name: item.title.toLowerCase(), title: item.title, places: () => [place], missing: () => 0, focus: () => fields[0].one.focus(), refresh: () => {} };
}
