//! Settings of Django whose value is wrong, where the default is right.

use crate::detector::{Context, Detector};
use crate::{Candidate, web::django_settings};

pub(crate) struct DjangoSetting;

impl Detector for DjangoSetting {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        django_settings::refine(cx, candidate)
    }
}
