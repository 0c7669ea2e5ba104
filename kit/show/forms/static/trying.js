// The slider in a notebook: what would be advised if everybody had given one answer.
const SLOW = 8000;

function render({ model, el }) {
  const told = model.get("told");
  const root = make("div", { class: "kit" });
  // JupyterLab takes single keys for commands (d d deletes a cell): none may reach it.
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  if (told.nothing) { replaceAll(root, make("p", { class: "quiet" }, told.nothing)); return undefined; }
  const waiting = new Map();
  const heard = (message) => waiting.get(message.ticket)?.(message.results[0]);
  model.on("msg:custom", heard);
  const first = told.items[0];
  const questions = Object.entries(told.questions).map(([id, one]) => ({ id, label: one.label }));
  const department = menuControl(told.subjects, "Department", begin, {});
  const question = menuControl(questions, "What everybody is asked", begin, {});
  const slider = make("input", { type: "range", min: 0, step: 1, oninput: slide });
  const words = make("output", {});
  const text = make("p", { class: "why" });
  const people = make("p", { class: "quiet" });
  const result = make("div", { role: "status" });
  let busy = false;
  let wanted = null;

  const labelled = (words, one) => make("label", {}, make("span", { class: "label" }, words), one.node);
  replaceAll(root, make("div", { class: "whatif" }, make("div", { class: "bar" }, labelled("Department", department), labelled("Asked", question)), text, make("div", { class: "slider" }, slider, words, people), result));
  department.write(first.subject);
  question.write(first.question);
  begin();

  function begin() {
    const [subject, asked] = [department.read(), question.read()];
    const ready = Boolean(subject && asked);
    slider.disabled = !ready;
    if (!ready) { replaceAll(result, "Choose both first."); return; }
    const name = told.subjects.find((one) => one.id === subject).label;
    text.textContent = told.questions[asked].text.replace("{department}", name);
    slider.max = told.questions[asked].levels.length;
    slider.value = 0;
    slider.setAttribute("aria-label", `What if everybody answered, for ${name}: ${told.questions[asked].label}`);
    slide();
  }
  // One question at a time, and the newest wins: the picture never falls behind the hand.
  async function slide() {
    const level = Number(slider.value) || null;
    const levels = told.questions[question.read()].levels;
    words.textContent = level ? `${level}: ${levels[level - 1]}` : "As it was answered";
    slider.setAttribute("aria-valuetext", words.textContent);
    wanted = { subject: department.read(), question: question.read(), level };
    if (busy) return;
    busy = true;
    while (wanted) {
      const now = wanted;
      wanted = null;
      try { show(await asked(now)); } catch (error) { replaceAll(result, make("p", { class: "said" }, error.message)); }
    }
    busy = false;
  }
  function show(found) {
    if (found.message) { replaceAll(result, make("p", { class: "said" }, found.message)); return; }
    people.textContent = found.people ? `As if all ${count(found.people, "person", "people")} who answered had said this.` : "Nobody has answered this: nothing can move.";
    replaceAll(result, verdict(found), found.map.wide ? pictureOf(found.map) : "");
  }
  function asked(entry) {
    const ticket = randomId(12);
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => { waiting.delete(ticket); reject(new Error("No answer from the notebook's kernel. Reload the page, or run this cell again.")); }, SLOW);
      waiting.set(ticket, (found) => { clearTimeout(late); waiting.delete(ticket); resolve(found); });
      model.send({ ticket, entries: [entry] });
    });
  }
  return () => model.off("msg:custom", heard);
}

export default { render };
