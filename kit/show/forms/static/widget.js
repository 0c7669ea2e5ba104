// The host in JupyterLab and Voila: an anywidget whose model carries replies to the kernel and
// acknowledgements back. If the kernel is gone no acknowledgement comes, and the form says so.
const PATIENCE = 8000;

function render({ model, el }) {
  const told = model.get("told");
  const waiting = new Map();
  const host = {
    key: told.key,
    note: told.note,
    send(entries) {
      const ticket = randomId(12);
      return new Promise((resolve, reject) => {
        const late = setTimeout(() => { waiting.delete(ticket); reject(new Error("no answer from the kernel")); }, PATIENCE);
        waiting.set(ticket, (results) => { clearTimeout(late); waiting.delete(ticket); resolve(results); });
        model.send({ ticket, entries });
      });
    },
  };
  const heard = (message) => waiting.get(message.ticket)?.(message.results);
  model.on("msg:custom", heard);
  const root = make("div", { class: "kit" });
  root.addEventListener("keydown", (event) => event.stopPropagation());
  el.append(root);
  const session = new Session(host, told.replies);
  showForm(root, told.items, session, { heading: told.heading });
  return () => { model.off("msg:custom", heard); session.outbox.close(); };
}

export default { render };
