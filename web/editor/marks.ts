// Findings and traces in the code: underlines, gutter marks with the five shapes, numbered steps.
import { EditorState, RangeSet, StateEffect, StateField, type Range } from "@codemirror/state";
import { Decoration, EditorView, GutterMarker, WidgetType, gutter, hoverTooltip, type DecorationSet } from "@codemirror/view";

export type Severity = "critical" | "high" | "medium" | "low" | "informational";

/** A finding's place, in UTF-16 units. */
export interface Mark {
  key: string;
  from: number;
  to: number;
  severity: Severity;
  /** What a person reads: severity, title. */
  label: string;
}

/** A step of the selected finding's trace; several steps may stand at one place. */
export interface Step {
  number: number;
  from: number;
  to: number;
  note: string;
}

const order: Severity[] = ["critical", "high", "medium", "low", "informational"];

// The same drawings as in web/src/shape.rs, on a 16-unit grid.
const shapes: Record<Severity, string> = {
  critical: "M8 .8 15.2 8 8 15.2 .8 8z",
  high: "M8 1.6 15.2 14.4H.8z",
  medium: "M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6z",
  low: "M1.9 2.6h12.2L8 13.6zM5 4.4 8 9.9l3-5.5z",
  informational: "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6zM7.1 7h1.8v4.6H7.1zm0-2.6h1.8v1.7H7.1z",
};

function shape(severity: Severity): SVGElement {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", `cm-shape cm-shape-${severity}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(svg.namespaceURI, "path");
  path.setAttribute("d", shapes[severity]);
  path.setAttribute("fill-rule", "evenodd");
  svg.append(path);
  return svg as SVGElement;
}

class SeverityMarker extends GutterMarker {
  constructor(readonly severity: Severity, readonly label: string) {
    super();
  }
  override eq(other: SeverityMarker) {
    return other.severity === this.severity && other.label === this.label;
  }
  override toDOM() {
    const mark = document.createElement("span");
    mark.className = "cm-severity-mark";
    mark.title = this.label;
    mark.append(shape(this.severity));
    return mark;
  }
}

class StepBadge extends WidgetType {
  constructor(readonly numbers: number[]) {
    super();
  }
  override eq(other: StepBadge) {
    return other.numbers.join() === this.numbers.join();
  }
  toDOM() {
    const badge = document.createElement("span");
    badge.className = "cm-step-badge";
    badge.textContent = this.numbers.join(" ");
    badge.setAttribute("aria-label", `step ${this.numbers.join(" and ")}`);
    return badge;
  }
}

class StepNote extends WidgetType {
  constructor(readonly text: string) {
    super();
  }
  override eq(other: StepNote) {
    return other.text === this.text;
  }
  toDOM() {
    const note = document.createElement("span");
    note.className = "cm-step-note";
    note.textContent = this.text;
    return note;
  }
}

interface Drawn {
  marks: DecorationSet;
  gutter: RangeSet<SeverityMarker>;
  steps: DecorationSet;
}

export const setMarks = StateEffect.define<Mark[]>();
export const setSteps = StateEffect.define<Step[]>();

const nothing: Drawn = { marks: Decoration.none, gutter: RangeSet.empty, steps: Decoration.none };

/** Ranges of an older text must not reach past the end of this one. */
function inside(state: EditorState, place: { from: number; to: number }) {
  const to = Math.min(place.to, state.doc.length);
  return { from: Math.min(place.from, to), to };
}

function drawMarks(state: EditorState, marks: Mark[]): Pick<Drawn, "marks" | "gutter"> {
  const underlines: Range<Decoration>[] = [];
  const lines = new Map<number, Mark[]>();
  for (const mark of marks) {
    const { from, to } = inside(state, mark);
    const line = state.doc.lineAt(from);
    lines.set(line.from, [...(lines.get(line.from) ?? []), mark]);
    if (from < to) underlines.push(Decoration.mark({ class: `cm-finding cm-finding-${mark.severity}`, finding: mark }).range(from, to));
  }
  const markers = [...lines].map(([from, found]) => {
    found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
    return new SeverityMarker(found[0].severity, found.map((mark) => mark.label).join("\n")).range(from);
  });
  return { marks: Decoration.set(underlines, true), gutter: RangeSet.of(markers, true) };
}

function drawSteps(state: EditorState, steps: Step[]): DecorationSet {
  const ranges: Range<Decoration>[] = [];
  const places = new Map<number, number[]>();
  const notes = new Map<number, string[]>();
  for (const step of steps) {
    const { from, to } = inside(state, step);
    if (from < to) ranges.push(Decoration.mark({ class: "cm-step" }).range(from, to));
    places.set(from, [...(places.get(from) ?? []), step.number]);
    const end = state.doc.lineAt(from).to;
    notes.set(end, [...(notes.get(end) ?? []), `${step.number} ${step.note}`]);
  }
  for (const [from, numbers] of places) ranges.push(Decoration.widget({ widget: new StepBadge(numbers), side: -1 }).range(from));
  for (const [end, texts] of notes) ranges.push(Decoration.widget({ widget: new StepNote(texts.join("   ")), side: 1 }).range(end));
  return Decoration.set(ranges, true);
}

const drawn = StateField.define<Drawn>({
  create: () => nothing,
  update(value, transaction) {
    if (transaction.docChanged) {
      value = {
        marks: value.marks.map(transaction.changes),
        gutter: value.gutter.map(transaction.changes),
        steps: value.steps.map(transaction.changes),
      };
    }
    for (const effect of transaction.effects) {
      if (effect.is(setMarks)) value = { ...value, ...drawMarks(transaction.state, effect.value) };
      if (effect.is(setSteps)) value = { ...value, steps: drawSteps(transaction.state, effect.value) };
    }
    return value;
  },
  provide: (field) => [
    EditorView.decorations.from(field, (value) => value.marks),
    EditorView.decorations.from(field, (value) => value.steps),
  ],
});

/** The findings that touch `from..to`, the innermost first, then the worst. */
function findingsIn(state: EditorState, from: number, to: number): Mark[] {
  const found: { mark: Mark; length: number }[] = [];
  state.field(drawn).marks.between(from, to, (start, end, decoration) => {
    found.push({ mark: decoration.spec.finding as Mark, length: end - start });
  });
  found.sort((a, b) => a.length - b.length || order.indexOf(a.mark.severity) - order.indexOf(b.mark.severity));
  return found.map(({ mark }) => mark);
}

/** The finding that a caret at `position` means: the one around it, or the first of its line. */
export function findingAt(state: EditorState, position: number): string | undefined {
  const line = state.doc.lineAt(position);
  return (findingsIn(state, position, position)[0] ?? findingsIn(state, line.from, line.to)[0])?.key;
}

/** All that draws findings; `select` is told the key of a finding that is clicked in the gutter. */
export function findings(select: (key: string) => void) {
  return [
    drawn,
    gutter({
      class: "cm-severity-gutter",
      markers: (view) => view.state.field(drawn).gutter,
      initialSpacer: () => new SeverityMarker("medium", ""),
      domEventHandlers: {
        mousedown(view, line) {
          const found = findingsIn(view.state, line.from, line.to);
          found.sort((a, b) => order.indexOf(a.severity) - order.indexOf(b.severity));
          if (found[0]) select(found[0].key);
          return found.length > 0;
        },
      },
    }),
    hoverTooltip((view, position) => {
      const found = findingsIn(view.state, position, position);
      if (found.length === 0) return null;
      return {
        pos: position,
        above: true,
        create() {
          const dom = document.createElement("div");
          dom.className = "cm-finding-tooltip";
          for (const mark of found) {
            const row = document.createElement("div");
            row.append(shape(mark.severity), document.createTextNode(mark.label));
            dom.append(row);
          }
          return { dom };
        },
      };
    }),
  ];
}
