//! PV313, PV314: what REST framework does by default is written into its settings.

use syntax::ast::ExprKind;

use crate::fix::{Fix, Fixer};
use crate::strings;

pub(crate) struct RestDefaults;

/// The rule, and the entries that its settings lack.
const ENTRIES: [(&str, &[&str]); 2] = [
    ("PV313", &["\"DEFAULT_PERMISSION_CLASSES\": [\"rest_framework.permissions.IsAuthenticated\"]"]),
    (
        "PV314",
        &[
            "\"DEFAULT_THROTTLE_CLASSES\": [\"rest_framework.throttling.AnonRateThrottle\", \"rest_framework.throttling.UserRateThrottle\"]",
            "\"DEFAULT_THROTTLE_RATES\": {\"anon\": \"100/hour\", \"user\": \"1000/hour\"}",
        ],
    ),
];

impl Fixer for RestDefaults {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let settings = fix.site.expr?;
        // The value of one of these keys is another matter.
        let semantic::Node::Stmt(_) = fix.file.parent(settings) else { return None };
        let ExprKind::Dict(entries) = fix.kind(settings) else { return None };
        let (_, missing) = ENTRIES.iter().find(|(code, _)| *code == fix.site.rule.code)?;
        let quote = strings::quote(fix).to_string();
        let missing: Vec<String> = missing.iter().map(|entry| entry.replace('"', &quote)).collect();
        if entries.is_empty() {
            fix.replace(settings, format!("{{{}}}", missing.join(", ")));
            return Some(());
        }
        fix.add_entries(settings, &missing)
    }
}
