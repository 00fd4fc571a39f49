//! The contexts in which data from outside does harm.

/// What a value is used as at a sink. A sanitizer is good for some kinds and useless for others, so
/// rules and data flow share this one list.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SinkKind {
    /// Text of an SQL statement.
    Sql,
    /// Query of a document or key-value store.
    NoSql,
    /// Command line or program name that the operating system runs.
    Command,
    /// Source code that is evaluated, or the name of a module that is imported.
    Code,
    /// File system path.
    Path,
    /// Address that the server itself requests.
    Url,
    /// Scheme of an address that is opened; `file:` names a file of this machine.
    Scheme,
    /// Bytes or text that are turned into objects.
    Deserialize,
    /// Source text of a template.
    Template,
    /// XML document that is parsed.
    Xml,
    /// `XPath` expression.
    Xpath,
    /// LDAP filter or distinguished name.
    Ldap,
    /// HTML that a browser renders.
    Html,
    /// Name or value of a header, of a mail or of an HTTP message.
    Header,
    /// Text of a log entry.
    Log,
    /// Pattern of a regular expression.
    Regex,
    /// Address that the browser is sent to.
    Redirect,
    /// Format string whose fields are looked up.
    Format,
    /// Instructions for a language model.
    Prompt,
    /// Members of an archive that are unpacked.
    Archive,
    /// Names of attributes or fields that are set from outside.
    Attribute,
    /// What is kept in a visitor's session, where the program believes it later.
    Session,
    /// Number that says how much memory or time is taken.
    Size,
    /// Names of attributes that lead from an object to its class and on: `__class__`, `__globals__`.
    Pollution,
    /// Text that a user of the program is shown; what the program tells of itself does not belong there.
    Disclosure,
    /// Name under which an uploaded file is kept; its ending says what a browser takes it for.
    Upload,
    /// Folders of a file system path. No rule asks for it: a path of which only this is harmless is one name, which may be `..`
    /// and leads no further.
    Folders,
    /// Names of files that need not be there. No rule asks for it: a text of which only this is harmless names a file that was
    /// found, so that whoever wants to choose it has to make the file first.
    Unseen,
    /// Text that is read as the structured answer of a language model.
    Answer,
    /// Text that a language model is given to read: what comes from elsewhere may hold instructions.
    Retrieved,
    /// What somebody may do: role, right, owner.
    Right,
    /// Argument of a program, which takes one that begins with `-` for an option.
    Option,
}

impl SinkKind {
    /// Every kind, in the order of their declaration.
    pub const ALL: [Self; 32] = [
        Self::Sql,
        Self::NoSql,
        Self::Command,
        Self::Code,
        Self::Path,
        Self::Url,
        Self::Scheme,
        Self::Deserialize,
        Self::Template,
        Self::Xml,
        Self::Xpath,
        Self::Ldap,
        Self::Html,
        Self::Header,
        Self::Log,
        Self::Regex,
        Self::Redirect,
        Self::Format,
        Self::Prompt,
        Self::Archive,
        Self::Attribute,
        Self::Session,
        Self::Size,
        Self::Pollution,
        Self::Disclosure,
        Self::Upload,
        Self::Folders,
        Self::Unseen,
        Self::Answer,
        Self::Retrieved,
        Self::Right,
        Self::Option,
    ];

    /// The kind's name in rule pages and model files: lower case, words joined by `-`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Sql => "sql",
            Self::NoSql => "nosql",
            Self::Command => "command",
            Self::Code => "code",
            Self::Path => "path",
            Self::Url => "url",
            Self::Scheme => "scheme",
            Self::Deserialize => "deserialize",
            Self::Template => "template",
            Self::Xml => "xml",
            Self::Xpath => "xpath",
            Self::Ldap => "ldap",
            Self::Html => "html",
            Self::Header => "header",
            Self::Log => "log",
            Self::Regex => "regex",
            Self::Redirect => "redirect",
            Self::Format => "format",
            Self::Prompt => "prompt",
            Self::Archive => "archive",
            Self::Attribute => "attribute",
            Self::Session => "session",
            Self::Size => "size",
            Self::Pollution => "pollution",
            Self::Disclosure => "disclosure",
            Self::Upload => "upload",
            Self::Folders => "folders",
            Self::Unseen => "unseen",
            Self::Answer => "answer",
            Self::Retrieved => "retrieved",
            Self::Right => "right",
            Self::Option => "option",
        }
    }

    /// Whether only data of requests, and of what speaks for one, is worth a look.
    pub const fn asks_for_requests(self) -> bool {
        matches!(
            self,
            Self::Size
                | Self::Attribute
                | Self::Pollution
                | Self::Header
                | Self::Disclosure
                | Self::Upload
                | Self::Right
                | Self::Option
        )
    }

    /// Whether it is a place that shows the data to somebody.
    pub const fn is_shown(self) -> bool {
        matches!(self, Self::Html | Self::Header | Self::Log)
    }

    /// Whether the keys of a mapping are what matters, and its values are not.
    pub const fn asks_for_keys(self) -> bool {
        matches!(self, Self::Attribute | Self::Pollution)
    }

    /// The kind with that [`name`](Self::name).
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

#[cfg(test)]
mod tests {
    use super::SinkKind;

    #[test]
    fn names_are_unique_and_lead_back() {
        for kind in SinkKind::ALL {
            assert_eq!(SinkKind::from_name(kind.name()), Some(kind));
        }
        assert_eq!(SinkKind::from_name("SQL"), None);
    }
}
