//! Schemes that a program keeps for what others made with them, and formats that say which digest there is to be.

use secrets::words;
use semantic::FileModel;
use syntax::ast::{ExprId, ExprKind};

use crate::code::around::{bases, calls_in, function_of, last_word};

/// The score where nothing new is protected by the old scheme.
pub(crate) const KEPT: &str = "CVSS:3.1/AV:N/AC:H/PR:H/UI:N/S:U/C:L/I:N/A:N";

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
    says(stem) || around(file, call).any(says) || hashes_realm(file, call)
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
