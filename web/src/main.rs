//! The page: panels that render a review. *Absent by design:* analysis (that is the worker's), routing, and
//! any request after the page has loaded (but for a second try at the rules' texts, when a person asks for it).
#![allow(clippy::needless_pass_by_value)] // a component owns its properties
#![allow(unreachable_pub)] // Leptos' component macro makes public what stands beside each component

mod advisory_data;
mod app;
mod browser;
mod chosen;
mod client;
mod compare;
mod dependencies;
mod detail;
mod editor;
mod files;
mod findings;
mod fixes;
mod guard;
mod header;
mod learn;
mod markdown;
mod notices;
mod overview;
mod privacy;
mod prose;
mod repairs;
mod reports;
mod rule_texts;
mod samples;
mod session;
mod shape;
mod state;
mod status;

fn main() {
    browser::Theme::stored().apply();
    if let Some(boot) = browser::element("boot") {
        boot.remove();
    }
    leptos::mount::mount_to_body(app::App);
}
