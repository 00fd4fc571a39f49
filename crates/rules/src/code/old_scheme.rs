//! Schemes that a program keeps for what others made with them, and formats that say which digest there is to be.

use secrets::words;
use semantic::{FileModel, Node};
use syntax::ast::{ExprId, ExprKind};

use crate::code::around::{bases, calls_in, function_of, last_word};

/// The score where nothing new is protected by the old scheme.
pub(crate) const KEPT: &str = "CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:L/I:N/A:N";

/// How many entries of a mapping are looked at.
const MAX_ENTRIES: usize = 100;

/// Calls that are made to be slow: what a fast hash gives them is only shortened.
pub(crate) const SLOW: [&str; 11] = [
    "hashpw",
    "checkpw",
    "kdf",
    "scrypt",
    "pbkdf2_hmac",
    "pbkdf2_sha512",
    "derive",
    "hash_password",
    "generate_password_hash",
    "make_password",
    "argon2id",
];

/// Whether the names around a place say that it is there for what was made before.
pub(crate) fn is_legacy(file: &FileModel, place: ExprId) -> bool {
    const OLD: [&str; 4] = ["legacy", "deprecated", "obsolete", "outdated"];
    around(file, place).any(|name| words(name).iter().any(|word| OLD.contains(&&**word)))
}

/// Whether the digest at `call` is not the program's own choice: a format of others asks for it, a stored value says that it was made
/// so, it is one of several schemes that somebody chooses from, or it is kept for what was made before.
pub(crate) fn is_kept(file: &FileModel, path: &str, call: ExprId) -> bool {
    is_legacy(file, call)
        || follows_format(file, path, call)
        || verifies_label(file, call)
        || is_one_of_several(file, call)
        || is_helper_of_slow(file, call)
        || stands_beside_slow(file, call)
}

/// The names of the functions and the class around a place.
fn around(file: &FileModel, place: ExprId) -> impl Iterator<Item = &str> {
    let function = file.enclosing_function(place);
    let class = function.and_then(|function| file.enclosing_class_of(function));
    function.into_iter().chain(class).map(|definition| file.definition_name(definition))
}

/// Formats that are written down somewhere else: crypt's MD5, Apache's files, digest authentication, OpenSSL's way from a passphrase to a key.
fn follows_format(file: &FileModel, path: &str, call: ExprId) -> bool {
    const FORMATS: [&str; 8] =
        ["md5crypt", "apr1", "htdigest", "digestauth", "httpdigest", "gravatar", "subsonic", "bytestokey"];
    let squeezed = |name: &str| name.to_ascii_lowercase().replace('_', "");
    let says = |name: &str| FORMATS.iter().any(|format| squeezed(name).contains(format));
    let stem = path.rsplit('/').next().unwrap_or(path);
    says(stem)
        || around(file, call).any(says)
        || hashes_realm(file, call)
        || fills_named_field(file, call)
        || follows_openssl(file)
}

/// `{"password": sha1(…), "passwordMd5": md5(…)}`: who is told the fields asks for these digests.
fn fills_named_field(file: &FileModel, call: ExprId) -> bool {
    const MAX_DEPTH: usize = 6;
    let names_digest = |key: &str| words(key).iter().any(|word| matches!(&**word, "md" | "md5" | "sha" | "sha1"));
    let mut at = call;
    for _ in 0..MAX_DEPTH {
        let Node::Expr(around) = file.parent(at) else { return false };
        if let ExprKind::Dict(entries) = &file.module().expr(around).kind {
            return entries.iter().take(MAX_ENTRIES).any(|(key, _)| {
                key.and_then(|key| file.constant(key)).is_some_and(|key| key.as_str().is_some_and(names_digest))
            });
        }
        at = around;
    }
    false
}

/// The first bytes of what `openssl enc` writes, whose keys are made from a passphrase with MD5.
fn follows_openssl(file: &FileModel) -> bool {
    file.module().exprs().any(|(_, expr)| {
        matches!(expr.kind, ExprKind::Bytes(_) | ExprKind::Str(_))
            && file.module().text(expr.span).trim_start_matches('b').trim_matches(['"', '\'']) == "Salted__"
    })
}

/// RFC 7616: the digest of user, realm and password.
fn hashes_realm(file: &FileModel, call: ExprId) -> bool {
    const WIDTH: usize = 100;
    let tree = file.module();
    let mut open: Vec<ExprId> = file.call_args(call).positional(0).into_iter().collect();
    let mut seen = 0;
    while let Some(e) = open.pop()
        && seen < WIDTH
    {
        seen += 1;
        let name = match tree.expr(e).kind {
            ExprKind::Name => tree.text(tree.expr(e).span),
            ExprKind::Attribute { attr, .. } => tree.text(attr.span),
            _ => "",
        };
        if words(name).iter().any(|word| word == "realm") {
            return true;
        }
        tree.children(e, &mut |child| open.push(child));
    }
    false
}

/// Whether the function looks at the label of what is stored: `stored.startswith("{SHA}")`, `stored.startswith("$1$")`.
fn verifies_label(file: &FileModel, call: ExprId) -> bool {
    let Some(function) = file.enclosing_function(call) else { return false };
    calls_in(file, file.module().stmt(function).span).any(|other| {
        last_word(file, other) == Some("startswith")
            && file.call_args(other).positional(0).and_then(|label| file.constant(label)).is_some_and(|label| {
                label.as_str().is_some_and(|label| label.len() > 2 && label.starts_with(['{', '$']))
            })
    })
}

/// Whether the digest belongs to one of several classes of the file that build on the same base and each hash in their way.
fn is_one_of_several(file: &FileModel, call: ExprId) -> bool {
    const SCHEMES: [&str; 5] = ["hasher", "hash", "scheme", "hashing", "crypt"];
    let base_of = |class| {
        let class = file.class(class)?;
        bases(file, class)
            .find(|base| words(base).iter().any(|word| SCHEMES.contains(&&**word)))
            .map(std::borrow::Cow::into_owned)
    };
    let class = file.enclosing_function(call).and_then(|function| file.enclosing_class_of(function));
    let Some(base) = class.and_then(base_of) else { return false };
    file.classes().iter().filter(|&&other| base_of(other).as_ref() == Some(&base)).take(3).count() == 3
}

/// Whether the function also makes or checks a slow hash: `if algorithm == "argon2": …`, and this is for what was asked for otherwise.
fn stands_beside_slow(file: &FileModel, call: ExprId) -> bool {
    const LIBRARIES: [&str; 4] = ["argon2.", "bcrypt.", "passlib.hash.argon2", "nacl.pwhash."];
    file.enclosing_function(call).is_some_and(|function| {
        calls_in(file, file.module().stmt(function).span).filter_map(|other| function_of(file, other)).any(|func| {
            file.qualified_names(func).any(|name| LIBRARIES.iter().any(|library| name.starts_with(library)))
        })
    })
}

/// Whether a function that bears the name of an old scheme stands in a file that hashes slowly: the old one is for what is stored.
fn is_helper_of_slow(file: &FileModel, call: ExprId) -> bool {
    const OLD: [&str; 7] = ["ssha", "smd5", "sha", "sha1", "md5", "apr", "crypt"];
    let is_named_so = file
        .enclosing_function(call)
        .is_some_and(|function| OLD.contains(&file.definition_name(function).trim_start_matches('_')));
    is_named_so
        && file.calls().iter().any(|&other| {
            function_of(file, other).is_some() && last_word(file, other).is_some_and(|name| SLOW.contains(&name))
        })
}
