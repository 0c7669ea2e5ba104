// One control for each kind of answer. Each gives {node, read, write, focus}: `read` returns what
// was typed, never a repaired value; nothing is chosen beforehand.
const FEW = 7;

function control(field, label, changed, options = {}) {
  const kinds = {
    text: textControl, person: lineControl, link: lineControl, number: numberControl,
    date: dateControl, date_range: rangeControl, scale: scaleControl, choice: oneOfControl,
    choices: severalControl, points: amountsControl, ratings: amountsControl,
    ranking: rankingControl, reference: field.several ? severalControl : oneOfControl,
  };
  return kinds[field.kind](field, label, changed, options);
}

function described(attributes, options) {
  return { "aria-describedby": options.describedBy, ...attributes };
}

function textControl(field, label, changed, options) {
  if (field.longest <= 200 && !options.roomy) return lineControl(field, label, changed, options);
  const area = make("textarea", described({ "aria-label": label, rows: options.compact ? 1 : 3, oninput: typed }, options));
  const room = make("small", { "aria-live": "polite" });
  function typed() {
    const left = field.longest - area.value.length;
    room.textContent = left < 80 ? (left < 0 ? `${-left} characters too many` : `${left} characters left`) : "";
    changed();
  }
  return { node: make("div", {}, area, room), read: () => area.value, write: (value) => { area.value = value ?? ""; }, focus: () => area.focus(), parts: [area] };
}

function lineControl(field, label, changed, options) {
  const modes = { link: "url", number: "decimal" };
  const input = make("input", described({ type: "text", class: field.kind === "number" ? "" : "wide", inputmode: modes[field.kind], autocomplete: "off", "aria-label": label, size: field.kind === "number" ? 9 : null, oninput: changed }, options));
  return { node: input, read: () => input.value, write: (value) => { input.value = value ?? ""; }, focus: () => input.focus(), parts: [input] };
}

function numberControl(field, label, changed, options) {
  const line = lineControl(field, field.unit ? `${label}, in ${field.unit}` : label, changed, options);
  return { ...line, node: make("span", {}, line.node, field.unit && make("span", { class: "unit", "aria-hidden": "true" }, field.unit)) };
}

function dateControl(field, label, changed, options) {
  const input = make("input", described({ type: "date", "aria-label": label, onchange: changed }, options));
  // A date typed in part has no value in the browser; it is told apart from an empty one.
  const read = () => (input.validity.badInput ? "an unfinished date" : input.value);
  return { node: input, read, write: (value) => { input.value = value ?? ""; }, focus: () => input.focus(), parts: [input] };
}

function rangeControl(field, label, changed, options) {
  const first = dateControl(field, `${label}, first day`, changed, options);
  const last = dateControl(field, `${label}, last day`, changed, options);
  const read = () => (first.read() || last.read() ? { from: first.read(), to: last.read() } : null);
  const write = (value) => { first.write(value?.from); last.write(value?.to); };
  return { node: make("span", { class: "range" }, first.node, " to ", last.node), read, write, focus: first.focus, parts: [...first.parts, ...last.parts] };
}

// "Don't know" and "does not apply" stand in the same group: one Tab stop, arrows inside.
const UNSURE = [
  { id: "dont_know", label: "Don't know" },
  { id: "does_not_apply", label: "Does not apply" },
];

function radios(entries, label, changed, options, draw) {
  const name = newId("radio");
  const made = (entry) => ({ entry, input: make("input", described({ type: "radio", name, value: entry.id, onchange: changed }, options)) });
  const items = entries.map(made);
  const unsure = options.unsure ? UNSURE.map(made) : [];
  const chosen = (some) => some.find(({ input }) => input.checked)?.entry.id ?? null;
  const set = (some, value) => { for (const { input, entry } of some) input.checked = entry.id === String(value ?? ""); };
  const node = make("div", { role: "radiogroup", "aria-label": label }, draw(items), unsure.length ? make("div", { class: "unsure" }, unsure.map((item) => pick(item))) : null);
  const all = [...items, ...unsure];
  return {
    node,
    read: () => chosen(items),
    write: (value) => set(items, value),
    state: options.unsure ? () => chosen(unsure) : undefined,
    writeState: (state) => set(unsure, state),
    focus: () => (all.find(({ input }) => input.checked) || all[0])?.input.focus(),
    parts: all.map(({ input }) => input),
  };
}

function pick({ input, entry }, level) {
  const words = make("span", {}, entry.label, entry.help && make("small", {}, entry.help));
  return make("label", { class: "pick moves" }, input, level && make("span", { class: "level" }, level), words);
}

function scaleControl(field, label, changed, options) {
  const entries = field.levels.map((words, place) => ({ id: String(place + 1), label: words }));
  const numbered = (value) => (value === null || value === "" ? null : Number(value));
  if (options.compact) {
    const menu = menuControl(entries.map((entry) => ({ ...entry, label: `${entry.id}: ${entry.label}` })), label, changed, options);
    return { ...menu, read: () => numbered(menu.read()) };
  }
  if (!options.many) {
    const list = radios(entries, label, changed, options, (items) => make("div", { class: "picks" }, items.map((item) => pick(item, item.entry.id))));
    return { ...list, read: () => numbered(list.read()) };
  }
  const chosen = make("p", { class: "chosen", "aria-live": "polite" });
  const row = radios(entries, label, tell, options, (items) => make("div", { class: "levels" }, items.map(({ input, entry }) => {
    input.setAttribute("aria-label", `${entry.id}: ${entry.label}`);
    return make("label", { class: "pick moves", title: entry.label }, input, make("span", { "aria-hidden": "true" }, entry.id));
  })));
  row.node.firstChild.style.setProperty("--levels", entries.length);
  function tell() { show(); changed(); }
  function show() { const value = row.read(); chosen.textContent = value ? field.levels[Number(value) - 1] : ""; }
  row.node.insertBefore(chosen, row.node.querySelector(".unsure"));
  return { ...row, read: () => numbered(row.read()), write: (value) => { row.write(value); show(); } };
}

function menuControl(entries, label, changed, options) {
  const menu = make("select", described({ "aria-label": label, onchange: changed }, options), make("option", { value: "" }, options.compact ? "" : "Choose …"), entries.map((entry) => make("option", { value: entry.id }, entry.label)));
  const lost = make("option", { hidden: true });
  return {
    node: menu,
    read: () => menu.value || null,
    write: (value) => {
      menu.value = value ?? "";
      if (value && menu.value !== value) { lost.value = lost.textContent = value; menu.append(lost); menu.value = value; }
    },
    focus: () => menu.focus(),
    parts: [menu],
  };
}

function oneOfControl(field, label, changed, options) {
  if (!field.choices.length) return nothingYet(field);
  if (options.compact || field.choices.length > FEW) return menuControl(field.choices, label, changed, options);
  return radios(field.choices, label, changed, options, (items) => make("div", { class: "picks" }, items.map((item) => pick(item))));
}

function nothingYet() {
  const node = make("p", { class: "quiet" }, "There is nothing to choose from yet: the table it refers to is still empty.");
  return { node, read: () => null, write: () => {}, focus: () => {}, parts: [] };
}

function severalControl(field, label, changed, options) {
  if (!field.choices.length) return nothingYet(field);
  const summary = make("summary", {});
  const boxes = field.choices.map((entry) => make("input", described({ type: "checkbox", value: entry.id, onchange: () => { show(); changed(); } }, options)));
  const list = make("div", { class: field.choices.length > FEW && !options.compact ? "picks two" : "picks", role: "group", "aria-label": label }, boxes.map((input, place) => pick({ input, entry: field.choices[place] })));
  const read = () => boxes.filter((box) => box.checked).map((box) => box.value);
  function show() {
    const names = field.choices.filter((entry) => read().includes(entry.id)).map((entry) => entry.label);
    replaceAll(summary, make("span", { class: "vh" }, `${label}: `), names.join(", ") || "Choose …");
  }
  show();
  const write = (value) => { for (const box of boxes) box.checked = (value ?? []).includes(box.value); show(); };
  const node = options.compact ? make("details", {}, summary, list) : list;
  const focus = () => { if (options.compact) node.open = true; boxes[0].focus(); };
  return { node, read, write, focus, parts: boxes };
}

function amountsControl(field, label, changed, options) {
  if (!field.choices.length) return nothingYet(field);
  const sum = make("p", { class: "sum", "aria-live": "polite" });
  const inputs = field.choices.map((entry) => make("input", described({ type: "text", inputmode: "decimal", autocomplete: "off", "aria-label": `${entry.label}: ${label}`, oninput: () => { show(); changed(); } }, options)));
  const amount = (input) => Number(input.value.trim().replace(",", ".") || 0);
  function show() {
    if (field.kind !== "points") return;
    const left = Math.round((100 - inputs.reduce((total, input) => total + amount(input), 0)) * 100) / 100;
    if (inputs.every((input) => !input.value.trim())) sum.textContent = "100 points to share out";
    else if (Number.isNaN(left)) sum.textContent = "";
    else sum.textContent = left === 0 ? "All 100 points are shared out" : left > 0 ? `${left} points left` : `${-left} points too many`;
  }
  const read = () => {
    const filled = inputs.map((input, place) => [field.choices[place].id, input.value]).filter(([, value]) => value.trim());
    return filled.length ? Object.fromEntries(filled) : null;
  };
  const write = (value) => { inputs.forEach((input, place) => { input.value = value?.[field.choices[place].id] ?? ""; }); show(); };
  show();
  const lines = inputs.map((input, place) => make("label", {}, input, make("span", {}, field.choices[place].label, field.choices[place].help && make("small", {}, ` ${field.choices[place].help}`))));
  return { node: make("div", { class: "amounts", role: "group", "aria-label": label }, lines, sum), read, write, focus: () => inputs[0].focus(), parts: inputs };
}

function rankingControl(field, label, changed) {
  if (!field.choices.length) return nothingYet(field);
  let order = [];
  const ranked = make("ol", { class: "ranked", "aria-label": `${label}: your order` });
  const pool = make("div", { class: "unsure", role: "group", "aria-label": `${label}: still to be placed` });
  const told = make("p", { class: "vh", "aria-live": "polite" });
  const name = (id) => field.choices.find((entry) => entry.id === id)?.label ?? id;
  function move(id, place, wanted) {
    order = order.filter((other) => other !== id);
    if (place !== null) order.splice(Math.max(0, Math.min(place, order.length)), 0, id);
    show();
    // Whoever places one after the other stays among those still to be placed.
    const buttons = Array.from(ranked.querySelectorAll(`[data-id="${CSS.escape(id)}"] button:enabled`));
    const following = wanted === "place" && pool.querySelector("button");
    (following || buttons.find((button) => button.dataset.does === wanted) || buttons[0] || pool.querySelector("button"))?.focus();
    told.textContent = place === null ? `${name(id)} taken out` : `${name(id)} is now ${order.indexOf(id) + 1} of ${field.choices.length}`;
    changed();
  }
  function line(id, place) {
    const button = (does, sign, words, to, disabled) => make("button", { type: "button", "data-does": does, "aria-label": `${words} ${name(id)}`, disabled, onclick: () => move(id, to, does) }, sign);
    return make("li", { "data-id": id }, make("b", {}, `${place + 1}.`), make("span", {}, name(id)), button("up", "↑", "Move up", place - 1, place === 0), button("down", "↓", "Move down", place + 1, place === order.length - 1), button("out", "×", "Take out", null, false));
  }
  function show() {
    replaceAll(ranked, order.map(line));
    const rest = field.choices.filter((entry) => !order.includes(entry.id));
    replaceAll(pool, rest.length ? make("p", { class: "quiet" }, order.length ? "Next:" : "Choose the most important first:") : "", rest.map((entry) => make("button", { type: "button", onclick: () => move(entry.id, order.length, "place") }, entry.label)));
  }
  show();
  return { node: make("div", {}, ranked, pool, told), read: () => (order.length ? order : null), write: (value) => { order = (value ?? []).filter((id) => field.choices.some((entry) => entry.id === id)); show(); }, focus: () => node0(pool, ranked)?.focus(), parts: [] };
}

const node0 = (...places) => places.map((place) => place.querySelector("button")).find(Boolean);
