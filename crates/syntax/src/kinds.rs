//! The grammar's node kinds as an enum, resolved once per process from the grammar's own names, so that
//! lowering compares small integers and the compiler checks our matches.

use std::sync::OnceLock;

use tree_sitter::Language;

macro_rules! kinds {
    (named { $($named:ident = $named_text:literal,)* } tokens { $($token:ident = $token_text:literal,)* }) => {
        /// What a concrete node is. `Other` is a kind that lowering does not need to tell apart.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind {
            $($named,)*
            $($token,)*
            Error,
            Other,
        }

        /// Grammar name, whether it is a named kind, and ours.
        const NAMES: &[(&str, bool, Kind)] = &[
            $(($named_text, true, Kind::$named),)*
            $(($token_text, false, Kind::$token),)*
        ];
    };
}

kinds! {
    named {
        AliasedImport = "aliased_import", ArgumentList = "argument_list", AsPattern = "as_pattern",
        AsPatternTarget = "as_pattern_target", AssertStatement = "assert_statement", Assignment = "assignment",
        Attribute = "attribute", AugmentedAssignment = "augmented_assignment", Await = "await",
        BinaryOperator = "binary_operator", Block = "block", BooleanOperator = "boolean_operator",
        BreakStatement = "break_statement", Call = "call", CaseClause = "case_clause", CasePattern = "case_pattern",
        Chevron = "chevron", ClassDefinition = "class_definition", ClassPattern = "class_pattern",
        Comment = "comment", ComparisonOperator = "comparison_operator", ComplexPattern = "complex_pattern",
        ConcatenatedString = "concatenated_string", ConditionalExpression = "conditional_expression",
        ConstrainedType = "constrained_type", ContinueStatement = "continue_statement",
        DecoratedDefinition = "decorated_definition", Decorator = "decorator",
        DefaultParameter = "default_parameter", DeleteStatement = "delete_statement", DictPattern = "dict_pattern",
        Dictionary = "dictionary", DictionaryComprehension = "dictionary_comprehension",
        DictionarySplat = "dictionary_splat", DictionarySplatPattern = "dictionary_splat_pattern",
        DottedName = "dotted_name", ElifClause = "elif_clause", Ellipsis = "ellipsis", ElseClause = "else_clause",
        ExceptClause = "except_clause", ExecStatement = "exec_statement", ExpressionList = "expression_list",
        ExpressionStatement = "expression_statement", False = "false", FinallyClause = "finally_clause",
        Float = "float", ForInClause = "for_in_clause", ForStatement = "for_statement",
        FormatExpression = "format_expression", FormatSpecifier = "format_specifier",
        FunctionDefinition = "function_definition", FutureImportStatement = "future_import_statement",
        GeneratorExpression = "generator_expression", GenericType = "generic_type",
        GlobalStatement = "global_statement", Identifier = "identifier", IfClause = "if_clause",
        IfStatement = "if_statement", ImportFromStatement = "import_from_statement",
        ImportPrefix = "import_prefix", ImportStatement = "import_statement", Integer = "integer",
        Interpolation = "interpolation", KeywordArgument = "keyword_argument", KeywordPattern = "keyword_pattern",
        KeywordSeparator = "keyword_separator", Lambda = "lambda", LambdaParameters = "lambda_parameters",
        LineContinuation = "line_continuation", List = "list", ListComprehension = "list_comprehension",
        ListPattern = "list_pattern", ListSplat = "list_splat", ListSplatPattern = "list_splat_pattern",
        MatchStatement = "match_statement", MemberType = "member_type", Module = "module",
        NamedExpression = "named_expression", None = "none", NonlocalStatement = "nonlocal_statement",
        NotOperator = "not_operator", Pair = "pair", Parameters = "parameters",
        ParenthesizedExpression = "parenthesized_expression",
        ParenthesizedListSplat = "parenthesized_list_splat", PassStatement = "pass_statement",
        PatternList = "pattern_list", PositionalSeparator = "positional_separator",
        PrintStatement = "print_statement", RaiseStatement = "raise_statement",
        RelativeImport = "relative_import", ReturnStatement = "return_statement", Set = "set",
        SetComprehension = "set_comprehension", Slice = "slice", SplatPattern = "splat_pattern",
        SplatType = "splat_type", String = "string", StringContent = "string_content", StringEnd = "string_end",
        StringStart = "string_start", Subscript = "subscript", True = "true", TryStatement = "try_statement",
        Tuple = "tuple", TuplePattern = "tuple_pattern", Type = "type",
        TypeAliasStatement = "type_alias_statement", TypeConversion = "type_conversion",
        TypeParameter = "type_parameter", TypedDefaultParameter = "typed_default_parameter",
        TypedParameter = "typed_parameter", UnaryOperator = "unary_operator", UnionPattern = "union_pattern",
        UnionType = "union_type", WhileStatement = "while_statement", WildcardImport = "wildcard_import",
        WithClause = "with_clause", WithItem = "with_item", WithStatement = "with_statement", Yield = "yield",
    }
    tokens {
        Amp = "&", And = "and", Arrow = "->", As = "as", Async = "async", At = "@", Bar = "|", Caret = "^",
        Class = "class", Def = "def", Colon = ":", Comma = ",", Dot = ".", DoubleEquals = "==", DoubleSlash = "//", DoubleStar = "**",
        Equals = "=", For = "for", From = "from", Future = "__future__", Greater = ">", GreaterEquals = ">=",
        If = "if", In = "in", Is = "is", IsNot = "is not", LeftShift = "<<", Less = "<", LessEquals = "<=",
        Minus = "-", Not = "not", NotEquals = "!=", NotEqualsOld = "<>", NotIn = "not in", Or = "or",
        ParenOpen = "(", Percent = "%", Plus = "+", RightShift = ">>", Semicolon = ";", Slash = "/", Star = "*",
        Tilde = "~", Underscore = "_", Walrus = ":=",
        AmpEquals = "&=", AtEquals = "@=", BarEquals = "|=", CaretEquals = "^=", DoubleSlashEquals = "//=",
        DoubleStarEquals = "**=", LeftShiftEquals = "<<=", MinusEquals = "-=", PercentEquals = "%=",
        PlusEquals = "+=", RightShiftEquals = ">>=", SlashEquals = "/=", StarEquals = "*=",
    }
}

/// The grammar's id of an `ERROR` node.
const ERROR_ID: u16 = u16::MAX;

/// Grammar ids to [`Kind`]s.
#[derive(Clone, Copy)]
pub(crate) struct Kinds(&'static [Kind]);

impl Kinds {
    /// The table of the Python grammar, built on first use.
    pub(crate) fn get() -> Self {
        static TABLE: OnceLock<Box<[Kind]>> = OnceLock::new();
        Self(TABLE.get_or_init(|| {
            let language = Language::from(tree_sitter_python::LANGUAGE);
            let resolve = |id: u16| {
                let (text, named) = (language.node_kind_for_id(id)?, language.node_kind_is_named(id));
                NAMES.iter().find(|known| known.0 == text && known.1 == named).map(|known| known.2)
            };
            (0..language.node_kind_count() as u16).map(|id| resolve(id).unwrap_or(Kind::Other)).collect()
        }))
    }

    /// The kind behind a node's grammar id.
    pub(crate) fn of(self, id: u16) -> Kind {
        match self.0.get(usize::from(id)) {
            Some(&kind) => kind,
            None if id == ERROR_ID => Kind::Error,
            None => Kind::Other,
        }
    }
}

impl Kind {
    /// Whether lowering needs nothing below the node, so that the cursor stays above its children.
    pub(crate) const fn is_leaf(self) -> bool {
        matches!(
            self,
            Self::Identifier
                | Self::Integer
                | Self::Float
                | Self::True
                | Self::False
                | Self::None
                | Self::Ellipsis
                | Self::StringStart
                | Self::StringContent
                | Self::StringEnd
                | Self::TypeConversion
                | Self::ImportPrefix
                | Self::WildcardImport
                | Self::PassStatement
                | Self::BreakStatement
                | Self::ContinueStatement
                | Self::KeywordSeparator
                | Self::PositionalSeparator
                | Self::Other
        ) || self.is_token()
    }

    /// Whether this is an anonymous token.
    pub(crate) const fn is_token(self) -> bool {
        (self as u16) >= (Self::Amp as u16) && (self as u16) < (Self::Error as u16)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_one_of_the_grammar_s() {
        let language = Language::from(tree_sitter_python::LANGUAGE);
        for &(text, named, kind) in NAMES {
            // `parenthesized_list_splat` is only seen under its alias.
            let id = language.id_for_node_kind(text, named);
            assert_eq!(Kinds::get().of(id), kind, "{text}");
        }
    }
}
