// A block of cells from a spreadsheet: read from what was copied, and put into the controls of a
// table. What a control cannot take as it stands is told, never guessed.
function cellsOf(text) {
  const rows = [[]];
  let cell = "";
  let quoted = false;
  const end = () => { rows.at(-1).push(cell); cell = ""; };
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at];
    if (quoted && letter === '"' && text[at + 1] === '"') { cell += '"'; at += 1; } else if (quoted && letter === '"') quoted = false;
    else if (quoted) cell += letter;
    else if (letter === '"' && cell === "") quoted = true;
    else if (letter === "\t") end();
    else if (letter === "\n") { end(); rows.push([]); } else if (letter !== "\r") cell += letter;
  }
  end();
  if (rows.length > 1 && rows.at(-1).length === 1 && rows.at(-1)[0] === "") rows.pop();
  return rows;
}

// Lines in a field for long text are text; a tab, or lines anywhere else, make a block.
const isBlock = (text, target) => text.includes("\t") || (/\n./.test(text) && target.tagName !== "TEXTAREA");

const folded = (words) => words.trim().toLowerCase().replace(/\s+/g, " ");

// Returns {value} or, where the words fit nothing that is offered, {lost}.
function valueOf(field, words) {
  const text = words.trim();
  if (!text) return { value: null };
  const named = (one) => field.choices.find((entry) => folded(entry.label) === folded(one) || entry.id === one.trim());
  if (field.kind === "choices" || (field.kind === "reference" && field.several)) {
    const whole = named(text);
    const found = whole ? [whole] : text.split(/[;,\n]/).filter((one) => one.trim()).map(named);
    return found.includes(undefined) ? { lost: text } : { value: found.map((entry) => entry.id) };
  }
  if (field.kind === "choice" || field.kind === "reference") return named(text) ? { value: named(text).id } : { lost: text };
  if (field.kind === "scale") {
    const level = field.levels.findIndex((level, place) => folded(level) === folded(text) || String(place + 1) === text) + 1;
    return level ? { value: level } : { lost: text };
  }
  if (field.kind === "date") return /^\d{4}-\d\d-\d\d$/.test(text) ? { value: text } : { lost: text };
  return ["points", "ratings", "ranking", "date_range"].includes(field.kind) ? { lost: text } : { value: words };
}

// By what a column is sorted: the words people see, numbers as numbers; empty cells come last.
function sortKey(field, value) {
  if (isEmpty(value)) return null;
  const label = (id) => field.choices.find((entry) => entry.id === id)?.label ?? String(id);
  if (field.kind === "number" || field.kind === "scale") {
    const number = Number(String(value).replace(",", "."));
    return Number.isNaN(number) ? String(value) : number;
  }
  return Array.isArray(value) ? value.map(label).join(", ") : label(typeof value === "object" ? JSON.stringify(value) : value);
}

function inOrderOf(one, other) {
  if (one === null || other === null) return (one === null) - (other === null);
  if (typeof one === "number" && typeof other === "number") return one - other;
  return String(one).localeCompare(String(other), undefined, { numeric: true });
}
