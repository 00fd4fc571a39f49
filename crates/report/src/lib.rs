//! Draws a review: guard texts, Markdown, JSON, zip.
