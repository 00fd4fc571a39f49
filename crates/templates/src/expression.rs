//! What stands between `{{` and `}}`: a value, and the filters that it goes through.

/// Filters whose result is fit for a script: a number, a word of the program, or quoted for JavaScript.
const FIT_FOR_SCRIPT: [&str; 22] = [
    "tojson",
    "escapejs",
    "json_script",
    "length",
    "length_is",
    "int",
    "float",
    "round",
    "yesno",
    "date",
    "time",
    "floatformat",
    "filesizeformat",
    "urlencode",
    "count",
    "wordcount",
    "unlocalize",
    "pluralize",
    "divisibleby",
    "slugify",
    "json",
    "to_json",
];
/// Filters whose result holds no markup but their own.
const ESCAPES: [&str; 10] = [
    "escape",
    "e",
    "force_escape",
    "forceescape",
    "tojson",
    "json_script",
    "urlencode",
    "escapejs",
    "slugify",
    "length",
];
/// Parts of names of filters and functions that leave only harmless markup in place.
const CLEANS: [&str; 6] = ["sanitize", "sanitise", "bleach", "nh3", "clean_html", "striphtml"];
/// Values that the framework makes.
const OWN: [&str; 12] = [
    "super(",
    "caller(",
    "block.super",
    "csrf_token",
    "csrf_input",
    "form.media",
    "help_text",
    "forloop.",
    "loop.",
    "url_for(",
    "static(",
    "static_url(",
];

/// Last words of the names of numbers.
const NUMBERS: [&str; 31] = [
    "id",
    "pk",
    "index",
    "index0",
    "counter",
    "counter0",
    "count",
    "width",
    "height",
    "number",
    "year",
    "page",
    "seconds",
    "time",
    "minutes",
    "hours",
    "days",
    "timeout",
    "timestamp",
    "interval",
    "delay",
    "limit",
    "length",
    "size",
    "min",
    "max",
    "total",
    "offset",
    "port",
    "percent",
    "duration",
];
/// First words of the names of what is yes or no.
const ANSWERS: [&str; 6] = ["is", "has", "can", "allow", "show", "enable"];
/// Last words of the names of what people write.
const WRITTEN: [&str; 44] = [
    "name",
    "username",
    "fullname",
    "nickname",
    "firstname",
    "lastname",
    "surname",
    "title",
    "text",
    "body",
    "content",
    "message",
    "msg",
    "comment",
    "comments",
    "description",
    "bio",
    "about",
    "note",
    "notes",
    "query",
    "q",
    "search",
    "term",
    "terms",
    "keyword",
    "subject",
    "email",
    "address",
    "city",
    "caption",
    "reason",
    "feedback",
    "answer",
    "question",
    "review",
    "tag",
    "tags",
    "input",
    "greeting",
    "signature",
    "summary",
    "headline",
    "filename",
];
/// Last words of the names of words that the program itself makes.
const WORDS: [&str; 43] = [
    "hash",
    "digest",
    "checksum",
    "version",
    "uuid",
    "guid",
    "token",
    "nonce",
    "type",
    "kind",
    "status",
    "state",
    "mode",
    "order",
    "sort",
    "lang",
    "language",
    "locale",
    "locales",
    "date",
    "time",
    "color",
    "colour",
    "class",
    "icon",
    "host",
    "domain",
    "column",
    "field",
    "widget",
    "prefix",
    "suffix",
    "selector",
    "element",
    "model",
    "view",
    "template",
    "theme",
    "level",
    "button",
    "identifier",
    "slug",
    "anchor",
];
/// Last words of the names of addresses.
const ADDRESSES: [&str; 6] = ["url", "uri", "href", "action", "path", "endpoint"];

/// A value and its filters.
#[derive(Debug)]
pub(crate) struct Expression<'t> {
    /// The value, without filters.
    pub(crate) value: &'t str,
    /// The names of the filters, in order.
    pub(crate) filters: Vec<&'t str>,
}

impl<'t> Expression<'t> {
    /// Reads what stands between the marks.
    pub(crate) fn read(text: &'t str) -> Self {
        let mut parts = split(text).into_iter();
        let value = parts.next().unwrap_or_default();
        let name = |part: &'t str| {
            let end = part.find(|c: char| !(c.is_alphanumeric() || c == '_')).unwrap_or(part.len());
            &part[..end]
        };
        Self { value, filters: parts.map(name).collect() }
    }

    pub(crate) fn has(&self, filter: &str) -> bool {
        self.filters.contains(&filter)
    }

    /// Whether it takes the escaping off.
    pub(crate) fn is_safe(&self) -> bool {
        self.has("safe") || self.has("safeseq")
    }

    /// Why a value that is not escaped holds no markup of others.
    pub(crate) fn why_clean(&self) -> Option<&'static str> {
        let cleans = |name: &str| CLEANS.iter().any(|part| name.contains(part));
        if self.is_literal() {
            return Some("the value stands in the template itself");
        }
        if self.is_own() {
            return Some("the framework or the program itself makes this text");
        }
        if self.filters.iter().any(|filter| ESCAPES.contains(filter)) {
            return Some("a filter before it escapes the value");
        }
        (cleans(self.value) || self.filters.iter().any(|filter| cleans(filter)))
            .then_some("a filter leaves only harmless markup in the value")
    }

    /// Whether the program makes the value for the page, by its form or its name: what a function gives, a picture, data as JSON.
    pub(crate) fn is_made(&self) -> bool {
        const MADE: [&str; 9] = ["html", "svg", "icon", "json", "config", "css", "markup", "rendered", "snippet"];
        let last = self.value.rsplit(['.', '_']).next().unwrap_or_default();
        let is_call = self.value.ends_with(')') && !self.value.contains("request.") && !self.value.contains("markdown");
        is_call || MADE.iter().any(|made| last.trim_end_matches('s') == *made)
    }

    /// Whether no value of others can end a text of a script with it.
    pub(crate) fn is_fit_for_script(&self) -> bool {
        self.is_literal()
            || self.is_choice()
            || self.is_own()
            || self.is_address_of_program()
            || self.is_number()
            || self.filters.iter().any(|filter| FIT_FOR_SCRIPT.contains(filter) || writes_script(filter))
            || self.value.contains("tojson")
            || self.value.contains("json_encode")
            || self.value.contains("json.dumps")
    }

    /// Whether the program hands the page code to be run, by its name: `button.onclick`, `view.js`.
    pub(crate) fn is_code(&self) -> bool {
        let last = self.value.rsplit('.').next().unwrap_or_default();
        let word = last_word(last).to_ascii_lowercase();
        is_name(last) && (matches!(&*word, "js" | "javascript" | "script" | "handler") || is_event(last))
    }

    /// Whether people write the value, by its name, or it comes with the request. What stands in a script without quotes has to be a number or
    /// JSON, or the page would not work for anybody; a text of a person there is a mistake that attackers find.
    pub(crate) fn is_written_by_people(&self) -> bool {
        const CARRIERS: [&str; 10] =
            ["args", "GET", "POST", "form", "values", "cookies", "params", "query_params", "headers", "data"];
        let of_request = self.value.split_once("request.").is_some_and(|(_, rest)| {
            CARRIERS.contains(&rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default())
        });
        let last = self.value.rsplit('.').next().unwrap_or_default();
        of_request || is_name(last) && WRITTEN.contains(&&*last_word(last).to_ascii_lowercase())
    }

    /// Whether the value is a word of the program, by its name: a digest, a version, a state.
    pub(crate) fn is_word_of_program(&self) -> bool {
        let last = self.value.rsplit('.').next().unwrap_or_default();
        is_name(last) && WORDS.contains(&&*last_word(last).to_ascii_lowercase())
    }

    /// Whether a function or a filter of the program makes the value.
    pub(crate) fn is_computed(&self) -> bool {
        !self.filters.is_empty() || self.value.ends_with(')') && !self.is_written_by_people()
    }

    /// Whether a function of the program makes the value, and nothing that people write is handed to it: `link_to({'page': 2})`.
    pub(crate) fn is_made_by_function(&self) -> bool {
        let Some((function, args)) = self.value.strip_suffix(')').and_then(|value| value.split_once('(')) else {
            return false;
        };
        let is_written = |name: &str| Expression { value: name, filters: Vec::new() }.is_written_by_people();
        is_name(function)
            && !is_written(function)
            && !args.contains("request.")
            && !outside_quotes(args)
                .any(|part| part.split(|c: char| !c.is_alphanumeric() && !matches!(c, '_' | '.')).any(is_written))
    }

    /// Whether the value is an address of this site, by its name: the path of a route, or one that the program put together.
    pub(crate) fn is_own_address(&self) -> bool {
        let last = self.value.rsplit('.').next().unwrap_or_default();
        is_name(self.value)
            && ADDRESSES.contains(&&*last_word(last).to_ascii_lowercase())
            && !self.is_written_by_people()
            && !self.is_foreign_address()
    }

    /// Whether the value is somebody's mail address, by its name: what checks those lets no blank through.
    pub(crate) fn is_mail_address(&self) -> bool {
        let last = self.value.rsplit('.').next().unwrap_or_default();
        is_name(self.value) && last_word(last).eq_ignore_ascii_case("email") && !self.value.starts_with("request.")
    }

    /// Whether the value is a number, or yes or no, by its name or its filter: `forloop.counter`, `user.id`, `items|length`,
    /// `connectTimeout`, `allow_facet`.
    pub(crate) fn is_number(&self) -> bool {
        let last = self.value.rsplit('.').next().unwrap_or_default();
        let filtered = self.filters.last().is_some_and(|filter| {
            matches!(*filter, "int" | "float" | "length" | "count" | "round" | "floatformat" | "add" | "yesno")
        });
        let named = || {
            let last_word = last_word(last).to_ascii_lowercase();
            let first_word = last.split('_').next().unwrap_or_default();
            NUMBERS.contains(&&*last_word) || last.contains('_') && ANSWERS.contains(&first_word)
        };
        filtered || self.value.bytes().all(|byte| byte.is_ascii_digit()) || is_name(last) && named()
    }

    /// Whether the value is an address that somebody else gives, by its name. Most addresses in a page are made by the program.
    pub(crate) fn is_foreign_address(&self) -> bool {
        const GIVEN: [&str; 17] = [
            "website",
            "homepage",
            "home_page",
            "web_site",
            "next",
            "return",
            "redirect",
            "referrer",
            "referer",
            "back_url",
            "callback",
            "link",
            "target",
            "request.args",
            "request.GET",
            "request.form",
            "social",
        ];
        const MADE: [&str; 6] = ["url_for", "reverse(", "permalink", "get_absolute_url", "next_page", "page_"];
        let last = self.value.rsplit('.').next().unwrap_or_default();
        let given = |name: &str| GIVEN.iter().any(|part| name.contains(part));
        (given(last) || given(self.value) && self.value.contains("request."))
            && !self.is_literal()
            && !self.is_own()
            && !MADE.iter().any(|made| self.value.contains(made))
            && !self.has("urlencode")
    }

    fn is_literal(&self) -> bool {
        if matches!(self.value, "True" | "False" | "None" | "true" | "false" | "none") {
            return true;
        }
        if is_one_text(self.value) {
            return true;
        }
        let value = self.value.strip_prefix("_(").or(self.value.strip_prefix("gettext(")).unwrap_or(self.value);
        let quoted = |quote: char| value.starts_with(quote) && value.trim_end_matches(')').trim_end().ends_with(quote);
        (quoted('"') || quoted('\'')) && !value.contains(['~', '%', '+', '{'])
    }

    /// Whether the value is one of the texts that stand in the template: `'a' if open else 'b'`, `open and 'a' or 'b'`.
    fn is_choice(&self) -> bool {
        let is_text = |text: &str| Expression { value: text.trim(), filters: Vec::new() }.is_literal();
        let value = self.value;
        if let Some((first, rest)) = value.split_once(" if ") {
            return is_text(first) && rest.split_once(" else ").is_none_or(|(_, other)| is_text(other));
        }
        let (_, texts) = value.split_once(" and ").unwrap_or_default();
        texts.split_once(" or ").is_some_and(|(first, other)| is_text(first) && is_text(other))
    }

    /// Whether the program's own routes make the address: blanks and quotes in it are escaped.
    fn is_address_of_program(&self) -> bool {
        self.value.starts_with("url(")
            || self.value.starts_with("reverse(")
            || self.value.contains("get_absolute_url")
            || self.value.ends_with("urlencode")
            || self.value.ends_with("urlencode()")
    }

    /// Whether a variable keeps an address of one of the program's views, by its name: `url_delete`, `job['url_stop']`. What people
    /// call their own site is a `website_url`.
    pub(crate) fn is_kept_address(&self) -> bool {
        let last = self.value.rsplit(['.', '[']).next().unwrap_or_default();
        let last = last.trim_end_matches(']').trim_matches(['\'', '"']);
        is_name(last) && last.starts_with("url_")
    }

    /// Whether blanks in the value cannot end an attribute without quotes.
    pub(crate) fn has_no_blanks(&self) -> bool {
        self.is_number() || self.is_own() || self.is_address_of_program() || self.is_choice()
    }

    /// Whether the framework, the program or its operator gives the value.
    pub(crate) fn is_own(&self) -> bool {
        const SET: [&str; 3] = ["settings.", "config.", "conf."];
        OWN.iter().any(|own| self.value.contains(own))
            || SET.iter().any(|set| self.value.strip_prefix(set).is_some_and(is_name))
    }
}

/// Whether a value is one text between quotes, whatever stands in it: `'within ${n} seconds'`.
fn is_one_text(value: &str) -> bool {
    value.bytes().next().filter(|quote| matches!(quote, b'"' | b'\'')).is_some_and(|quote| {
        value.len() > 1 && value.bytes().skip(1).position(|byte| byte == quote) == Some(value.len() - 2)
    })
}

/// The parts of a text that stand outside of quotes.
fn outside_quotes(text: &str) -> impl Iterator<Item = &str> {
    text.split(['"', '\'']).step_by(2)
}

/// Whether a filter of the program's own writes what a script can read, by its name: `as_js_bool`, `json_dumps`.
fn writes_script(filter: &str) -> bool {
    filter.split('_').any(|word| matches!(word, "js" | "json" | "bool" | "jsonify" | "boolean"))
}

/// `onclick`, `on_change`
fn is_event(name: &str) -> bool {
    matches!(name.strip_prefix("on"), Some(event) if matches!(
        event.trim_start_matches('_').to_ascii_lowercase().as_str(),
        "click" | "change" | "submit" | "load" | "input" | "focus" | "blur" | "keyup" | "keydown" | "select"
    ))
}

/// Whether a text is a name, or several with dots between.
fn is_name(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.'))
}

/// The last word of a name: `timeout` of `connect_timeout`, `Timeout` of `connectTimeout`.
fn last_word(name: &str) -> &str {
    let word = name.rsplit('_').next().unwrap_or(name);
    match word.rfind(|c: char| c.is_ascii_uppercase()) {
        Some(at) if word.contains(|c: char| c.is_ascii_lowercase()) => &word[at..],
        _ => word,
    }
}

/// Parts between the `|` that stand outside of quotes and parentheses, without white space around them.
fn split(text: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let (mut start, mut quote, mut depth) = (0, None, 0_u32);
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if byte == open => quote = None,
            (None, b'"' | b'\'') => quote = Some(byte),
            (None, b'(' | b'[') => depth += 1,
            (None, b')' | b']') => depth = depth.saturating_sub(1),
            (None, b'|') if depth == 0 => {
                parts.push(text[start..at].trim());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(text[start..].trim());
    parts
}

#[cfg(test)]
mod tests {
    use super::Expression;

    #[test]
    fn filters_are_read_in_order() {
        let read = Expression::read(" user.name|default:\"a|b\" | join(', ')|safe ");
        assert_eq!((read.value, &*read.filters), ("user.name", &["default", "join", "safe"][..]));
        assert!(read.is_safe() && read.why_clean().is_none());
    }

    #[test]
    fn what_is_escaped_or_fixed_is_clean() {
        for text in
            ["data|tojson|safe", "'<b>'|safe", "super()|safe", "text|bleach|safe", "field.help_text|safe", "x|e|safe"]
        {
            assert!(Expression::read(text).why_clean().is_some(), "{text}");
        }
        for text in
            ["text|safe", "text|striptags|safe", "markdown(text)|safe", "text|linebreaks|safe", "'<b>' ~ name|safe"]
        {
            assert!(Expression::read(text).why_clean().is_none(), "{text}");
        }
    }

    #[test]
    fn what_a_function_gives_is_made_by_the_program() {
        for text in ["h.icon('x')|safe", "widget.config_json|safe", "svgs|safe", "_('a {b}').format(b=c)|safe"] {
            assert!(Expression::read(text).is_made(), "{text}");
        }
        for text in ["comment.text|safe", "request.args.get('q')|safe", "markdown(text)|safe", "html_title|safe"] {
            assert!(!Expression::read(text).is_made(), "{text}");
        }
    }

    #[test]
    fn numbers_and_json_fit_a_script() {
        for text in [
            "user.id",
            "items|length",
            "connectTimeout",
            "is_open",
            "settings.DEPTH",
            "data|tojson",
            "forloop.counter",
            "name|escapejs",
            "url_for('a')",
            "_('Save')",
            "'within ${n} seconds'|gettext",
        ] {
            assert!(Expression::read(text).is_fit_for_script(), "{text}");
        }
        for text in [
            "name",
            "issue",
            "fetch('count')",
            "settings.get('a')",
            "name|upper",
            "request.args.get('q')",
            "user.bio|safe",
            "'a' ~ name ~ 'b'",
        ] {
            assert!(!Expression::read(text).is_fit_for_script(), "{text}");
        }
    }
}
