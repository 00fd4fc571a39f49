//! What the names of decorators, dependencies and routes say about who may come in.

use secrets::words;

/// Whether a decorator's name says that it lets only some people through.
pub fn is_guard(name: &str) -> bool {
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    // What is needed is a part of the request, or the request is looked at for another reason, or nothing is asked.
    if has(&["not", "csrf", "xsrf", "json", "param", "params", "args", "fields", "https", "ssl"]) {
        return false;
    }
    let about_people = has(&[
        "login",
        "auth",
        "admin",
        "staff",
        "superuser",
        "permission",
        "permissions",
        "role",
        "roles",
        "jwt",
        "token",
        "user",
        "scope",
        "scopes",
        "key",
        "access",
        "member",
        "owner",
        "session",
        "credentials",
    ]);
    about_people
        && has(&[
            "required",
            "require",
            "requires",
            "needed",
            "needs",
            "ensure",
            "restricted",
            "check",
            "accepted",
            "only",
            "protected",
            "passes",
            "test",
        ])
        || has(&["has"]) && has(&["access", "permission", "permissions", "role", "roles", "scope"])
        // `ajax_required` is about how the request is made, `ajax_login_required` is about who makes it.
        || words.last().is_some_and(|last| last == "required") && words.len() > 1 && !has(&["ajax", "xhr", "htmx", "post"])
        || has(&["authenticated", "authorize", "authorized", "authenticate", "protect", "protected", "secured"])
        // Starlette's, and flask-allows's `allows.requires(IsAdmin)`
        || matches!(name, "requires" | "allows.requires")
}

/// Whether a dependency's name says that it finds out who asks: `get_current_user`, `verify_token`, `require_admin`.
pub fn is_identity(name: &str) -> bool {
    /// What a program keeps or asks of people, and nobody in person.
    const THINGS: [&str; 20] = [
        "manager",
        "repository",
        "repo",
        "service",
        "services",
        "store",
        "dao",
        "crud",
        "fields",
        "field",
        "model",
        "models",
        "settings",
        "config",
        "logger",
        "factory",
        "filters",
        "params",
        "pagination",
        "list",
    ];
    /// What a path or form names a record by.
    const KEYS: [&str; 7] = ["id", "pk", "uuid", "slug", "name", "username", "email"];
    let words = words(name);
    let has = |list: &[&str]| words.iter().any(|word| list.contains(&&**word));
    let is_thing = words.last().is_some_and(|last| THINGS.contains(&&**last)) || has(&["by"]) && has(&KEYS);
    if is_thing && !has(&["current", "verify", "require", "required", "authenticate", "authorize", "authorized"]) {
        return false;
    }
    words.iter().any(|word| {
        matches!(
            &**word,
            "user"
                | "auth"
                | "token"
                | "admin"
                | "permission"
                | "permissions"
                | "role"
                | "roles"
                | "verify"
                | "authenticate"
                | "authorize"
                | "authorized"
                | "principal"
                | "identity"
                | "credentials"
                | "require"
                | "required"
                | "current"
                | "account"
                | "scheme"
                | "oauth2"
                | "bearer"
                | "apikey"
                | "customer"
                | "member"
                | "signed"
                | "logged"
                | "login"
                | "caller"
        )
    })
}

/// Whether a route is meant for people without an account: by a word of its function or path.
pub(crate) fn is_public(name: &str, path: Option<&str>) -> bool {
    const PUBLIC: [&str; 51] = [
        "setup",
        "login",
        "logout",
        "signin",
        "signup",
        "signout",
        "register",
        "registration",
        "token",
        "refresh",
        "auth",
        "oauth",
        "sso",
        "callback",
        "password",
        "forgot",
        "forgotten",
        "lost",
        "recover",
        "recovery",
        "reset",
        "verify",
        "confirm",
        "activate",
        "health",
        "healthz",
        "healthcheck",
        "ready",
        "ping",
        "status",
        "version",
        "metrics",
        "index",
        "home",
        "root",
        "about",
        "static",
        "favicon",
        "robots",
        "docs",
        "webhook",
        "hook",
        "public",
        "contact",
        "error",
        "join",
        "invite",
        "csrf",
        "landing",
        "language",
        "locale",
    ];
    // `sign_up` is one word to those who read it.
    let is_one = |text: &str| {
        let words = words(text);
        words.iter().any(|word| PUBLIC.contains(&&**word))
            || words.windows(2).any(|pair| matches!((&*pair[0], &*pair[1]), ("sign" | "log", "in" | "up" | "out")))
    };
    is_one(name) || path.is_some_and(|path| path == "/" || is_one(path))
}
