//! Texts in other languages and calls of other worlds: SQL, shells and processes, addresses, archives, TLS, language models.

pub(crate) mod address;
pub(crate) mod archive;
pub(crate) mod argument_list;
pub(crate) mod command;
pub(crate) mod llm;
pub(crate) mod plain_connection;
pub(crate) mod process;
pub(crate) mod shell;
pub(crate) mod slow_pattern;
pub(crate) mod sql;
pub(crate) mod sql_pattern;
pub(crate) mod tls;
