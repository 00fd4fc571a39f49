//! Settings of Django whose value is wrong, where the default is right.

use secrets::words;
use syntax::ast::ExprKind;

use crate::Candidate;
use crate::detector::{Context, Detector};
use crate::web::django_settings::{self, SettingsModule};

pub(crate) struct DjangoSetting;

/// Less harm: another place sees to it, or what is open to other sites is a part that no cookie gets into.
const LESSER: &str = "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:L/I:N/A:N";

/// Whether a middleware of the project's own looks at the host: `shop.multidomain.middleware.MultiDomainMiddleware`.
fn checks_hosts(cx: &Context<'_>, module: &SettingsModule) -> bool {
    let list = ["MIDDLEWARE", "MIDDLEWARE_CLASSES"].iter().find_map(|name| module.last(name)?.value);
    let Some(ExprKind::List(items) | ExprKind::Tuple(items)) = list.map(|list| &cx.tree().expr(list).kind) else {
        return false;
    };
    items.iter().any(|&item| {
        cx.file.constant(item).is_some_and(|name| {
            name.as_str().is_some_and(|name| {
                !name.starts_with("django.")
                    && words(name)
                        .iter()
                        .any(|word| matches!(&**word, "domain" | "host" | "hosts" | "tenant" | "multidomain"))
            })
        })
    })
}

impl Detector for DjangoSetting {
    fn refine(&self, cx: &Context<'_>, candidate: Candidate) -> Option<Candidate> {
        let mut candidate = django_settings::refine(cx, candidate)?;
        let module = cx.settings_module()?;
        let is_about = |name: &str| candidate.message.starts_with(&format!("`{name}`"));
        let is_lesser = is_about("ALLOWED_HOSTS") && checks_hosts(cx, module)
            || ["CORS_ALLOW_ALL_ORIGINS", "CORS_ORIGIN_ALLOW_ALL"].iter().any(|name| is_about(name))
                && module.sets("CORS_URLS_REGEX")
                && !module.sets("CORS_ALLOW_CREDENTIALS");
        if is_lesser {
            candidate.cvss = Some(LESSER);
        }
        Some(candidate)
    }
}
