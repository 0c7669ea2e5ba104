// One person, one department, no facilitator: pages in order, the result at the end.
const page = document.getElementById("page");
const alone = { told: null, session: null, at: 0 };

async function enter() {
  const key = location.hash.slice(1);
  if (key) history.replaceState(null, "", "/");
  try {
    if (key) await ask("/enter", { key });
    alone.told = await ask("/told");
  } catch (error) {
    replaceAll(page, make("h1", {}, "Your assessment"), make("p", { class: "said", role: "alert" }, error.message), make("p", {}, "You can go on with your resume code."), codeForm());
    return;
  }
  alone.session?.outbox.close();
  alone.session = new Session(serverHost(`alone:${alone.told.id}`), alone.told.replies);
  alone.at = alone.told.settings.department ? firstOpen() : 0;
  show();
}

function firstOpen() {
  const open = alone.told.parts.findIndex((part) => part.items.some((item) => item.type === "question" && item.subjects.some((subject) => !alone.session.replies[placeOf(item, subject.id)])));
  return open < 0 ? alone.told.parts.length - 1 : open;
}

function progress() {
  return make("ol", { class: "progress", "aria-label": "Pages" }, alone.told.parts.map((part, at) => make("li", {}, make("button", { type: "button", "aria-current": at === alone.at ? "step" : null, disabled: !alone.told.settings.department && at > 0, onclick: () => go(at) }, part.title))));
}

function go(at, place = "") {
  alone.at = Math.max(0, Math.min(alone.told.parts.length - 1, at));
  show(true, place);
}

async function show(moved = false, place = "") {
  const part = alone.told.parts[alone.at];
  document.title = `${part.title}: assessment`;
  const heading = make("h1", { tabindex: -1 }, part.title);
  const body = make("div", {});
  const result = make("div", {});
  const before = make("button", { type: "button", disabled: alone.at === 0, onclick: () => go(alone.at - 1) }, "Back");
  const last = alone.at === alone.told.parts.length - 1;
  const next = make("button", { type: "button", class: "main", onclick: () => (last ? done() : go(alone.at + 1)) }, last ? "Done" : "Next page");
  replaceAll(page, make("header", { class: "who" }, make("b", {}, "Your assessment"), make("span", {}, `${alone.told.assessment.title}, about ${part.minutes} min for this page`), codeBox()), progress(), heading, part.result ? result : null, body, make("nav", { class: "bar", "aria-label": "Pages" }, before, next));
  if (moved) { heading.focus(); window.scrollTo(0, 0); }
  if (part.result) showResult(result);
  if (part.settings.length) settings(part, body, next, place);
  else items(part, body, place);
}

function items(part, body, place) {
  if (!part.items.length) { replaceAll(body); return; }
  alone.form?.close();
  const last = alone.at === alone.told.parts.length - 1;
  const finish = last ? { label: "Done", go: done } : { label: "Next page", go: () => go(alone.at + 1) };
  alone.form = showForm(body, part.items, alone.session, { elsewhere, finish, before: alone.at ? () => go(alone.at - 1) : null });
  if (place) alone.form.goTo(place);
}

// On which page a place is, for what is not saved there.
function elsewhere(place) {
  const places = (item) => (item.type === "row" ? [`row|${item.id}|${item.row.id}`] : item.subjects.map((subject) => placeOf(item, subject.id)));
  const at = alone.told.parts.findIndex((part) => part.items.some((item) => places(item).includes(place)));
  return at < 0 ? null : { name: `the page ${alone.told.parts[at].title}`, go: () => go(at, place) };
}

function codeForm() {
  const code = make("input", { type: "text", "aria-label": "Resume code", autocomplete: "off" });
  const said = make("p", { class: "said", role: "alert" });
  async function goOn(event) {
    event.preventDefault();
    try { await ask("/code", { code: code.value }); await enter(); } catch (refused) { said.textContent = refused.message; }
  }
  return make("form", { class: "join", onsubmit: goOn }, code, said, make("button", {}, "Go on with a code"));
}

// Two people, one file: each has a seat of their own, and comes back to it with a code.
function somebodyElse() {
  const place = make("div", {});
  const begin = make("button", { type: "button", onclick: leave }, "Somebody else answers now");
  async function leave() {
    await alone.session.outbox.send();
    try {
      const { code } = await ask("/code", {});
      const sure = make("button", { type: "button", onclick: another }, "Begin anew for them");
      replaceAll(place, make("p", { role: "status" }, `You come back to your own answers with this code: ${code}. Write it down first.`), sure);
      sure.focus();
    } catch (error) { replaceAll(place, make("p", { role: "alert" }, error.message)); }
  }
  async function another() {
    try { await ask("/another", {}); await enter(); } catch (error) { replaceAll(place, make("p", { role: "alert" }, error.message)); }
  }
  place.append(begin);
  return place;
}

function codeBox() {
  const said = make("p", { role: "status" });
  return make("details", {}, make("summary", {}, "Go on later"), make("div", {}, make("p", {}, `Everything is saved in ${alone.told.file}. The same command goes on with it; a code does so in another browser.`), make("button", { type: "button", onclick: async () => { try { said.textContent = `Your resume code: ${(await ask("/code", {})).code}`; } catch (error) { said.textContent = error.message; } } }, "Resume code"), said, codeForm(), somebodyElse()));
}

// Name and department come first: everything else is asked about that department.
function settings(part, body, next, place) {
  const told = alone.told.settings;
  const wants = (name) => part.settings.includes(name);
  const organisation = make("input", { id: "organisation", type: "text", class: "wide", maxlength: 200, value: told.organisation });
  const name = make("input", { id: "name", type: "text", class: "wide", maxlength: 100, value: told.name });
  const department = make("input", { id: "department", type: "text", class: "wide", maxlength: 120, list: "known", autocomplete: "off", value: told.departments.find((one) => one.id === told.department)?.label || "" });
  const known = make("datalist", { id: "known" }, told.departments.map((one) => make("option", { value: one.label })));
  const said = make("p", { class: "said", role: "alert" });
  const rest = make("div", {});
  const keep = make("button", { class: told.department ? "" : "main" }, "Save");
  replaceAll(body, make("form", { class: "join", onsubmit: save },
    wants("organisation") && [make("label", { for: "organisation" }, "Your organisation"), organisation],
    wants("name") && [make("label", { for: "name" }, "Your name or role"), name],
    make("label", { for: "department" }, "Your department"), department, known, make("small", {}, "Choose one of the list, or write your own."), said, keep), rest);
  next.disabled = !told.department;
  items(part, rest, place);
  async function save(event) {
    event.preventDefault();
    if (!department.value.trim()) { said.textContent = "Say which department you answer for."; department.focus(); return; }
    const chosen = told.departments.find((one) => one.label.toLowerCase() === department.value.trim().toLowerCase());
    try {
      alone.told = await ask("/settle", { organisation: organisation.value, name: name.value, department: chosen ? chosen.id : department.value });
      show();
      announce("Saved");
    } catch (error) { said.textContent = error.message; }
  }
}

async function showResult(place) {
  replaceAll(place, make("p", { class: "quiet", role: "status" }, "Working it out …"));
  await alone.session.outbox.send();
  let told;
  try { told = await ask("/result"); } catch (error) { replaceAll(place, make("p", { role: "alert" }, error.message)); return; }
  const line = (term, words) => (words && (words instanceof Node || words.length) ? make("div", {}, make("dt", {}, term), make("dd", {}, words)) : null);
  const list = (some) => (some?.length ? make("ul", {}, some.map((one) => make("li", {}, one))) : "");
  replaceAll(place, make("section", { class: `verdict ${told.model || ""}`, "aria-label": "Your result" }, make("h2", {}, told.headline || "Not enough answers yet"),
    make("dl", {}, line("How certain", [told.certainty, told.note && make("p", { class: "quiet" }, told.note)]), line("Because", told.reasons?.length ? list(told.reasons) : told.because), line("What would change it", told.look_again_if), line("Still missing", list(told.missing)), line("Asks due", list(told.asks)), line("Answered", told.possible ? `${told.answered} of ${told.possible} questions about it` : ""))));
  announce(`Result: ${told.headline}`);
}

function done() {
  replaceAll(page, make("h1", { tabindex: -1 }, "Thank you"), make("p", {}, `Your answers are in the file ${alone.told.file}. Whoever leads the workshop adds them with: kit import WORKSHOP ${alone.told.file}`), make("p", {}, make("button", { type: "button", onclick: () => go(0) }, "Look at my answers again")));
  page.querySelector("h1").focus();
}

// The link of the next run, opened in the tab of this one, only changes the part after the #.
window.addEventListener("hashchange", () => { if (location.hash) location.reload(); });
enter();
