// What the page needs from JavaScript, as one global with plain functions.
globalThis.pyvigilEditor = {
  /** Puts an editor into `host` (an Element) holding `text`; returns a function that reads its text. */
  mount(host, text) {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("aria-label", "Python code");
    host.append(area);
    return () => area.value;
  },
};
