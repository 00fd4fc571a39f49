// The page's editor: CodeMirror behind a few plain functions. Positions are UTF-16 units.
//
// It is mounted in an open shadow root, because CodeMirror puts a style element beside itself, which the
// content security policy (`style-src 'self'`) forbids in the document but not as a constructed sheet there.
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { bracketMatching, indentOnInput, indentUnit } from "@codemirror/language";
import { pythonLanguage } from "@codemirror/lang-python";
import { highlightSelectionMatches, search, searchKeymap } from "@codemirror/search";
import { ChangeSet, EditorState, type StateEffect } from "@codemirror/state";
import {
  EditorView, drawSelection, dropCursor, highlightActiveLine, highlightActiveLineGutter, highlightSpecialChars, keymap,
  lineNumbers,
} from "@codemirror/view";
import { findingAt, findings, setMarks, setSteps, type Mark, type Step } from "./marks";
import { theme } from "./theme";

/** A replacement in the text before the first edit of its batch. */
interface Edit {
  from: number;
  to: number;
  insert: string;
}

/** What the page is told. */
interface Listener {
  /** The text of `path` changed; told once a person pauses, or at least every half second. */
  edited(path: string, edits: Edit[]): void;
  /** The text of `path` became empty, or stopped being it; told at once. */
  emptied(path: string, empty: boolean): void;
  /** A person moved to, or clicked, this finding in the code. */
  chosen(key: string): void;
}

/** Quiet time after which edits are told, and the longest that they wait. */
const PAUSE = 150;
const PATIENCE = 500;

class Editor {
  private readonly view: EditorView;
  private readonly states = new Map<string, EditorState>();
  private readonly scrolls = new Map<string, StateEffect<unknown>>();
  private readonly pending = new Map<string, ChangeSet>();
  private current: string | undefined;
  private timer: number | undefined;
  private waitingSince = 0;

  constructor(host: HTMLElement, private readonly listener: Listener) {
    const root = host.shadowRoot ?? host.attachShadow({ mode: "open", delegatesFocus: true });
    const frame = document.createElement("div");
    frame.part.add("editor");
    root.append(frame);
    this.view = new EditorView({ parent: frame, root, state: this.create("", "") });
  }

  private create(path: string, text: string): EditorState {
    return EditorState.create({
      doc: text,
      extensions: [
        findings((key) => this.listener.chosen(key)),
        lineNumbers(),
        highlightActiveLineGutter(),
        highlightSpecialChars(),
        history(),
        drawSelection(),
        dropCursor(),
        indentOnInput(),
        indentUnit.of("    "),
        bracketMatching(),
        highlightActiveLine(),
        highlightSelectionMatches(),
        search({ top: false }),
        pythonLanguage,
        theme,
        keymap.of([...defaultKeymap, ...searchKeymap, ...historyKeymap, indentWithTab]),
        EditorView.contentAttributes.of({
          "aria-label": `Code of ${path}. Press Escape, then Tab, to leave the editor.`,
          tabindex: "0",
          spellcheck: "false",
          autocapitalize: "off",
        }),
        // The page opens dropped files as tabs; pasted into the text they would be lost in it.
        EditorView.domEventHandlers({ drop: (event) => (event.dataTransfer?.files.length ?? 0) > 0 }),
        EditorView.updateListener.of((update) => {
          if (update.docChanged) {
            this.remember(path, update.changes);
            const empty = update.state.doc.length === 0;
            if (empty !== (update.startState.doc.length === 0)) this.listener.emptied(path, empty);
          } else if (update.selectionSet && update.transactions.some((transaction) => transaction.isUserEvent("select"))) {
            const key = findingAt(update.state, update.state.selection.main.head);
            if (key !== undefined) this.listener.chosen(key);
          }
        }),
      ],
    });
  }

  private remember(path: string, changes: ChangeSet) {
    const before = this.pending.get(path);
    this.pending.set(path, before ? before.compose(changes) : changes);
    const now = performance.now();
    if (this.timer === undefined) this.waitingSince = now;
    else clearTimeout(this.timer);
    this.timer = window.setTimeout(() => this.flush(), Math.max(0, Math.min(PAUSE, this.waitingSince + PATIENCE - now)));
  }

  /** Tells the edits that wait. */
  flush() {
    clearTimeout(this.timer);
    this.timer = undefined;
    for (const [path, changes] of this.pending) {
      const edits: Edit[] = [];
      changes.iterChanges((from, to, _start, _end, inserted) => edits.push({ from, to, insert: inserted.toString() }));
      this.listener.edited(path, edits);
    }
    this.pending.clear();
  }

  private state(path: string): EditorState | undefined {
    return path === this.current ? this.view.state : this.states.get(path);
  }

  private update(path: string, effect: StateEffect<unknown>) {
    if (path === this.current) this.view.dispatch({ effects: effect });
    else {
      const state = this.states.get(path);
      if (state) this.states.set(path, state.update({ effects: effect }).state);
    }
  }

  /** Adds a file; its line breaks become `\n`. */
  open(path: string, text: string) {
    this.states.set(path, this.create(path, text));
  }

  /** Puts another text in place of the shown file's, as one step that can be undone. */
  replace(text: string) {
    this.view.dispatch({
      changes: { from: 0, to: this.view.state.doc.length, insert: text },
      selection: { anchor: 0 },
      annotations: isolateHistory.of("full"),
    });
  }

  /** Changes places of the shown file, as one step that can be undone. */
  change(edits: Edit[]) {
    // What was typed a moment before is a step of its own.
    this.view.dispatch({ changes: edits, scrollIntoView: false, annotations: isolateHistory.of("full") });
  }

  /** Shows a file that is open. */
  show(path: string) {
    const state = this.states.get(path);
    if (!state || path === this.current) return;
    if (this.current !== undefined) {
      this.states.set(this.current, this.view.state);
      this.scrolls.set(this.current, this.view.scrollSnapshot());
    }
    this.current = path;
    this.view.setState(state);
    const scroll = this.scrolls.get(path);
    if (scroll) this.view.dispatch({ effects: scroll });
  }

  /** Forgets a file; another one must be shown next. */
  close(path: string) {
    this.pending.delete(path);
    this.states.delete(path);
    this.scrolls.delete(path);
    if (path === this.current) this.current = undefined;
  }

  /** The text of a file, edits that were not told yet included; they will not be told any more. */
  text(path: string): string {
    this.pending.delete(path);
    return this.state(path)?.doc.toString() ?? "";
  }

  /** Draws the findings of a file. */
  mark(path: string, marks: Mark[]) {
    this.update(path, setMarks.of(marks));
  }

  /** Draws the steps of the selected finding's trace in a file. */
  trace(path: string, steps: Step[]) {
    this.update(path, setSteps.of(steps));
  }

  /** Shows a place of the file that is shown, with the caret at its start. */
  reveal(from: number, focus: boolean) {
    const anchor = Math.min(from, this.view.state.doc.length);
    this.view.dispatch({ selection: { anchor }, effects: EditorView.scrollIntoView(anchor, { y: "center" }) });
    if (focus) this.view.focus();
  }

  /** Gives the editor the keyboard. */
  focus() {
    this.view.focus();
  }
}

declare global {
  // eslint-disable-next-line no-var
  var pyvigilEditor: { mount(host: HTMLElement, listener: Listener): Editor };
}

globalThis.pyvigilEditor = {
  /** Puts an editor into `host`; what happens in it is told to `listener`. */
  mount: (host, listener) => new Editor(host, listener),
};
