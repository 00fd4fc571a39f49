//! Calls that ask a language model, the texts that they pass, and the functions that a model may call.

use std::rc::Rc;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;
use semantic::FileModel;
use syntax::ast::{Argument, ExprId, ExprKind, Function, StmtId};

use crate::code::around::{decorated_with, function_of};
use crate::code::parameter::given;
use crate::code::shown;
use crate::detector::Context;
use crate::matcher::{is_own, plain};

/// What is known of a call that asks a language model.
#[derive(Debug)]
pub(crate) struct Model {
    /// Who is asked, for a message.
    pub(crate) provider: &'static str,
    /// The position of the user's text, where it may be passed without a keyword.
    pub(crate) position: Option<usize>,
    /// Keywords of the user's text or of the messages.
    pub(crate) prompts: &'static [&'static str],
    /// Keywords of the instructions.
    pub(crate) instructions: &'static [&'static str],
    /// Keywords that limit the length of the answer; none where the library asks for one anyway, or has it elsewhere.
    pub(crate) limits: &'static [&'static str],
    /// Keywords that tell the provider who the end user is.
    pub(crate) users: &'static [&'static str],
}

include!(concat!(env!("OUT_DIR"), "/llm.rs"));

/// How many messages of a conversation are looked at: more than any person writes.
const MAX_MESSAGES: usize = 100;

/// The table of calls, to be asked for every call of a program.
static BY_NAME: LazyLock<FxHashMap<&str, &Model>> =
    LazyLock::new(|| MODEL_CALLS.iter().filter_map(|&(name, at)| Some((name, MODELS.get(at)?))).collect());

/// What is known of a call, if it asks a language model.
fn model_of(file: &FileModel, call: ExprId) -> Option<&'static Model> {
    let func = function_of(file, call)?;
    let listed = |name: &&str| !is_own(name) && !name.ends_with("()");
    file.qualified_names(func).filter(listed).find_map(|name| BY_NAME.get(&*plain(name)).copied())
}

/// The calls of a file that ask a language model, in source order. To be asked through [`Facts`](crate::facts::Facts).
pub(crate) fn find_calls(file: &FileModel) -> Rc<[(ExprId, &'static Model)]> {
    file.calls().iter().filter_map(|&call| Some((call, model_of(file, call)?))).collect()
}

/// The messages of a conversation that stand in a list, each as its dictionary.
pub(crate) fn messages(file: &FileModel, list: ExprId) -> Vec<ExprId> {
    match &file.module().expr(given(file, list).unwrap_or(list)).kind {
        ExprKind::List(items) | ExprKind::Tuple(items) => items.iter().copied().take(MAX_MESSAGES).collect(),
        _ => Vec::new(),
    }
}

/// The role and the content of a message: `{"role": "user", "content": question}`, `("system", text)`.
pub(crate) fn message(file: &FileModel, e: ExprId) -> Option<(String, ExprId)> {
    let text = |e: ExprId| file.constant(e).and_then(|value| value.as_str().map(str::to_owned));
    match &file.module().expr(given(file, e).unwrap_or(e)).kind {
        ExprKind::Dict(entries) => {
            let value = |wanted: &str| {
                let is_it = |key: Option<ExprId>| key.and_then(text).is_some_and(|key| key == wanted);
                entries.iter().take(MAX_MESSAGES).find(|(key, _)| is_it(*key)).map(|(_, value)| *value)
            };
            let content = ["content", "parts", "text"].into_iter().find_map(value)?;
            Some((text(value("role")?)?, content))
        }
        ExprKind::Tuple(items) => match **items {
            [role, content] => Some((text(role)?, content)),
            _ => None,
        },
        // `dict(role="system", content=text)`
        ExprKind::Call { func, .. } if file.qualified_names(*func).any(|name| name == "builtins.dict") => {
            let args = file.call_args(given(file, e).unwrap_or(e));
            Some((text(args.keyword("role")?)?, args.keyword("content")?))
        }
        _ => None,
    }
}

/// Whether a message of that role tells the model what to do.
pub(crate) fn instructs(role: &str) -> bool {
    matches!(role, "system" | "developer")
}

/// What a call passes as the user's text: an argument, or the contents of the messages that are no instructions.
pub(crate) fn prompts(cx: &Context<'_>, call: ExprId, model: &Model) -> Vec<ExprId> {
    let args = cx.file.call_args(call);
    let keyed = model.prompts.iter().filter_map(|keyword| args.keyword(keyword));
    let passed = keyed.chain(model.position.and_then(|position| args.positional(position)));
    passed
        .flat_map(|text| {
            let messages = messages(cx.file, text);
            if messages.is_empty() {
                return vec![text];
            }
            let of_user = |&item: &ExprId| match message(cx.file, item) {
                Some((role, content)) => (!instructs(&role)).then_some(content),
                None => Some(item),
            };
            messages.iter().filter_map(of_user).collect()
        })
        .collect()
}

/// Whether a call tells the model what it is for. `None` if its messages cannot be seen.
pub(crate) fn has_instructions(cx: &Context<'_>, call: ExprId, model: &Model) -> Option<bool> {
    let args = cx.file.call_args(call);
    if args.has_double_star() {
        return None;
    }
    if model.instructions.iter().any(|keyword| args.keyword(keyword).is_some()) {
        return Some(true);
    }
    let passed = model.prompts.iter().find_map(|keyword| args.keyword(keyword))?;
    let made = cx.file.display(passed)?;
    match cx.tree().expr(made).kind {
        ExprKind::List(_) => {
            let roles: Option<Vec<String>> =
                messages(cx.file, made).into_iter().map(|item| Some(message(cx.file, item)?.0)).collect();
            Some(roles?.iter().any(|role| instructs(role)))
        }
        ExprKind::Str(_) | ExprKind::FString(_) if !model.instructions.is_empty() => Some(false),
        _ => None,
    }
}

/// Decorators that offer a function to a model, by their qualified names.
const TOOL_MARKS: &[&str] = &[
    "mcp.server.fastmcp.FastMCP.tool",
    "mcp.server.FastMCP.tool",
    "fastmcp.FastMCP.tool",
    "mcp.server.Server.call_tool",
    "mcp.server.lowlevel.Server.call_tool",
    "mcp.server.lowlevel.server.Server.call_tool",
    "langchain_core.tools.tool",
    "langchain.tools.tool",
    "langchain.agents.tool",
    "agents.function_tool",
    "smolagents.tool",
    "crewai.tools.tool",
    "crewai_tools.tool",
    "pydantic_ai.Agent.tool",
    "pydantic_ai.Agent.tool_plain",
    "llama_index.core.tools.tool",
    "strands.tool",
    "anthropic.beta_tool",
    "claude_agent_sdk.tool",
    "semantic_kernel.functions.kernel_function",
];

/// The function, if it is a tool that a model may call.
pub(crate) fn tool<'a>(cx: &Context<'a>, function: StmtId) -> Option<&'a Function> {
    cx.file.function(function).filter(|definition| decorated_with(cx.file, definition, TOOL_MARKS))
}

/// The innermost function around an expression that is a tool.
pub(crate) fn tool_around(cx: &Context<'_>, e: ExprId) -> Option<StmtId> {
    cx.file.enclosing_function(e).filter(|&function| tool(cx, function).is_some())
}

/// The values of all arguments of a call.
pub(crate) fn values(cx: &Context<'_>, call: ExprId) -> Vec<ExprId> {
    cx.file.call_args(call).all().iter().map(Argument::value).collect()
}

/// The last word of what a call calls.
pub(crate) fn function_name<'a>(cx: &Context<'a>, call: ExprId) -> Option<&'a str> {
    crate::code::around::last_word(cx.file, call)
}

/// The calls of a model that stand in functions which answer requests, in source order.
pub(crate) fn served(cx: &Context<'_>) -> Vec<(ExprId, &'static Model)> {
    let calls = cx.facts().model_calls(cx.file);
    if calls.is_empty() {
        return Vec::new();
    }
    let routes: Vec<StmtId> = crate::routes(cx.file).iter().map(|route| route.function).collect();
    let in_route = |call: ExprId| cx.file.enclosing_function(call).is_some_and(|function| routes.contains(&function));
    calls.iter().copied().filter(|&(call, _)| in_route(call)).collect()
}

/// Reports every call of a model whose texts show a value under a name that `counts`.
pub(crate) fn report_shown(cx: &mut Context<'_>, words: &str, counts: &dyn Fn(&str) -> bool) {
    for &(call, model) in cx.facts().model_calls(cx.file).iter() {
        let args = cx.file.call_args(call);
        let instructions = model.instructions.iter().filter_map(|keyword| args.keyword(keyword));
        let messages = model.prompts.iter().filter_map(|keyword| args.keyword(keyword));
        let own = messages.flat_map(|list| messages_of(cx, list));
        let texts: Vec<ExprId> = prompts(cx, call, model).into_iter().chain(instructions).chain(own).collect();
        let shown = |&text: &ExprId| shown::shows(cx, given(cx.file, text).unwrap_or(text), counts);
        if let Some(text) = texts.into_iter().find(shown) {
            let candidate = cx.candidate(text, words);
            cx.report(candidate);
        }
    }
}

/// The contents of the messages that are instructions.
fn messages_of(cx: &Context<'_>, list: ExprId) -> Vec<ExprId> {
    let of = |item: ExprId| message(cx.file, item).filter(|(role, _)| instructs(role)).map(|(_, content)| content);
    messages(cx.file, list).into_iter().filter_map(of).collect()
}
