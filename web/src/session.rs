//! What happens: files are opened and edited, the worker reviews them, findings are chosen. The texts live
//! in the editor, so nothing is lost when the worker has to be started again.

use std::collections::HashMap;
use std::sync::Arc;

use gloo::timers::callback::Timeout;
use leptos::prelude::*;
use model::message::{Call, Drawn, Reply, TextEdit};
use model::{Options, State as Triage};
use web_sys::HtmlElement;

use crate::client::{Client, Life};
use crate::editor::{Editor, EditorMark, EditorStep, Told};
use crate::state::{Analyzer, Fetched, Filter, Notice, Panel, Reviewed, State};
use crate::{browser, samples};

/// Worker and editor, and how far their conversation is.
#[derive(Default)]
pub(crate) struct Session {
    client: Client,
    editor: Option<Editor>,
    /// Number of the review that was asked for and is not answered.
    asked: Option<u32>,
    /// Something changed since it was asked for.
    changed: bool,
    /// How often the worker died since it last finished a review.
    deaths: u32,
    notices: u32,
    /// Waits for a pause to ask for fixes.
    pub(crate) fixing: Option<Timeout>,
    /// The texts of the rules, kept for the next worker.
    pub(crate) texts: Option<String>,
    /// The index of advisories, kept for the next worker.
    pub(crate) advisories: Option<Vec<u8>>,
    /// The earlier review that reviews are compared with, kept for the next worker.
    pub(crate) earlier: Option<String>,
}

/// A worker that dies this often without finishing a review waits for the next change.
const MAX_DEATHS: u32 = 2;

impl State {
    /// The state of a page that was just loaded, with its worker on the way.
    pub(crate) fn start() -> Self {
        let first = samples::FIRST_NAME.to_owned();
        let state = Self {
            files: RwSignal::new(vec![first.clone()]),
            active: RwSignal::new(first),
            empty: RwSignal::new(true),
            options: RwSignal::new(Options { date: browser::today(), ..Options::default() }),
            reviewed: RwSignal::new(None),
            fixes: RwSignal::new(Arc::default()),
            selected: RwSignal::new(None),
            peek: RwSignal::new(None),
            filter: RwSignal::new(Filter::default()),
            panel: RwSignal::new(Panel::Findings),
            on_code: RwSignal::new(true),
            analyzer: RwSignal::new(Analyzer::Starting),
            notices: RwSignal::new(Vec::new()),
            rules: RwSignal::new(Arc::new([])),
            texts: RwSignal::new(Fetched::Loading),
            advisories: RwSignal::new(Fetched::Loading),
            advisories_date: RwSignal::new(None),
            pages: RwSignal::new(HashMap::new()),
            lesson: RwSignal::new(None),
            session: StoredValue::new_local(Session::default()),
        };
        state.start_worker();
        // The catalogue does not change, so it is asked for once.
        state.ask(Call::Rules, move |reply| {
            if let Reply::Rules { rules } = reply {
                state.rules.set(rules.into());
            }
        });
        Effect::new(move |_| state.draw_marks());
        Effect::new(move |_| state.draw_trace());
        state
    }

    fn client(self) -> Client {
        self.session.with_value(|session| session.client.clone())
    }

    fn editor(self) -> Option<Editor> {
        self.session.with_value(|session| session.editor.clone())
    }

    pub(crate) fn ask(self, call: Call, answer: impl FnOnce(Reply) + 'static) -> u32 {
        self.client().ask(call, answer)
    }

    /// Tells the worker about files, if it listens; when it starts it is told all of them.
    fn tell(self, call: Call) {
        if self.client().is_ready() {
            self.ask(call, move |reply| {
                if let Reply::Failed { message } = reply {
                    self.notify(true, message);
                }
            });
        }
    }

    // --- the worker's life

    fn start_worker(self) {
        self.analyzer.set(Analyzer::Starting);
        self.session.update_value(|session| session.asked = None);
        let started = self.client().start(move |life| match life {
            Life::Ready => self.worker_ready(),
            Life::Died(why) => self.worker_died(&why),
        });
        if let Err(why) = started {
            self.analyzer.set(Analyzer::Unavailable(why));
        }
    }

    fn worker_ready(self) {
        self.analyzer.set(Analyzer::Idle);
        for path in self.files.get_untracked() {
            let text = self.editor().map(|editor| editor.text(&path)).unwrap_or_default();
            self.tell(Call::Open { path, text });
        }
        self.bring_texts();
        self.bring_advisories();
        self.bring_earlier();
        let deaths = self.session.with_value(|session| session.deaths);
        if deaths < MAX_DEATHS {
            self.review();
        } else {
            self.analyzer.set(Analyzer::Stopped("It stopped twice on this code.".to_owned()));
        }
    }

    fn worker_died(self, why: &str) {
        let first_start = self.reviewed.with_untracked(Option::is_none) && !self.client().is_ready();
        if first_start {
            self.client().stop();
            self.analyzer.set(Analyzer::Unavailable(why.to_owned()));
            return;
        }
        self.session.update_value(|session| session.deaths += 1);
        self.notify(true, format!("The analyzer stopped ({why}) and was started again. Your code is untouched."));
        self.start_worker();
    }

    /// Ends a review that takes too long; the next change reviews again.
    pub(crate) fn cancel(self) {
        self.session.update_value(|session| session.deaths = MAX_DEATHS);
        self.start_worker();
    }

    // --- reviewing

    /// Reviews what is open, or as soon as the review that is running has ended.
    pub(crate) fn review(self) {
        if !self.client().is_ready() {
            return;
        }
        let running = self.session.try_update_value(|session| {
            session.changed = session.asked.is_some();
            session.changed
        });
        if running == Some(true) {
            return;
        }
        self.analyzer.set(Analyzer::Working);
        let id = self.ask(Call::Review { options: self.options.get_untracked() }, move |reply| self.answered(reply));
        self.session.update_value(|session| session.asked = Some(id));
    }

    fn answered(self, reply: Reply) {
        let changed = self.session.try_update_value(|session| {
            session.asked = None;
            session.deaths = 0;
            std::mem::take(&mut session.changed)
        });
        self.analyzer.set(Analyzer::Idle);
        if changed == Some(true) {
            // The answer is about an older text.
            self.review();
            return;
        }
        match reply {
            Reply::Reviewed { review, marks, guard_text } => {
                self.reviewed.set(Some(Arc::new(Reviewed::new(*review, marks, guard_text))));
                self.recommend();
            }
            Reply::Failed { message } => self.notify(true, message),
            _ => {}
        }
    }

    /// Changes mode, date or context, and reviews.
    pub(crate) fn set_options(self, change: impl FnOnce(&mut Options)) {
        self.options.update(change);
        self.session.update_value(|session| session.deaths = 0);
        self.review();
    }

    // --- files

    /// Puts the editor into the page.
    pub(crate) fn mount_editor(self, host: &HtmlElement) {
        let editor = Editor::mount(host, move |told| self.hear(told));
        for path in self.files.get_untracked() {
            editor.open(&path, "");
        }
        editor.show(&self.active.get_untracked());
        self.session.update_value(|session| session.editor = Some(editor));
    }

    fn hear(self, told: Told) {
        match told {
            Told::Edited(path, edits) => self.edited(path, edits),
            Told::Emptied(path, empty) => {
                if path == self.active.get_untracked() {
                    self.empty.set(empty);
                }
            }
            Told::Chosen(key) if browser::is_narrow() => self.peek.set(Some(key)),
            Told::Chosen(key) => {
                self.panel.set(Panel::Findings);
                self.selected.set(Some(key));
            }
        }
    }

    fn edited(self, path: String, edits: Vec<TextEdit>) {
        self.session.update_value(|session| session.deaths = 0);
        self.fixes.set(Arc::default());
        self.tell(Call::Edit { path, edits });
        self.review();
    }

    /// Opens `text` (line breaks as `\n`) in a tab of its own, or in the tab of that name, and shows it.
    pub(crate) fn open(self, path: &str, text: &str) {
        let Some(editor) = self.editor() else { return };
        let known = self.files.with_untracked(|files| files.iter().any(|file| file == path));
        if known {
            self.show(path);
            editor.replace(text);
            editor.flush();
            return;
        }
        // The tab that the page starts with gives way if nothing was written in it.
        let unused = self.active.get_untracked();
        let replaces = self.empty.get_untracked() && unused == samples::FIRST_NAME;
        editor.open(path, text);
        self.files.update(|files| files.push(path.to_owned()));
        self.tell(Call::Open { path: path.to_owned(), text: text.to_owned() });
        self.show(path);
        if replaces {
            self.forget(&unused);
        }
        self.review();
    }

    /// Opens an empty tab.
    pub(crate) fn new_file(self) {
        let free = self.files.with_untracked(|files| {
            let taken = |name: &String| files.iter().any(|file| file == name);
            // One more name than there are files: one of them is free.
            std::iter::once(samples::FIRST_NAME.to_owned())
                .chain((2..files.len() + 2).map(|number| format!("{}-{number}", samples::FIRST_NAME)))
                .find(|name| !taken(name))
        });
        if let Some(path) = free {
            self.open(&path, "");
            self.focus_editor();
        }
    }

    /// Reads a file's bytes: the worker decodes them.
    pub(crate) fn open_bytes(self, path: String, bytes: Vec<u8>) {
        self.ask(Call::Decode { path, bytes }, move |reply| match reply {
            Reply::Decoded { path, text } => self.open(&path, &text),
            Reply::Failed { message } => self.notify(true, format!("Not opened. {message}")),
            _ => {}
        });
    }

    /// Shows a file that is open.
    pub(crate) fn show(self, path: &str) {
        let Some(editor) = self.editor() else { return };
        if self.active.get_untracked() != path {
            editor.show(path);
            self.active.set(path.to_owned());
            // Nothing is edited while it is not shown, so no edit is lost by reading the text here.
            editor.flush();
            self.empty.set(editor.text(path).is_empty());
        }
    }

    /// Closes a tab; the last one is replaced by an empty one.
    pub(crate) fn close(self, path: &str) {
        let next = self.files.with_untracked(|files| {
            let at = files.iter().position(|file| file == path)?;
            files.get(at + 1).or(at.checked_sub(1).and_then(|before| files.get(before))).cloned()
        });
        match next {
            Some(next) if self.active.get_untracked() == path => self.show(&next),
            Some(_) => {}
            None if path == samples::FIRST_NAME => {
                if let Some(editor) = self.editor() {
                    editor.replace("");
                    editor.flush();
                }
                return;
            }
            None => {
                if let Some(editor) = self.editor() {
                    editor.open(samples::FIRST_NAME, "");
                }
                self.files.update(|files| files.push(samples::FIRST_NAME.to_owned()));
                self.tell(Call::Open { path: samples::FIRST_NAME.to_owned(), text: String::new() });
                self.show(samples::FIRST_NAME);
            }
        }
        self.forget(path);
        self.review();
    }

    fn forget(self, path: &str) {
        if let Some(editor) = self.editor() {
            editor.flush();
            editor.close(path);
        }
        self.files.update(|files| files.retain(|file| file != path));
        self.tell(Call::Close { path: path.to_owned() });
    }

    /// Tells the worker the edits that wait.
    pub(crate) fn flush(self) {
        if let Some(editor) = self.editor() {
            editor.flush();
        }
    }

    /// Changes an open file and shows it; undone in one step.
    pub(crate) fn change(self, path: &str, edits: &[TextEdit]) {
        let Some(editor) = self.editor() else { return };
        self.show(path);
        editor.change(edits);
        editor.flush();
    }

    /// Gives the editor the keyboard.
    pub(crate) fn focus_editor(self) {
        self.on_code.set(true);
        if let Some(editor) = self.editor() {
            editor.focus();
        }
    }

    // --- findings

    /// Opens a finding and shows it in the code.
    pub(crate) fn select(self, key: &str) {
        self.panel.set(Panel::Findings);
        self.selected.set(Some(key.to_owned()));
        self.reveal(key, None, false);
    }

    /// Shows a finding, or a step of its trace, in the code; `focus` gives the editor the keyboard.
    pub(crate) fn reveal(self, key: &str, step: Option<u32>, focus: bool) {
        let place = self.reviewed.with_untracked(|reviewed| {
            let reviewed = reviewed.as_ref()?;
            let mark = reviewed.mark(reviewed.find(key)?, step)?;
            Some((mark.path.clone(), mark.from))
        });
        let (Some((path, from)), Some(editor)) = (place, self.editor()) else { return };
        self.show(&path);
        editor.reveal(from, focus);
    }

    /// Shows the 1-based `line` of an open file, with the keyboard in the editor.
    pub(crate) fn show_line(self, path: &str, line: u32) {
        let Some(editor) = self.editor() else { return };
        let text = editor.text(path);
        let before = text.split('\n').take(line.saturating_sub(1) as usize);
        let from = before.map(|line| line.encode_utf16().count() + 1).sum::<usize>();
        self.show(path);
        editor.reveal(from as u32, true);
    }

    /// Opens the next open finding that is listed, in reading order, or the one before; round and round.
    pub(crate) fn walk(self, forward: bool) {
        let keys = self.reviewed.with_untracked(|reviewed| {
            let filter = self.filter.get_untracked();
            let Some(reviewed) = reviewed else { return Vec::new() };
            let files = self.files.get_untracked();
            let mut found: Vec<_> = reviewed
                .findings()
                .filter(|(_, finding)| finding.state == Triage::Open && filter.passes(finding))
                .map(|(key, finding)| {
                    let file = files.iter().position(|file| *file == finding.file);
                    ((file, finding.line, finding.column), key.to_owned())
                })
                .collect();
            found.sort();
            found.into_iter().map(|(_, key)| key).collect()
        });
        let selected = self.selected.get_untracked();
        let at = keys.iter().position(|key| Some(key) == selected.as_ref());
        let next = match (at, forward) {
            (Some(at), true) => (at + 1) % keys.len(),
            (Some(at), false) => (at + keys.len() - 1) % keys.len(),
            (None, true) => 0,
            (None, false) => keys.len().saturating_sub(1),
        };
        if let Some(key) = keys.get(next) {
            self.select(key);
        }
    }

    /// Underlines and gutter marks of every open finding.
    fn draw_marks(self) {
        let reviewed = self.reviewed.get();
        let (Some(reviewed), Some(editor)) = (reviewed, self.editor()) else { return };
        let mut files: HashMap<String, Vec<EditorMark>> =
            self.files.get_untracked().into_iter().map(|path| (path, Vec::new())).collect();
        let places: HashMap<&str, _> = reviewed
            .marks
            .iter()
            .filter(|mark| mark.step.is_none())
            .map(|mark| (mark.finding.as_str(), mark))
            .collect();
        for (key, finding) in reviewed.findings().filter(|(_, finding)| finding.state == Triage::Open) {
            let Some(mark) = places.get(finding.id.as_str()) else { continue };
            if let Some(marks) = files.get_mut(&mark.path) {
                marks.push(EditorMark {
                    key: key.to_owned(),
                    from: mark.from,
                    to: mark.to,
                    severity: finding.severity,
                    label: format!("{}: {} ({})", finding.severity.word(), finding.title, finding.rule),
                });
            }
        }
        for (path, marks) in files {
            editor.mark(&path, &marks);
        }
    }

    /// The numbered steps of the finding that is selected.
    fn draw_trace(self) {
        let (selected, reviewed) = (self.selected.get(), self.reviewed.get());
        let (Some(reviewed), Some(editor)) = (reviewed, self.editor()) else { return };
        let finding = selected.as_ref().and_then(|key| reviewed.find(key));
        for path in self.files.get_untracked() {
            let steps: Vec<EditorStep> = finding
                .into_iter()
                .flat_map(|finding| finding.trace.iter().enumerate().map(move |(at, step)| (finding, at, step)))
                .filter_map(|(finding, at, step)| {
                    let mark = reviewed.mark(finding, Some(at as u32)).filter(|mark| mark.path == path)?;
                    Some(EditorStep { number: at + 1, from: mark.from, to: mark.to, note: step.note.replace('`', "") })
                })
                .collect();
            editor.trace(&path, &steps);
        }
    }

    // --- pages and reports

    /// Asks for a rule's page, unless it is here already. Call it in an effect: when the texts of the rules have come,
    /// it asks again.
    pub(crate) fn fetch_page(self, code: &str) {
        self.texts.track();
        if self.pages.with_untracked(|pages| pages.contains_key(code)) {
            return;
        }
        self.ask(Call::Rule { code: code.to_owned() }, move |reply| {
            if let Reply::Rule { page } = reply {
                self.pages.update(|pages| {
                    pages.insert(page.entry.code.clone(), Arc::from(page));
                });
            }
        });
    }

    /// Draws a deliverable of the latest review.
    pub(crate) fn report(self, format: &str, done: impl FnOnce(Vec<Drawn>) + 'static) {
        self.ask(Call::Report { format: format.to_owned() }, move |reply| match reply {
            Reply::Drawn { files } => done(files),
            Reply::Failed { message } => self.notify(true, message),
            _ => {}
        });
    }

    // --- notices

    /// Tells a person something; what is no problem goes away by itself.
    pub(crate) fn notify(self, problem: bool, text: String) {
        let number = self.session.try_update_value(|session| {
            session.notices += 1;
            session.notices
        });
        let number = number.unwrap_or_default();
        self.notices.update(|notices| {
            notices.retain(|notice| notice.text != text);
            notices.push(Notice { number, problem, text });
        });
        if !problem {
            Timeout::new(5_000, move || self.dismiss(number)).forget();
        }
    }

    /// Puts a notice away.
    pub(crate) fn dismiss(self, number: u32) {
        self.notices.update(|notices| notices.retain(|notice| notice.number != number));
    }
}
