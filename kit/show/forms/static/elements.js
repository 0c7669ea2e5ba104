// Small tools every form uses. Text goes into text nodes only, so nothing anybody typed can run.
function make(tag, attributes, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes || {})) {
    if (value === false || value === null || value === undefined) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else if (name === "value") node.value = value;
    else if (name === "checked" || name === "disabled" || name === "hidden") node[name] = Boolean(value);
    else node.setAttribute(name, value === true ? "" : String(value));
  }
  add(node, children);
  return node;
}

function add(node, children) {
  for (const child of [children].flat(3)) {
    if (child === null || child === undefined || child === "" || child === false) continue;
    node.append(child);
  }
  return node;
}

function replaceAll(node, ...children) {
  node.replaceChildren();
  return add(node, children);
}

// crypto.randomUUID is missing on plain http pages of a local network; getRandomValues is not.
function randomId(length = 16) {
  const bytes = crypto.getRandomValues(new Uint8Array(length));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("").slice(0, length);
}

let lastId = 0;
const newId = (stem) => `kit-${stem}-${(lastId += 1)}`;

const isEmpty = (value) =>
  value === null || value === undefined || value === "" ||
  (typeof value === "object" && Object.keys(value).length === 0);

const count = (number, one, many) => `${number} ${number === 1 ? one : many}`;

// Drawings come from our own server as SVG; as XML they are read without running anything.
function drawing(markup) {
  const parsed = new DOMParser().parseFromString(markup, "image/svg+xml").documentElement;
  return parsed.nodeName === "svg" ? document.importNode(parsed, true) : null;
}

// Two drawings of one picture may share a page: each needs names of its own.
function ownNames(svg) {
  if (!svg) return svg;
  const stem = newId("svg");
  for (const node of svg.querySelectorAll("[id]")) {
    const old = node.id;
    node.id = `${stem}-${old}`;
    for (const user of svg.querySelectorAll(`[href="#${CSS.escape(old)}"]`)) {
      user.setAttribute("href", `#${node.id}`);
    }
  }
  return svg;
}

const SPEAKS = "Speaks for your department: shown with its name";
const NAMELESS = "Anonymous: shown for the whole room only, never with a name";
const BY_GROUP = "Anonymous: shown for the whole room and for large groups, never with a name";

function privacyMark(privacy, byGroup) {
  const words = privacy === "attributed" ? SPEAKS : byGroup ? BY_GROUP : NAMELESS;
  const shape = privacy === "attributed"
    ? '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><circle cx="8" cy="5" r="3" fill="currentColor"/><path d="M2 15a6 6 0 0 1 12 0z" fill="currentColor"/></svg>'
    : '<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><circle cx="8" cy="5" r="2.6" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2 1.6"/><path d="M2.7 14.5a5.3 5.3 0 0 1 10.6 0z" fill="none" stroke="currentColor" stroke-width="1.4" stroke-dasharray="2 1.6"/></svg>';
  const icon = drawing(shape);
  icon.setAttribute("aria-hidden", "true");
  return make("p", { class: "privacy" }, icon, words);
}
