//! Settings of Django that have to be given, because the default protects nobody.

use crate::detector::{Context, Detector};
use crate::{Candidate, web::django_settings};

pub(crate) struct DjangoSettingNeeded;

/// Less harm: whoever runs the program decides where HTTPS ends, as about the rest of its settings.
const UP_TO_THE_OPERATOR: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N";

impl Detector for DjangoSettingNeeded {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        django_settings::refine(cx, candidate)
    }

    fn module(&self, cx: &mut Context<'_>) {
        if let Some(mut candidate) = django_settings::missing(cx) {
            let is_about_https = django_settings::names(cx.rule).any(|name| name == "SECURE_SSL_REDIRECT");
            if is_about_https && cx.settings_module().is_some_and(|module| module.is_for_others) {
                candidate.cvss = Some(UP_TO_THE_OPERATOR);
            }
            cx.report(candidate);
        }
    }
}
