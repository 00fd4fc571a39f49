//! PV301: Django's debug mode, also as what it is where the environment says nothing.

use model::Confidence;

use crate::detector::{Context, Detector};
use crate::{Candidate, code::environment, web::django_settings};

pub(crate) struct DjangoDebug;

impl Detector for DjangoDebug {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        django_settings::refine(cx, candidate)
    }

    fn module(&self, cx: &mut Context<'_>) {
        let given = cx.settings_module().and_then(|module| module.last("DEBUG")).and_then(|given| given.value);
        let Some(value) = given else { return };
        let is_on = environment::default_of(cx.file, value).is_some_and(|default| environment::is_on(cx.file, default));
        if !is_on {
            return;
        }
        let message = "`DEBUG` is on wherever the environment does not say otherwise: a server on which the variable was \
                       forgotten shows settings and code to everybody. Let the default be off.";
        let mut candidate = cx.candidate(value, message);
        candidate.confidence = Some(Confidence::Medium);
        candidate.cvss = Some("CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:N/A:N");
        if let Some(candidate) = django_settings::refine(cx, candidate) {
            cx.report(candidate);
        }
    }
}
