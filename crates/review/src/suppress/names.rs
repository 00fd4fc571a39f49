//! What a word in a silencing comment means: one of our rules by any tool's name for it, a weakness, or nothing here.

use std::collections::HashMap;
use std::sync::LazyLock;

use rules::Rule;

/// What a name in a comment stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// A rule of ours.
    Rule(&'static Rule),
    /// Every rule about this weakness (its CWE number): the comment names a pattern that we do not have by name.
    Weakness(u16),
    /// Another linter's business.
    Foreign,
}

impl Target {
    /// Whether a finding of `rule` is meant.
    pub(super) fn covers(self, rule: &Rule) -> bool {
        match self {
            Self::Rule(named) => named == rule,
            Self::Weakness(cwe) => rule.cwe.contains(&cwe),
            Self::Foreign => false,
        }
    }
}

/// Codes that Ruff gave up for another one.
const REPLACED: &[(&str, &str)] = &[("PGH001", "S307"), ("RUF035", "S704")];

/// The names of bandit's tests (1.9.4), with their numbers.
const TESTS: &[(&str, &str)] = &[
    ("assert_used", "B101"),
    ("exec_used", "B102"),
    ("set_bad_file_permissions", "B103"),
    ("hardcoded_bind_all_interfaces", "B104"),
    ("hardcoded_password_string", "B105"),
    ("hardcoded_password_funcarg", "B106"),
    ("hardcoded_password_default", "B107"),
    ("hardcoded_tmp_directory", "B108"),
    ("try_except_pass", "B110"),
    ("try_except_continue", "B112"),
    ("request_without_timeout", "B113"),
    ("flask_debug_true", "B201"),
    ("tarfile_unsafe_members", "B202"),
    ("pickle", "B301"),
    ("marshal", "B302"),
    ("md5", "B303"),
    ("ciphers", "B304"),
    ("cipher_modes", "B305"),
    ("mktemp_q", "B306"),
    ("eval", "B307"),
    ("mark_safe", "B308"),
    ("urllib_urlopen", "B310"),
    ("random", "B311"),
    ("telnetlib", "B312"),
    ("xml_bad_cElementTree", "B313"),
    ("xml_bad_ElementTree", "B314"),
    ("xml_bad_expatreader", "B315"),
    ("xml_bad_expatbuilder", "B316"),
    ("xml_bad_sax", "B317"),
    ("xml_bad_minidom", "B318"),
    ("xml_bad_pulldom", "B319"),
    ("ftplib", "B321"),
    ("unverified_context", "B323"),
    ("hashlib_insecure_functions", "B324"),
    ("import_telnetlib", "B401"),
    ("import_ftplib", "B402"),
    ("import_pickle", "B403"),
    ("import_subprocess", "B404"),
    ("import_xml_etree", "B405"),
    ("import_xml_sax", "B406"),
    ("import_xml_expat", "B407"),
    ("import_xml_minidom", "B408"),
    ("import_xml_pulldom", "B409"),
    ("import_xmlrpclib", "B411"),
    ("import_httpoxy", "B412"),
    ("import_pycrypto", "B413"),
    ("import_pyghmi", "B415"),
    ("request_with_no_cert_validation", "B501"),
    ("ssl_with_bad_version", "B502"),
    ("ssl_with_bad_defaults", "B503"),
    ("ssl_with_no_version", "B504"),
    ("weak_cryptographic_key", "B505"),
    ("yaml_load", "B506"),
    ("ssh_no_host_key_verification", "B507"),
    ("snmp_insecure_version", "B508"),
    ("snmp_weak_cryptography", "B509"),
    ("paramiko_calls", "B601"),
    ("subprocess_popen_with_shell_equals_true", "B602"),
    ("subprocess_without_shell_equals_true", "B603"),
    ("any_other_function_with_shell_equals_true", "B604"),
    ("start_process_with_a_shell", "B605"),
    ("start_process_with_no_shell", "B606"),
    ("start_process_with_partial_path", "B607"),
    ("hardcoded_sql_expressions", "B608"),
    ("linux_commands_wildcard_injection", "B609"),
    ("django_extra_used", "B610"),
    ("django_rawsql_used", "B611"),
    ("logging_config_insecure_listen", "B612"),
    ("trojansource", "B613"),
    ("pytorch_load", "B614"),
    ("huggingface_unsafe_download", "B615"),
    ("jinja2_autoescape_false", "B701"),
    ("use_of_mako_templates", "B702"),
    ("django_mark_safe", "B703"),
    ("markupsafe_markup_xss", "B704"),
];

/// Parts of semgrep's ids for Python, with the weakness that rules of such a name look for; the first part that
/// occurs decides.
const SEMGREP: &[(&str, u16)] = &[
    ("sql", 89),
    ("subprocess", 78),
    ("system", 78),
    ("shell", 78),
    ("spawn", 78),
    ("os-exec", 78),
    ("asyncio", 78),
    ("command", 78),
    ("pickle", 502),
    ("marshal", 502),
    ("shelve", 502),
    ("dill", 502),
    ("yaml", 502),
    ("deserialization", 502),
    ("eval", 95),
    ("exec", 95),
    ("password", 259),
    ("secret", 798),
    ("token", 798),
    ("mark-safe", 79),
    ("autoescape", 79),
    ("mako", 79),
    ("xss", 79),
    ("markup", 79),
    ("debug", 489),
    ("bind", 1327),
    ("bad_host", 1327),
    ("permissions", 732),
    ("path-traversal", 22),
    ("ssrf", 918),
    ("urllib", 918),
    ("ftp", 319),
    ("telnet", 319),
    ("hash", 328),
    ("cipher", 327),
    ("md5", 328),
    ("key-size", 326),
    ("cert", 295),
    ("ssl-context", 295),
    ("host-key", 295),
    ("ssl-version", 327),
    ("defused", 611),
    ("xml", 611),
];

static RULES: LazyLock<HashMap<String, &'static Rule>> = LazyLock::new(|| {
    let mut known: HashMap<String, &'static Rule> = HashMap::new();
    for rule in rules::all() {
        for name in [rule.code, rule.name].iter().chain(rule.aliases) {
            known.insert(name.to_ascii_lowercase(), rule);
        }
    }
    for (name, code) in TESTS.iter().chain(REPLACED) {
        if let Some(&rule) = known.get(&code.to_ascii_lowercase()) {
            known.entry(name.to_ascii_lowercase()).or_insert(rule);
        }
    }
    known
});

/// Longer than every name that is known; what a comment may hold has no limit.
const LONGEST: usize = 80;

/// What a code or name means, in any case of letters.
pub(super) fn target(word: &str) -> Target {
    if word.len() > LONGEST {
        return Target::Foreign;
    }
    RULES.get(&word.to_ascii_lowercase()).map_or(Target::Foreign, |&rule| Target::Rule(rule))
}

/// What a semgrep rule's id means; only its last part names the pattern.
pub(super) fn semgrep(id: &str) -> Target {
    let last = id.rsplit('.').next().unwrap_or(id);
    if last.len() > LONGEST {
        return Target::Foreign;
    }
    let last = last.to_ascii_lowercase();
    SEMGREP.iter().find(|(part, _)| last.contains(part)).map_or(Target::Foreign, |&(_, cwe)| Target::Weakness(cwe))
}

/// The code that Ruff puts in the place of one that it gave up.
pub(super) fn replaced(code: &str) -> &str {
    REPLACED.iter().find(|(old, _)| *old == code).map_or(code, |(_, new)| new)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_tools_name_of_a_rule_means_the_rule() {
        let eval = rules::find("S307").unwrap();
        for word in ["S307", "B307", "b307", "eval", "PGH001", eval.name] {
            assert_eq!(target(word), Target::Rule(eval), "{word}");
        }
        for word in ["E501", "", "B999", &"S".repeat(1000)] {
            assert_eq!(target(word), Target::Foreign, "{word}");
        }
    }

    #[test]
    fn semgrep_ids_mean_weaknesses_that_some_rule_looks_for() {
        let covered = |id: &str, code: &str| semgrep(id).covers(rules::find(code).unwrap());
        assert!(covered("python.lang.security.audit.subprocess-shell-true.subprocess-shell-true", "S602"));
        assert!(covered("eval-detected", "S307"));
        assert!(covered("formatted-sql-query", "S608"));
        assert!(!covered("eval-detected", "S608"));
        assert_eq!(semgrep("my-own-rule"), Target::Foreign);
    }
}
