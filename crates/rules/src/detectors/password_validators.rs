//! PV310: settings that check no password, in a project that has accounts.

use syntax::ast::ExprKind;

use crate::detector::{Context, Detector};
use crate::{Candidate, web::django_settings};

pub(crate) struct PasswordValidators;

impl Detector for PasswordValidators {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        django_settings::refine(cx, candidate)
    }

    fn module(&self, cx: &mut Context<'_>) {
        if has_accounts(cx)
            && let Some(candidate) = django_settings::missing(cx)
        {
            cx.report(candidate);
        }
    }
}

fn has_accounts(cx: &Context<'_>) -> bool {
    let apps = cx.settings_module().and_then(|module| module.last("INSTALLED_APPS")?.value);
    let Some(apps) = apps else { return false };
    let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(apps).kind else { return false };
    items.iter().any(|&app| cx.file.constant(app).is_some_and(|app| app.as_str() == Some("django.contrib.auth")))
}
