//! Small drawings: the five severity marks (the same in list, gutter, chart) and the page's icons.

use leptos::prelude::*;
use model::Severity;

/// The word of a severity in class names and custom properties.
pub(crate) const fn class(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "critical",
        Severity::High => "high",
        Severity::Medium => "medium",
        Severity::Low => "low",
        Severity::Informational => "informational",
    }
}

// The same drawings as in web/editor/marks.ts, on a 16-unit grid.
const fn outline(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "M8 .8 15.2 8 8 15.2 .8 8z",
        Severity::High => "M8 1.6 15.2 14.4H.8z",
        Severity::Medium => "M8 1.6a6.4 6.4 0 1 1 0 12.8A6.4 6.4 0 0 1 8 1.6z",
        Severity::Low => "M1.9 2.6h12.2L8 13.6zM5 4.4 8 9.9l3-5.5z",
        Severity::Informational => {
            "M8 1a7 7 0 1 1 0 14A7 7 0 0 1 8 1zm0 1.6a5.4 5.4 0 1 0 0 10.8A5.4 5.4 0 0 0 8 2.6zM7.1 7h1.8v4.6H7.1zm0-2.6h1.8v1.7H7.1z"
        }
    }
}

/// A severity's mark; the word beside it is the caller's.
#[component]
pub(crate) fn Shape(severity: Severity) -> impl IntoView {
    view! {
        <svg class=format!("shape {}", class(severity)) viewBox="0 0 16 16" aria-hidden="true">
            <path d=outline(severity) fill-rule="evenodd"></path>
        </svg>
    }
}

/// A line drawing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[allow(missing_docs)]
pub(crate) enum Icon {
    Plus,
    Close,
    Open,
    Lock,
    Theme,
    Help,
    Search,
    Back,
    Copy,
    Download,
    Code,
    Findings,
    Overview,
    Reports,
    Learn,
    Check,
    Options,
    Chevron,
}

impl Icon {
    const fn path(self) -> &'static str {
        match self {
            Self::Plus => "M8 3v10M3 8h10",
            Self::Close => "m4 4 8 8m0-8-8 8",
            Self::Open => "M2 12.5v-9h4l1.5 2H14v7z",
            Self::Lock => "M4 7h8v6.5H4zM5.5 7V5a2.5 2.5 0 0 1 5 0v2",
            Self::Theme => "M8 2a6 6 0 1 0 0 12zm0 0a6 6 0 0 1 0 12",
            Self::Help => "M5.8 6a2.2 2.2 0 1 1 3.3 1.9c-.7.4-1.1.9-1.1 1.8M8 12v.2",
            Self::Search => "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10zm3.6-1.4L14 14",
            Self::Back => "M9.5 3.5 5 8l4.5 4.5",
            Self::Copy => "M5.5 5.5h8v8h-8zM10.5 5.5v-3h-8v8h3",
            Self::Download => "M8 2v8m-3.5-3L8 10.5 11.5 7M3 13.5h10",
            Self::Code => "m5.5 4-4 4 4 4m5-8 4 4-4 4",
            Self::Findings => "M8 2 14.5 13.5h-13zM8 6.5v3.2M8 11.6v.2",
            Self::Overview => "M2.5 13.5v-5m4 5v-11m4 11v-7m4 7H1.5",
            Self::Reports => "M4 1.8h5.5L12.5 5v9.2H4zM6.300 8h4M6.300 10.700h4",
            Self::Learn => {
                "M8 4.2C6.5 3 4.300 2.700 2 3v9.5c2.300-.3 4.5 0 6 1.2 1.5-1.2 3.700-1.5 6-1.2V3c-2.300-.3-4.5 0-6 1.2zm0 0v9.300"
            }
            Self::Check => "m3 8.5 3.300 3.300L13 5",
            Self::Options => "M2 4.5h5m4 0h3M2 11.5h3m4 0h5M9 2.800v3.400M7 9.800v3.400",
            Self::Chevron => "m6 3.5 4.5 4.5L6 12.5",
        }
    }
}

/// An icon; its name is the control's.
#[component]
pub(crate) fn Drawing(icon: Icon) -> impl IntoView {
    view! {
        <svg class="icon" viewBox="0 0 16 16" aria-hidden="true">
            <path d=icon.path()></path>
        </svg>
    }
}
