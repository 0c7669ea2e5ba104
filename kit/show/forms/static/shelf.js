// What this browser keeps, each place under a key of its own: two tabs, or a store that comes late
// after a reload, cannot overwrite what they did not know of.
class Shelf {
  constructor(name) { this.stem = `${name}|`; }

  all() {
    const found = {};
    try {
      for (const key of Object.keys(localStorage)) {
        const place = this.place(key);
        const kept = place === null ? null : this.get(place);
        if (kept) found[place] = kept;
      }
    } catch { /* a browser that keeps nothing has nothing */ }
    return found;
  }

  get(place) {
    try { return JSON.parse(localStorage.getItem(this.stem + place)); } catch { return null; }
  }

  put(place, thing) {
    try { localStorage.setItem(this.stem + place, JSON.stringify(thing)); return true; } catch { return false; }
  }

  drop(place) {
    try { localStorage.removeItem(this.stem + place); } catch { /* as above */ }
  }

  clear() { for (const place of Object.keys(this.all())) this.drop(place); }

  place(key) { return key?.startsWith(this.stem) ? key.slice(this.stem.length) : null; }

  // Tells of what changes elsewhere; returns how to stop.
  watch(told) {
    const heard = (event) => {
      const place = this.place(event.key);
      if (place !== null) told(place, this.get(place));
    };
    window.addEventListener("storage", heard);
    return () => window.removeEventListener("storage", heard);
  }
}
