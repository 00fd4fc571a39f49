//! A place that shows a rule's pattern.

use model::Confidence;
use semantic::SinkKind;
use syntax::Span;
use syntax::ast::ExprId;

use crate::Rule;

/// A place that shows a rule's pattern, before anyone has judged it.
#[derive(Clone, Debug)]
#[allow(clippy::struct_excessive_bools)] // each answers a question of its own
pub struct Candidate {
    /// The rule.
    pub rule: &'static Rule,
    /// The bytes to point at.
    pub span: Span,
    /// The expression that shows the pattern, where it is one.
    pub expr: Option<ExprId>,
    /// What was seen, why it matters, what to do: about this place. Holds no secret.
    pub message: String,
    /// The expressions whose origin decides, for a rule with [`Triage::Data`](crate::Triage::Data). Empty
    /// means that there is nothing to ask: the candidate stands as it is.
    pub focus: Vec<ExprId>,
    /// The call that takes the data, where it is not the call around the focus: the `execute` of a statement that
    /// was built before.
    pub sink: Option<ExprId>,
    /// What reads the focus in this place, where it is not what the rule's page says: a query whose text is run as code.
    pub context: Option<SinkKind>,
    /// Whether nothing in sight takes the data to where it does harm: then there is no attack path to tell.
    pub no_sink: bool,
    /// How sure the detector is, where the place itself says more than the rule; `None` leaves it to triage.
    pub confidence: Option<Confidence>,
    /// Why it is harmless, where the place itself shows it.
    pub dismissed: Option<String>,
    /// Why the callers are to be judged in its place, unless the file shows that one of them passes data of a request.
    pub callers_decide: Option<String>,
    /// Whether it is worth a word only if data is seen to come from outside, though its rule does not ask for that.
    pub needs_source: bool,
    /// Whether the program itself writes what is read there: somebody has to get at its store first. Data that is seen to come from
    /// a request or a model is judged as ever.
    pub own: bool,
    /// Whether all of what is inserted into a statement stands where the name of a table does, which a program chooses for itself.
    pub names_table: bool,
    /// A CVSS 3.1 vector that fits this place better than the rule's own.
    pub cvss: Option<&'static str>,
    /// The bytes of a secret, to be masked in every output.
    pub secret: Option<Span>,
    /// Whether Ruff's rule of the same code does not report this row: more was understood than imports and patterns
    /// show. Such a candidate is no part of the layer that `--compat ruff` prints.
    pub beyond: bool,
}

impl Candidate {
    /// A candidate that points at `span`, with everything else left to triage.
    pub fn new(rule: &'static Rule, span: Span, message: String) -> Self {
        Self {
            rule,
            span,
            expr: None,
            message,
            focus: Vec::new(),
            sink: None,
            context: None,
            no_sink: false,
            confidence: None,
            dismissed: None,
            callers_decide: None,
            needs_source: false,
            own: false,
            names_table: false,
            cvss: None,
            secret: None,
            beyond: false,
        }
    }
}
