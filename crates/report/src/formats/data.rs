//! The formats that are one call: the terminal's text and the JSON contract.

use crate::File;
use crate::formats::Material;

pub(super) fn text(material: &Material<'_>) -> Vec<File> {
    vec![material.file(".txt", "text/plain;charset=utf-8", crate::text(material.review, false))]
}

pub(super) fn json(material: &Material<'_>) -> Vec<File> {
    vec![material.file(".json", "application/json", crate::json(material.review))]
}
