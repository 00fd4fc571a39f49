//! PV719: routes that ask a model, and nobody counts how often.

use crate::detector::{Context, Detector};
use crate::languages::llm;

pub(crate) struct LlmUnlimitedRoute;

const MESSAGE: &str = "Every request to this route asks a model, which costs money, and nothing in this file limits how often one client \
                       may do that. Limit the requests of each user, and set a budget at the provider.";

/// Modules that limit requests.
const LIMITERS: [&str; 10] = [
    "flask_limiter",
    "slowapi",
    "fastapi_limiter",
    "limits",
    "ratelimit",
    "django_ratelimit",
    "pyrate_limiter",
    "aiolimiter",
    "throttled",
    "quart_rate_limiter",
];

/// Words in a name that speaks of a limit.
const WORDS: [&str; 7] = ["limit", "limiter", "ratelimit", "throttle", "quota", "budget", "limited"];

impl Detector for LlmUnlimitedRoute {
    fn module(&self, cx: &mut Context<'_>) {
        let Some(&(call, _)) = llm::served(cx).first() else { return };
        let speaks = |name: &str| secrets::words(name).iter().any(|word| WORDS.contains(&&**word));
        let limited = LIMITERS.iter().any(|module| cx.facts().imports(module))
            || cx.file.calls().iter().any(|&call| llm::function_name(cx, call).is_some_and(speaks))
            || crate::routes(cx.file).iter().any(|route| route.guards.iter().any(|guard| speaks(guard)));
        if !limited {
            cx.report(cx.candidate(call, MESSAGE));
        }
    }
}
