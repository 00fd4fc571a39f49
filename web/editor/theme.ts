// Every colour is a custom property of the page, so that the editor follows its themes by itself.
import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

const severities = ["critical", "high", "medium", "low", "informational"];

const frame = EditorView.theme({
  "&": { height: "100%", color: "var(--ink)", backgroundColor: "var(--code-surface)", fontSize: "var(--code-size, 13px)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--mono)", lineHeight: "1.6", overflow: "auto" },
  ".cm-content": { padding: "8px 0 40px", caretColor: "var(--accent)" },
  ".cm-line": { padding: "0 16px 0 8px" },
  ".cm-cursor, .cm-dropCursor": { borderLeftColor: "var(--accent)", borderLeftWidth: "2px" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": { backgroundColor: "var(--selection)" },
  ".cm-activeLine": { backgroundColor: "var(--active-line)" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--ink)" },
  ".cm-gutters": { backgroundColor: "var(--code-surface)", color: "var(--ink-faint)", border: "none", paddingLeft: "4px" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 6px", minWidth: "28px" },
  ".cm-matchingBracket, &.cm-focused .cm-matchingBracket": { backgroundColor: "var(--selection)", outline: "1px solid var(--line-strong)" },
  ".cm-severity-gutter": { width: "20px" },
  ".cm-severity-mark": { display: "grid", placeItems: "center", height: "100%", cursor: "pointer" },
  ".cm-shape": { width: "11px", height: "11px", fill: "currentColor", flex: "none" },
  ".cm-finding": { textDecoration: "underline wavy 1px", textUnderlineOffset: "3px", textDecorationSkipInk: "none" },
  ".cm-step": { backgroundColor: "var(--step-surface)", borderRadius: "3px", boxShadow: "0 0 0 1px var(--step-line)" },
  ".cm-step-badge": {
    display: "inline-block", minWidth: "15px", height: "15px", padding: "0 3px", margin: "0 4px 0 1px", borderRadius: "8px",
    boxSizing: "border-box", backgroundColor: "var(--accent)", color: "var(--on-accent)", font: "600 10px/15px var(--sans)",
    textAlign: "center", verticalAlign: "1px",
  },
  "@media (forced-colors: active)": { ".cm-step-badge": { forcedColorAdjust: "none" } },
  ".cm-step-note": { marginLeft: "24px", color: "var(--accent-ink)", font: "12px/1 var(--sans)", whiteSpace: "pre", userSelect: "none" },
  ".cm-tooltip": { backgroundColor: "var(--raised)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "var(--radius)", boxShadow: "var(--shadow)" },
  ".cm-finding-tooltip": { padding: "6px 10px", font: "13px/1.5 var(--sans)", maxWidth: "min(440px, 80vw)" },
  ".cm-finding-tooltip > div": { display: "flex", gap: "8px", alignItems: "baseline" },
  "@media (max-width: 899px)": { ".cm-tooltip.cm-tooltip-hover": { display: "none" } },
  ".cm-panels": { backgroundColor: "var(--raised)", color: "var(--ink)" },
  ".cm-panels.cm-panels-bottom": { borderTop: "1px solid var(--line)" },
  ".cm-panel.cm-search": { padding: "8px", font: "13px var(--sans)" },
  ".cm-textfield": { backgroundColor: "var(--code-surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "4px", fontSize: "13px" },
  ".cm-button": { backgroundImage: "none", backgroundColor: "var(--surface)", color: "var(--ink)", border: "1px solid var(--line-strong)", borderRadius: "4px", fontSize: "13px" },
  ".cm-searchMatch": { backgroundColor: "var(--step-surface)", outline: "1px solid var(--step-line)" },
  ".cm-searchMatch-selected": { backgroundColor: "var(--selection)" },
  ...Object.fromEntries(severities.flatMap((severity) => [
    [`.cm-shape-${severity}`, { color: `var(--${severity}-mark)` }],
    [`.cm-finding-${severity}`, { textDecorationColor: `var(--${severity}-mark)` }],
  ])),
});

const colours = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword, tags.modifier, tags.controlKeyword, tags.definitionKeyword, tags.moduleKeyword], color: "var(--code-keyword)" },
  { tag: [tags.string, tags.special(tags.string), tags.docString], color: "var(--code-string)" },
  { tag: [tags.number, tags.bool, tags.null, tags.self], color: "var(--code-number)" },
  { tag: [tags.comment, tags.lineComment], color: "var(--code-comment)", fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.propertyName), tags.function(tags.definition(tags.variableName))], color: "var(--code-function)" },
  { tag: [tags.className, tags.definition(tags.className), tags.typeName], color: "var(--code-type)" },
  { tag: [tags.meta], color: "var(--code-type)" },
  { tag: tags.escape, color: "var(--code-number)" },
  { tag: tags.invalid, color: "inherit" },
]);

export const theme = [frame, syntaxHighlighting(colours)];
