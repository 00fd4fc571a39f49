//! What one file of a project settles for the findings of all of its files.

use model::{Finding, Severity, State};
use rules::Rule;
use semantic::FileModel;

use crate::judgement::triage;

/// A rule whose findings one place of a project answers in all of its files.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settled {
    rule: &'static str,
    /// What the message of those says that it is about.
    about: &'static str,
    /// The fact, as a sentence.
    reason: &'static str,
    /// Whether nothing is left of them. Otherwise they are said lower, and why.
    wholly: bool,
}

/// Escaping that is switched on.
const ESCAPES: Settled = Settled {
    rule: "PV345",
    about: "",
    reason: "the project switches escaping on for templates of every name",
    wholly: true,
};
const LIMITS: Settled = Settled {
    rule: "PV367",
    about: "",
    reason: "another file of the project limits the size of requests",
    wholly: true,
};
const HTTPS: Settled = Settled {
    rule: "PV305",
    about: "",
    reason: "the project is told that a server in front speaks HTTPS, or sends plain requests on itself",
    wholly: true,
};
const FORMS: Settled = Settled {
    rule: "PV787",
    about: "",
    reason: "The project refuses forms without a token, so this one does not work rather than doing harm; a view that is exempt accepts it.",
    wholly: false,
};
const ORIGINS: Settled = Settled {
    rule: "PV425",
    about: "names no origin",
    reason: "The project's setting `CORS_ORIGINS` names them, and counts wherever it is read into the application.",
    wholly: false,
};

const KEYS: Settled = Settled {
    rule: "S105",
    about: "`SECRET_KEY`",
    reason: "Another file of the project writes a random one for each installation, so this one only counts where that was left out.",
    wholly: false,
};

const KNOWN_KEYS: Settled = Settled {
    rule: "PV311",
    about: "`SECRET_KEY`",
    reason: "The program looks for the key that everybody knows, and does not go on with it.",
    wholly: false,
};

/// What a file settles for the others.
pub(crate) fn settled_by(file: &FileModel) -> Vec<Settled> {
    let asked = [
        (rules::escapes_all(file), ESCAPES),
        (rules::sends_on_to_https(file), HTTPS),
        (rules::limits_uploads(file), LIMITS),
        (rules::refuses_foreign_forms(file), FORMS),
        (rules::names_cors_origins(file), ORIGINS),
        (rules::writes_own_keys(file), KEYS),
        (rules::refuses_known_key(file), KNOWN_KEYS),
    ];
    asked.into_iter().filter_map(|(is_so, settled)| is_so.then_some(settled)).collect()
}

impl Settled {
    /// Whether it is about a finding of the rule.
    pub(crate) fn answers(&self, rule: &Rule, finding: &Finding) -> bool {
        self.rule == rule.code && finding.message.contains(self.about)
    }

    /// Dismisses the finding, or says it lower and why.
    pub(crate) fn settle(&self, rule: &Rule, finding: &mut Finding) {
        if self.wholly {
            finding.state = State::Dismissed;
            finding.reason = Some(self.reason.to_owned());
            (finding.cvss, finding.severity) = (None, Severity::Informational);
        } else {
            let (cvss, severity) = triage::within_the_program(rule);
            if severity <= finding.severity {
                (finding.cvss, finding.severity) = (cvss, severity);
            }
            finding.message = format!("{} {}", finding.message, self.reason);
        }
    }
}
