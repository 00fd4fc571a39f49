//! PV313 and PV314: what REST framework does by default, where the settings do not say better.

use syntax::ast::{ExprId, ExprKind};

use crate::Candidate;
use crate::code::mapping::spelled;
use crate::detector::{Context, Detector};
use crate::web::django_settings::{self, SettingsModule};

pub(crate) struct DrfDefaults;

impl Detector for DrfDefaults {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        django_settings::refine(cx, candidate)
    }

    /// One of the keys that the page's blocks look at has to be there.
    fn module(&self, cx: &mut Context<'_>) {
        let Some(module) = cx.settings_module().filter(|module| module.stage == django_settings::Stage::Deployed)
        else {
            return;
        };
        let Some(message) = cx.rule.matches.first().map(|block| block.message.replace("`{name}`", "REST framework"))
        else {
            return;
        };
        let candidate = match module.last("REST_FRAMEWORK").and_then(|given| given.value) {
            Some(value) if is_known(cx, value) && !names_any(cx, value) => Some(cx.candidate(value, message)),
            // REST framework's own classes are none: rates without classes limit nobody.
            Some(value) if names_rates_alone(cx, value) => Some(cx.candidate(value, message)),
            None if !module.sets("REST_FRAMEWORK") && is_installed(cx, module) => {
                django_settings::unset(cx, module, message)
            }
            _ => None,
        };
        if let Some(candidate) = candidate {
            cx.report(candidate);
        }
    }
}

/// Whether the settings are a dictionary whose keys all stand there.
fn is_known(cx: &Context<'_>, value: ExprId) -> bool {
    spelled(cx.file, value).is_some()
}

fn names_any(cx: &Context<'_>, value: ExprId) -> bool {
    let wanted: Vec<&str> = django_settings::names(cx.rule).collect();
    spelled(cx.file, value).is_some_and(|entries| entries.iter().any(|(key, _)| wanted.contains(&&**key)))
}

fn names_rates_alone(cx: &Context<'_>, value: ExprId) -> bool {
    spelled(cx.file, value).is_some_and(|entries| {
        let names = |wanted: &str| entries.iter().any(|(key, _)| key == wanted);
        django_settings::names(cx.rule).any(|name| name == RATES) && names(RATES) && !names("DEFAULT_THROTTLE_CLASSES")
    })
}

/// What PV314 needs beside classes.
const RATES: &str = "DEFAULT_THROTTLE_RATES";

fn is_installed(cx: &Context<'_>, module: &SettingsModule) -> bool {
    let apps = module.is_whole().then(|| module.last("INSTALLED_APPS")).flatten().and_then(|given| given.value);
    let Some(apps) = apps else { return false };
    let (ExprKind::List(items) | ExprKind::Tuple(items)) = &cx.tree().expr(apps).kind else { return false };
    items.iter().any(|&app| cx.file.constant(app).is_some_and(|app| app.as_str() == Some("rest_framework")))
}
