//! Settings of Django that have to be given, because the default protects nobody.

use crate::detector::{Context, Detector};
use crate::{Candidate, web::django_settings};

pub(crate) struct DjangoSettingNeeded;

impl Detector for DjangoSettingNeeded {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        django_settings::refine(cx, candidate)
    }

    fn module(&self, cx: &mut Context<'_>) {
        if let Some(candidate) = django_settings::missing(cx) {
            cx.report(candidate);
        }
    }
}
