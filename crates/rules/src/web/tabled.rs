//! Functions that answer requests because a table says so: `Route("/orders", orders)` of Starlette, `web.get("/orders", orders)` and
//! `app.router.add_get("/orders", orders)` of aiohttp, `app.add_url_rule("/orders", view_func=orders)` of Flask.

use std::collections::BTreeMap;

use semantic::{Const, FileModel};
use syntax::ast::{ExprId, StmtId};

use crate::code::around::{imports, last_word, local_function};
use crate::web::handlers::asked_first;
use crate::web::routes::{Route, guards_of};

/// The functions of the file that one of its tables names, in source order.
pub(crate) fn tabled(file: &FileModel) -> Vec<Route> {
    if !["starlette", "aiohttp", "flask", "quart", "sanic", "fastapi"].iter().any(|framework| imports(file, framework))
    {
        return Vec::new();
    }
    let mut found: BTreeMap<StmtId, Route> = BTreeMap::new();
    for &call in file.calls() {
        let Some(declared) = methods_of(file, call) else { continue };
        let args = file.call_args(call);
        let named = args.all().iter().find_map(|argument| local_function(file, argument.value()));
        let path = args.all().iter().find_map(|argument| match file.constant(argument.value()) {
            Some(Const::Str(path)) if path.starts_with('/') => Some(path.to_string()),
            _ => None,
        });
        let (Some(id), Some(path)) = (named, path) else { continue };
        let Some(function) = file.function(id) else { continue };
        let mut guards = guards_of(file, function);
        guards.extend(asked_first(file, function));
        found.entry(id).or_insert(Route { function: id, path: Some(path), methods: declared, guards });
    }
    found.into_values().collect()
}

/// The methods that an entry of a table is for, none if it says none; nothing for other calls.
fn methods_of(file: &FileModel, call: ExprId) -> Option<Vec<String>> {
    let name = last_word(file, call)?;
    let of_verb = |verb: &str| match verb {
        "get" | "head" | "post" | "put" | "patch" | "delete" => Some(vec![verb.to_ascii_uppercase()]),
        "route" => Some(Vec::new()),
        _ => None,
    };
    let is_of_aiohttp = || {
        let func = crate::code::around::function_of(file, call);
        func.is_some_and(|func| file.qualified_names(func).any(|name| name.starts_with("aiohttp.web.")))
    };
    let verb = match name {
        "Route" | "APIRoute" | "add_url_rule" | "add_api_route" | "add_route" => "route",
        _ => match name.strip_prefix("add_") {
            Some(verb) => verb,
            None if is_of_aiohttp() => name,
            None => return None,
        },
    };
    let declared = of_verb(verb)?;
    match file.call_args(call).keyword("methods").and_then(|methods| file.constant(methods)) {
        Some(Const::List(items) | Const::Tuple(items)) => {
            Some(items.iter().filter_map(|item| item.as_str().map(str::to_ascii_uppercase)).collect())
        }
        _ => Some(declared),
    }
}
