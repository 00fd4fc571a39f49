//! S311: a secret is made by the system's random generator.

use syntax::ast::{Argument, ExprKind};

use crate::fix::{Fix, Fixer};

pub(crate) struct SecretRandom;

/// What both generators have.
const METHODS: [&str; 9] =
    ["choice", "choices", "getrandbits", "randint", "random", "randrange", "sample", "shuffle", "uniform"];

impl Fixer for SecretRandom {
    fn fix(&self, fix: &mut Fix<'_>) -> Option<()> {
        let (func, args) = fix.parts(fix.call()?)?;
        let is_ours = |name: &str| {
            let name = name.replace("()", "");
            let method = name.strip_prefix("random.Random.").or_else(|| name.strip_prefix("random."))?;
            METHODS.iter().find(|known| **known == method).copied()
        };
        let method = fix.file.qualified_names(func).find_map(is_ours)?;
        // A program that seeds its numbers wants the same ones again.
        let is_seeded = |&call: &syntax::ast::ExprId| {
            fix.parts(call).is_some_and(|(func, _)| fix.is_named(func, &["random.seed", "random.Random.seed"]))
        };
        if fix.file.calls().iter().any(is_seeded) {
            return None;
        }
        let secrets = fix.module("secrets");
        let plain = args.iter().all(|argument| matches!(argument, Argument::Positional(_)));
        let generator = match (method, args.len()) {
            ("choice", 1) if plain => format!("{secrets}.choice"),
            ("getrandbits", 1) if plain => format!("{secrets}.randbits"),
            ("randrange", 1) if plain => format!("{secrets}.randbelow"),
            _ => format!("{secrets}.SystemRandom().{method}"),
        };
        if matches!(fix.kind(func), ExprKind::Name | ExprKind::Attribute { .. }) {
            fix.replace(func, generator);
            return Some(());
        }
        None
    }
}
