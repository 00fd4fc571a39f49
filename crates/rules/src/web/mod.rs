//! What several rules ask of web applications: routes and who gets to them, requests, sessions, settings of frameworks.

pub(crate) mod access;
pub(crate) mod answers;
pub(crate) mod brought;
pub(crate) mod class_views;
pub(crate) mod cookie_header;
pub(crate) mod django_settings;
pub(crate) mod enclosed;
pub(crate) mod exempt;
pub(crate) mod fetched;
pub(crate) mod flask;
pub(crate) mod gatekeepers;
pub(crate) mod gateway;
pub(crate) mod guard_names;
mod handed_back;
pub(crate) mod handlers;
pub(crate) mod jwt;
pub(crate) mod known_key;
pub(crate) mod login;
pub(crate) mod other_sites;
pub(crate) mod questions;
pub(crate) mod request_json;
pub(crate) mod rights;
pub(crate) mod routes;
pub(crate) mod shared_records;
pub(crate) mod stored;
pub(crate) mod uploads;
pub(crate) mod wsgi;
