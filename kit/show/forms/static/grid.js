// A register: a real table whose cells are the same controls; on phones each row is a card.
const MOST_UNDONE = 30;

function grid(register, session) {
  const { outbox } = session;
  const body = make("tbody", {});
  const told = make("p", { class: "noted", role: "status" });
  const undone = [];
  let lines = [];
  let counted = 0;
  const heads = register.columns.map((column) => head(column));
  const table = make("table", { class: "grid" }, make("caption", { class: "vh" }, register.title),
    make("thead", {}, make("tr", {}, heads, make("th", { scope: "col" }, make("span", { class: "vh" }, "Take out")))),
    body);
  const addRow = make("button", { type: "button", onclick: () => append().focus() }, `Add to ${register.title.toLowerCase()}`);
  const undo = make("button", { type: "button", class: "slight", hidden: true, onclick: takeBack });
  const node = make("div", { class: "card" }, make("h2", {}, register.title), make("p", { class: "why" }, register.purpose), columnHelp(register), make("div", { class: "scroll", tabindex: 0, role: "region", "aria-label": `${register.title}, table` }, table), make("p", { class: "bar" }, addRow, undo), told);
  body.addEventListener("paste", pasted);

  function head(column) {
    const arrow = make("span", { "aria-hidden": "true" });
    const button = make("button", { type: "button", class: "sort", onclick: () => sort(column) }, column.label, arrow);
    return make("th", { scope: "col", "data-column": column.id }, button, column.required ? " (needed)" : "", column.field.unit && make("small", {}, ` ${column.field.unit}`));
  }
  // Sorted when asked, never while somebody types: a row must not run away from its reader.
  function sort(column) {
    const place = heads.find((one) => one.dataset.column === column.id);
    const falling = place.getAttribute("aria-sort") === "ascending";
    for (const one of heads) { one.removeAttribute("aria-sort"); one.querySelector("span").textContent = ""; }
    place.setAttribute("aria-sort", falling ? "descending" : "ascending");
    place.querySelector("span").textContent = falling ? " ↓" : " ↑";
    const keyed = lines.map((line) => ({ line, key: sortKey(column.field, line.values()[column.id]) }));
    keyed.sort((one, other) => (falling && one.key !== null && other.key !== null ? -1 : 1) * inOrderOf(one.key, other.key));
    lines = keyed.map(({ line }) => line);
    for (const line of lines) body.append(line.node, line.below);
    replaceAll(told, `Sorted by ${column.label}, ${falling ? "descending" : "ascending"}.`);
  }
  // The last changes can be taken back one by one; the form's own typing has the browser's undo.
  function remember(words, back) {
    undone.push({ words, back });
    if (undone.length > MOST_UNDONE) undone.shift();
    showUndo();
  }
  function showUndo() {
    undo.hidden = !undone.length;
    undo.textContent = undone.length ? `Undo: ${undone.at(-1).words}` : "";
  }
  function takeBack() {
    const { words, back } = undone.pop();
    back();
    showUndo();
    replaceAll(told, `Undone: ${words}.`);
    if (undo.hidden) addRow.focus();
  }
  function append(row = { id: `r${randomId(11)}`, values: {}, version: 0 }) {
    const one = gridLine(register, row, session, (counted += 1), { remove: () => remove(one), remember });
    lines.push(one);
    body.append(one.node, one.below);
    return one;
  }
  function leave(one) {
    lines = lines.filter((other) => other !== one);
    one.node.remove();
    one.below.remove();
    one.takeOut();
  }
  function remove(one) {
    const next = one.below.nextSibling;
    leave(one);
    remember(`row ${one.number} taken out`, () => {
      lines.push(one);
      body.insertBefore(one.below, next?.parentNode === body ? next : null);
      body.insertBefore(one.node, one.below);
      one.bringBack();
    });
    replaceAll(told, "Row taken out.");
    undo.focus();
  }
  function pasted(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    const started = lines.findIndex((line) => line.node.contains(event.target));
    const column = started < 0 ? -1 : lines[started].columnOf(event.target);
    if (column < 0 || !isBlock(text, event.target)) return;
    event.preventDefault();
    const shown = lines.slice(started);
    const before = shown.map((line) => ({ line, values: line.values() }));
    const added = [];
    const lost = [];
    const block = cellsOf(text);
    block.forEach((cells, at) => {
      if (!shown[at]) { shown[at] = append(); added.push(shown[at]); }
      lost.push(...shown[at].take(column, cells));
    });
    const rows = count(block.length, "row", "rows");
    remember(`${rows} pasted`, () => {
      added.forEach(leave);
      before.slice(0, block.length).forEach(({ line, values }) => line.put(values));
    });
    replaceAll(told, `Pasted into ${rows}.`, lost.length ? make("span", { class: "said" }, ` Not taken, because the column offers nothing like it: ${lost.join("; ")}.`) : "");
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

function gridLine(register, row, session, number, { remove, remember }) {
  const { outbox } = session;
  const place = `row|${register.id}|${row.id}`;
  const said = make("div", { class: "said", role: "alert", id: newId("said") });
  let version = row.version;
  const cells = register.columns.map((column) => {
    const one = control(column.field, `${column.label}, row ${number}`, () => changed(column), { compact: true, describedBy: said.id });
    return { column, one, cell: make(column === register.columns[0] ? "th" : "td", { "data-label": column.label, scope: column === register.columns[0] ? "row" : null }, one.node) };
  });
  const gone = make("button", { type: "button", class: "gone", "aria-label": `Take out row ${number} of ${register.title}`, onclick: remove }, "×");
  const node = make("tr", { class: "line" }, cells.map(({ cell }) => cell), make("td", { class: "bare" }, register.listed?.includes(row.id) ? null : gone));
  const below = make("tr", { class: "rowsaid" }, make("td", { colspan: register.columns.length + 1, class: "bare" }, said));
  below.hidden = true;
  let entered = null;
  node.addEventListener("focusin", () => { entered ??= read(); });
  node.addEventListener("focusout", (event) => { if (!node.contains(event.relatedTarget)) { changes(); settle(); } });
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
  function changes() {
    const before = entered;
    entered = null;
    if (before && node.isConnected && JSON.stringify(before) !== JSON.stringify(read()) && (version || Object.keys(before).length)) remember(`changes in row ${number}`, () => put(before));
  }
  function put(values) {
    write(values);
    entered = null;
    say("");
    if (Object.keys(values).length || version) outbox.put(place, entry(), { hold: lacking().length > 0 });
    else outbox.drop(place);
    session.changed();
  }
  // Puts a pasted line in from a column on; returns what fitted nothing.
  function take(from, words) {
    const lost = words.slice(0, cells.length - from).flatMap((word, at) => {
      const { column, one } = cells[from + at];
      const found = valueOf(column.field, word);
      if (found.lost === undefined) one.write(found.value);
      return found.lost === undefined ? [] : [`${column.label}, row ${number}: ${found.lost}`];
    });
    lost.push(...words.slice(cells.length - from).filter((word) => word.trim()).map((word) => `right of the table, row ${number}: ${word}`));
    put(read());
    entered = null;
    settle();
    return lost;
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
    node, below, place, id: row.id, number, offered, put, take,
    values: read,
    columnOf: (target) => cells.findIndex(({ cell }) => cell.contains(target)),
    get version() { return version; },
    waiting: () => Boolean(outbox.at(place)),
    focus: () => cells[0].one.focus(),
    // What is on its way may be saved already: then it is taken out there too.
    takeOut: () => { if (version || (outbox.busy && outbox.at(place))) outbox.put(place, entry(true)); else outbox.drop(place); },
    bringBack: () => { if (Object.keys(read()).length) outbox.put(place, entry(), { hold: lacking().length > 0 }); },
  };
}
