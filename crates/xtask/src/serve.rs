//! `cargo xtask serve`: a small static server for the built page, on this machine only.

use std::fs::File;
use std::net::Ipv4Addr;
use std::path::{Component, Path, PathBuf};
use std::sync::Arc;
use std::thread;

use tiny_http::{Header, Method, Request, Response, Server};

use crate::build;
use crate::setup::PageTools;
use crate::step::{Done, Failure};

const PORT: u16 = 8080;
/// How many ports after the first are tried when nobody chose one.
const MORE_PORTS: u16 = 20;
/// Requests answered at a time.
const THREADS: usize = 4;

/// `cargo xtask serve`: builds the page and serves it until it is stopped.
pub(crate) fn command(port: Option<u16>) -> Done {
    let dist = build::page(&PageTools::ready()?)?;
    let ports = match port {
        Some(port) => port..=port,
        None => PORT..=PORT + MORE_PORTS,
    };
    let site = ports.clone().find_map(|port| Site::open(&dist, port, "/"));
    let Some(site) = site else {
        return Err(Failure::new(
            format!("no port from {} to {} is free", ports.start(), ports.end()),
            "choose another one with `--port`",
        ));
    };
    println!("\nPyvigil is at {}  (Ctrl+C ends it)", site.address);
    loop {
        thread::park(); // the site's own threads do the work
    }
}

/// A folder being served.
pub(crate) struct Site {
    /// Its address, with a slash at the end.
    pub(crate) address: String,
    server: Arc<Server>,
}

impl Site {
    /// Serves `folder` below `prefix` (which begins and ends with a slash) on 127.0.0.1; port 0 takes any
    /// free one. `None` if the port is taken.
    pub(crate) fn open(folder: &Path, port: u16, prefix: &str) -> Option<Self> {
        let server = Arc::new(Server::http((Ipv4Addr::LOCALHOST, port)).ok()?);
        let address = format!("http://{}{prefix}", server.server_addr().to_ip()?);
        for _ in 0..THREADS {
            let (server, folder, prefix) = (Arc::clone(&server), folder.to_owned(), prefix.to_owned());
            thread::spawn(move || {
                for request in server.incoming_requests() {
                    answer(request, &folder, &prefix);
                }
            });
        }
        Some(Self { address, server })
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        for _ in 0..THREADS {
            self.server.unblock();
        }
    }
}

fn answer(request: Request, folder: &Path, prefix: &str) {
    let readable = matches!(request.method(), Method::Get | Method::Head);
    let file = file_for(request.url(), prefix)
        .filter(|_| readable)
        .map(|path| folder.join(path))
        .and_then(|path| Some((File::open(&path).ok().filter(|_| path.is_file())?, path)));
    // A browser that went away needs no answer.
    let _ = match file {
        Some((file, path)) => {
            let headers = [
                ("Content-Type", media_type(&path)),
                // The page is rebuilt under its readers' eyes; file names with a hash do the caching elsewhere.
                ("Cache-Control", "no-cache"),
                ("X-Content-Type-Options", "nosniff"),
            ];
            let headers = headers.into_iter().filter_map(|(name, value)| Header::from_bytes(name, value).ok());
            request.respond(headers.fold(Response::from_file(file), Response::with_header))
        }
        None => request.respond(Response::from_string("Not found\n").with_status_code(404)),
    };
}

/// The file that `url` names, relative to the served folder; `None` for whatever could lead out of it.
fn file_for(url: &str, prefix: &str) -> Option<PathBuf> {
    let path = url.split(['?', '#']).next()?.strip_prefix(prefix)?;
    let path = percent_decoded(path)?;
    if path.contains(['\\', '\0', ':']) {
        return None;
    }
    let path = PathBuf::from(if path.is_empty() || path.ends_with('/') { path + "index.html" } else { path });
    path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
}

fn percent_decoded(text: &str) -> Option<String> {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let digits = [rest.next()?, rest.next()?];
            bytes.push(u8::from_str_radix(std::str::from_utf8(&digits).ok()?, 16).ok()?);
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).ok()
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|extension| extension.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("wasm") => "application/wasm",
        Some("json") => "application/json",
        Some("webmanifest") => "application/manifest+json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        Some("txt" | "md" | "py" | "toml") => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}

#[cfg(test)]
mod tests {
    use super::file_for;
    use std::path::Path;

    #[test]
    fn addresses_name_files_below_the_folder() {
        assert_eq!(file_for("/", "/").as_deref(), Some(Path::new("index.html")));
        assert_eq!(file_for("/sub/a%20b.js?v=1", "/sub/").as_deref(), Some(Path::new("a b.js")));
        assert_eq!(file_for("/sub/learn/", "/sub/").as_deref(), Some(Path::new("learn/index.html")));
    }

    #[test]
    fn nothing_outside_the_folder_can_be_named() {
        for url in [
            "/../Cargo.toml",
            "/a/../../b",
            "/%2e%2e/b",
            "/..%2fb",
            "//etc/passwd",
            "/%2fetc/passwd",
            "/C:/x",
            "/a%5c..%5cb",
            "/a%00",
            "/%zz",
            "/%f",
            "/other",
            "",
        ] {
            let prefix = if url == "/other" { "/sub/" } else { "/" };
            assert_eq!(file_for(url, prefix), None, "{url}");
        }
    }
}
